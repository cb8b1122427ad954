import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const said = /```text\n(.*?)```/s.exec(readFileSync(at('../README.md'), 'utf8'))?.[1];
const lesson = (...args: string[]) => promisify(execFile)(process.execPath, [at('../src/main.mjs'), ...args]);

it('goes as its README says', async () => {
  expect(await lesson()).toEqual({ stdout: said, stderr: '' });
});

it('goes the same on another server, again and again', async () => {
  const { startServer } = (await import(at('../src/server.mjs'))) as {
    startServer: () => Promise<{ baseUrl: string; stop: () => Promise<void> }>;
  };
  const server = await startServer();
  try {
    for (const _time of [1, 2]) expect(await lesson(server.baseUrl)).toEqual({ stdout: said, stderr: '' });
  } finally {
    await server.stop();
  }
});
