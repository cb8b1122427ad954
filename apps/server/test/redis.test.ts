import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { eventually, hasBackend } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { DataDir, runCli, ServerProcess } from './server-process.js';

const found = spawnSync('redis-server', ['--version']).status === 0;
const hasRedis = hasBackend('Redis', found ? null : 'there is no redis-server; install the package redis-server');

describe.skipIf(!hasRedis)('streams in Redis', () => {
  it('are in memory while Redis is down, which /ready says, and the address is not shown', async () => {
    await using dataDir = new DataDir();
    const port = await freePort();
    const env = {
      CARREL_STREAMS__KIND: 'redis',
      CARREL_REDIS__URL: `redis://:secret@127.0.0.1:${port}`,
      CARREL_REDIS__TIMEOUT_MS: '1000',
    };
    const printed = await runCli(['config', 'print'], env);
    expect(printed.stdout).toContain('redis.url');
    expect(printed.stdout).not.toContain('secret@');
    await using server = await ServerProcess.launch(dataDir, [], env).listening;
    await eventually(() => expectStreams(server, 'degraded'));
    const redis = spawn('redis-server', [
      ...['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', dataDir.path, '--requirepass', 'secret'],
    ]);
    try {
      await eventually(() => expectStreams(server, 'up'));
    } finally {
      redis.kill('SIGKILL');
    }
    await eventually(() => expectStreams(server, 'degraded'));
    const { stderr } = await server.end();
    expect(stderr).toContain(`Redis, "carrel" at 127.0.0.1:${port}`);
    expect(stderr).not.toContain('secret');
  });
});

/** The server takes work, whatever is with its streams. */
async function expectStreams(server: ServerProcess, status: string): Promise<void> {
  const response = await fetch(`${server.origin}/ready`);
  expect(response.status).toBe(200);
  const { backends } = (await response.json()) as { backends: { name: string; status: string }[] };
  expect(backends).toContainEqual({ name: 'streams', status, latencyMs: expect.any(Number) as number });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}
