import { eventually } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ApiClient } from './api-client.js';
import { hasRedis, RedisServer } from './redis-server.js';
import { DataDir, ServerProcess } from './server-process.js';

/** Slower than any hint, so that what is prompt is prompt by the bus alone. */
const SLOW = {
  CARREL_SOCKETS__RECHECK_MS: '60000',
  CARREL_SERVER__STREAM_RECHECK_MS: '60000',
};
const PROMPT_MS = 30_000;
/** About a second on a machine that does nothing else. */
const LOGOUT_MS = 10_000;
const PASSWORD = 'correct horse battery';

describe.skipIf(!hasRedis)('two servers on one database and one Redis', () => {
  it('close at once what a login, a user or a member has open at the other one', async () => {
    await using dataDir = new DataDir();
    await using redis = await RedisServer.at();
    redis.start();
    const env = { ...redis.environment, ...SLOW };
    await using one = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    await using other = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    for (const server of [one, other]) await eventually(() => expectBus(server, 'up'));
    const owner = await one.client.register('owner@example.com');
    const [ann, bob] = [await colleague(owner, other, 'ann'), await colleague(owner, other, 'bob')];
    const room = (await owner.post('/sessions', { kind: 'room', languages: ['python'] })).json<{ id: string }>().id;
    for (const { id } of [ann, bob]) await owner.put(`/sessions/${room}/members/${id}`, { role: 'participant' });
    const path = await terminalIn(owner, room);

    const sockets = [await attach(other, ann.token, path), await attach(other, bob.token, path)];
    const events = await other.client.as(bob.token).open('GET', `/sessions/${room}/workspace/events`);
    expect(events.status).toBe(200);
    let endedAt = 0;
    const ended = events.text().then(() => (endedAt = Date.now()));
    await owner.delete(`/sessions/${room}/members/${ann.id}`);
    expect(await promptly(sockets[0])).toMatchObject({ code: 4403 });
    expect(endedAt).toBe(0);
    const began = Date.now();
    await one.client.post('/auth/logout', { refreshToken: bob.refreshToken });
    expect(await promptly(sockets[1])).toEqual({ code: 4401, reason: 'auth/token-revoked' });
    const socketMs = Date.now() - began;
    const streamMs = (await ended) - began;
    process.stderr.write(`${JSON.stringify({ socketMs, streamMs })}\n`);
    for (const ms of [socketMs, streamMs]) expect(ms).toBeLessThan(LOGOUT_MS);
    // Not for as long as the other server believes a token that it has seen.
    expect((await other.client.as(bob.token).get('/users/me')).status).toBe(401);
  });

  it('find the same out a little later without Redis', async () => {
    await using dataDir = new DataDir();
    await using redis = await RedisServer.at();
    redis.start();
    const env = { ...redis.environment, ...SLOW, CARREL_SOCKETS__RECHECK_MS: '1000' };
    await using one = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    await using other = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    for (const server of [one, other]) await eventually(() => expectBus(server, 'up'));
    const owner = await one.client.register('owner@example.com');
    const ann = await colleague(owner, other, 'ann');
    const room = (await owner.post('/sessions', { kind: 'room', languages: ['python'] })).json<{ id: string }>().id;
    await owner.put(`/sessions/${room}/members/${ann.id}`, { role: 'participant' });
    const socket = await attach(other, ann.token, await terminalIn(owner, room));
    await redis.kill();
    await eventually(() => expectBus(one, 'degraded'));

    await owner.delete(`/sessions/${room}/members/${ann.id}`);
    expect(await promptly(socket)).toMatchObject({ code: 4403 });
  });
});

interface Colleague {
  readonly id: string;
  readonly token: string;
  readonly refreshToken: string;
}

/** A user of the owner's tenant, logged in at this server. */
async function colleague(owner: ApiClient, server: ServerProcess, name: string): Promise<Colleague> {
  const email = `${name}@example.com`;
  const made = await owner.post('/tenant/users', { email, password: PASSWORD });
  const answer = await server.client.post('/auth/login', { email, password: PASSWORD });
  const { tokens } = answer.json<{ tokens: { accessToken: string; refreshToken: string } }>();
  return { id: made.json<{ id: string }>().id, token: tokens.accessToken, refreshToken: tokens.refreshToken };
}

/** Where the socket of a new terminal is. */
async function terminalIn(owner: ApiClient, room: string): Promise<string> {
  expect((await owner.post(`/sessions/${room}/workspace?waitMs=30000`)).status).toBe(200);
  const opened = await owner.post(`/sessions/${room}/terminals`, { argv: ['cat'] });
  expect(opened.status).toBe(201);
  return `/ws/terminals/${opened.json<{ id: string }>().id}`;
}

interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A socket that has had its first message; what it closes with. */
async function attach(server: ServerProcess, token: string, path: string): Promise<Promise<Closed>[]> {
  const ws = new WebSocket(`${server.origin.replace('http', 'ws')}/api/v5${path}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const closed = new Promise<Closed>((resolve) => {
    ws.on('close', (code: number, reason: Buffer) => {
      resolve({ code, reason: reason.toString() });
    });
  });
  await new Promise((resolve, reject) => {
    ws.once('message', resolve).once('error', reject).once('close', resolve);
  });
  // In a list, so that it is not waited for here.
  return [closed];
}

async function promptly(closed: readonly Promise<Closed>[] | undefined): Promise<Closed | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PROMPT_MS, undefined));
  return Promise.race([...(closed ?? []), late]);
}

async function expectBus(server: ServerProcess, status: string): Promise<void> {
  const { backends } = (await (await fetch(`${server.origin}/ready`)).json()) as {
    backends: { name: string; status: string }[];
  };
  expect(backends.find(({ name }) => name === 'bus')?.status).toBe(status);
}
