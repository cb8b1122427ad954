import { readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { processesIn } from './processes-in.js';
import { DataDir, ServerProcess } from './server-process.js';

/** A server with a command that goes on until there is a file `go`. */
async function busyServer(dataDir: DataDir) {
  const server = await ServerProcess.start(dataDir, ['--quiet']);
  const ada = await server.client.register('ada@example.com');
  const session = await ada.session();
  await ada.post(`/sessions/${session}/workspace?waitMs=20000`);
  const shell = 'until [ -e go ]; do sleep 0.05; done';
  const running = ada.post(`/sessions/${session}/commands`, { shell });
  running.catch(() => undefined);
  const itsShell = () => processesIn(dataDir.path).find(({ command }) => command.includes('until [ -e go ]'));
  await eventually(() => itsShell() !== undefined);
  const finish = () => {
    writeFileSync(join(readlinkSync(`/proc/${String(itsShell()?.pid)}/cwd`), 'go'), '');
  };
  return { server, ada, session, running, finish };
}

describe('a server that is told to end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s finishes what is under way', async (signal) => {
    await using dataDir = new DataDir();
    const { server, ada, session, running, finish } = await busyServer(dataDir);
    const stream = await ada.open('GET', `/sessions/${session}/workspace/events`);
    const ended = server.end(signal);
    expect(await stream.text()).toMatch(/retry: \d+\n/);
    finish();
    const answer = await running;
    expect(answer.json()).toMatchObject({ exitCode: 0, reason: 'exited' });
    expect(answer.headers.get('connection')).toBe('close');
    expect(await ended).toMatchObject({ code: 0, signal: null });
    await expect(ada.get('/users/me')).rejects.toThrow();
  });

  it('twice ends at once', async () => {
    await using dataDir = new DataDir();
    const { server, running } = await busyServer(dataDir);
    server.signal('SIGTERM');
    await eventually(() => server.stderr.includes('a second signal ends at once'));
    expect(await server.end('SIGTERM')).toMatchObject({ code: 130 });
    await expect(running).rejects.toThrow();
  });
});
