import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { processesIn } from './processes-in.js';
import { DataDir, ServerProcess } from './server-process.js';

async function busyServer(dataDir: DataDir, seconds: string) {
  const server = await ServerProcess.start(dataDir, ['--quiet']);
  const ada = await server.client.register('ada@example.com');
  const session = await ada.session();
  await ada.post(`/sessions/${session}/workspace?waitMs=20000`);
  const running = ada.post(`/sessions/${session}/commands`, { argv: ['sleep', seconds] });
  running.catch(() => undefined);
  await eventually(() => processesIn(dataDir.path).some(({ command }) => command === `sleep ${seconds}`));
  return { server, ada, session, running };
}

describe('a server that is told to end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s finishes what is under way', async (signal) => {
    await using dataDir = new DataDir();
    const { server, ada, session, running } = await busyServer(dataDir, '1');
    const stream = await ada.open('GET', `/sessions/${session}/workspace/events`);
    const ended = server.end(signal);
    expect(await stream.text()).toMatch(/retry: \d+\n/);
    const answer = await running;
    expect(answer.json()).toMatchObject({ exitCode: 0, reason: 'exited' });
    expect(answer.headers.get('connection')).toBe('close');
    expect(await ended).toMatchObject({ code: 0, signal: null });
    await expect(ada.get('/users/me')).rejects.toThrow();
  });

  it('twice ends at once', async () => {
    await using dataDir = new DataDir();
    const { server, running } = await busyServer(dataDir, '500');
    server.signal('SIGTERM');
    await eventually(() => server.stderr.includes('a second signal ends at once'));
    expect(await server.end('SIGTERM')).toMatchObject({ code: 130 });
    await expect(running).rejects.toThrow();
  });
});
