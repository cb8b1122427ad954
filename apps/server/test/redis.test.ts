import { eventually } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { hasRedis, RedisServer } from './redis-server.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';

const SHARED = ['streams', 'rate-limits', 'presence', 'bus'] as const;
const TOKEN = 'scrape-me';

describe.skipIf(!hasRedis)('a server with Redis', () => {
  it('works without it, which /ready and /metrics say, and the address is not shown', async () => {
    await using dataDir = new DataDir();
    await using redis = await RedisServer.at();
    const env = { ...redis.environment, CARREL_METRICS__TOKEN: TOKEN };
    const printed = await runCli(['config', 'print'], env);
    expect(printed.stdout).toContain('redis.url');
    expect(printed.stdout).not.toContain('secret@');
    expect(printed.stdout).not.toContain(TOKEN);
    await using server = await ServerProcess.launch(dataDir, [], env).listening;
    await eventually(() => expectShared(server, 'degraded'));
    expect(await measured(server)).toMatchObject({ carrel_streams_degraded: 1, carrel_rate_limits_degraded: 1 });
    redis.start();
    await eventually(() => expectShared(server, 'up'));
    expect(await measured(server)).toMatchObject({ carrel_streams_degraded: 0, carrel_rate_limits_degraded: 0 });
    await redis.kill();
    await eventually(() => expectShared(server, 'degraded'));
    expect(await measured(server)).toMatchObject({ carrel_streams_degraded: 1, carrel_rate_limits_degraded: 1 });
    expect((await fetch(`${server.origin}/metrics`)).status).toBe(401);
    const { stderr } = await server.end();
    expect(stderr).toContain(`Redis, "carrel" at 127.0.0.1:${redis.port}`);
    expect(stderr).not.toContain('secret');
  });

  it('counts calls of a user with the other servers, and alone while Redis is gone', async () => {
    await using dataDir = new DataDir();
    await using redis = await RedisServer.at();
    redis.start();
    const env = { ...redis.environment, CARREL_RATE_LIMITS__POINTS_PER_USER: '20' };
    await using one = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    await using other = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    await eventually(() => expectShared(one, 'up'));
    await eventually(() => expectShared(other, 'up'));
    const ann = (await one.client.register('ann@example.com')).token ?? '';
    // Each of the calls below costs 1 point.
    const bob = (await other.client.register('bob@example.com')).token ?? '';
    const [here, there] = [one.client.as(ann), other.client.as(ann)];
    expect(await statuses(here, 12)).toEqual({ 200: 12 });
    expect(await statuses(there, 12)).toEqual({ 200: 8, 429: 4 });
    expect(await statuses(other.client.as(bob), 12)).toEqual({ 200: 12 });

    await redis.kill();
    // Each server has counted along: what it allowed is not given again.
    expect(await statuses(here, 12)).toEqual({ 200: 8, 429: 4 });
    expect(await statuses(there, 12)).toEqual({ 200: 8, 429: 4 });
    expect(await statuses(one.client.as(bob), 25)).toEqual({ 200: 20, 429: 5 });
    await eventually(() => expectShared(one, 'degraded'));
  });
});

/** The server takes work, whatever is with what it shares. */
async function expectShared(server: ServerProcess, status: string): Promise<void> {
  const response = await fetch(`${server.origin}/ready`);
  expect(response.status).toBe(200);
  const { backends } = (await response.json()) as { backends: { name: string; status: string }[] };
  for (const name of SHARED) expect(backends).toContainEqual({ name, status, latencyMs: expect.any(Number) as number });
}

/** Each metric without labels. */
async function measured(server: ServerProcess): Promise<Record<string, number>> {
  const response = await fetch(`${server.origin}/metrics`, { headers: { Authorization: `Bearer ${TOKEN}` } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await response.text()).split('\n').filter((line) => /^\w+ /.test(line));
  return Object.fromEntries(lines.map((line) => line.split(' ')).map(([name = '', value]) => [name, Number(value)]));
}

/** How often each status is answered, of so many calls. */
async function statuses(client: ApiClient, calls: number): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let call = 0; call < calls; call += 1) {
    const { status } = await client.get('/settings');
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}
