import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { agentsIn, processesIn } from './processes-in.js';
import { DataDir, ServerProcess } from './server-process.js';

const dataDir = new DataDir();
let server: ServerProcess;
let ada: ApiClient;
let session: string;

beforeAll(async () => {
  server = await ServerProcess.start(dataDir);
  await server.client.register('ada@example.com');
  ada = await server.client.logIn('ada@example.com');
  session = await ada.session();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await dataDir[Symbol.asyncDispose]();
});

/** Leaves children behind in every way there is, then sleeps. */
const STUBBORN = `
import os, signal, subprocess, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen(['sleep', '301'])
subprocess.Popen(['sleep', '302'], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp('sleep', ['sleep', '303'])
    os._exit(0)
print('up', flush=True)
time.sleep(300)
`;

describe('a session, from its beginning to its end', () => {
  it('starts its workspace', async () => {
    const started = await ada.post(`/sessions/${session}/workspace?waitMs=20000`);
    expect([started.status, started.json()]).toEqual([
      200,
      expect.objectContaining({ state: 'ready', incarnation: 1 }),
    ]);
    expect(agentsIn(dataDir.path)).toHaveLength(1);
  });

  it('keeps a file, runs it and gives its output', async () => {
    const written = await ada.put(`/sessions/${session}/files/content?path=main.py`, 'print(6 * 7)\n');
    expect(written.status).toBe(201);
    const ran = await ada.post(`/sessions/${session}/commands`, { argv: ['python3', 'main.py'] });
    expect(ran.json()).toMatchObject({ exitCode: 0, reason: 'exited', stdout: '42\n', stderr: '' });
  });

  it('runs code that comes with the request', async () => {
    const files = [{ path: 'main.py', content: 'import sys; print(sys.stdin.read().upper())' }];
    const ran = await ada.post(`/sessions/${session}/run`, { language: 'python', files, stdin: 'loud' });
    expect(ran.json()).toMatchObject({ run: { exitCode: 0, stdout: 'LOUD\n' } });
  });

  it('ends a program that takes too long, with everything it started', async () => {
    await ada.put(`/sessions/${session}/files/content?path=stubborn.py`, STUBBORN);
    const ran = await ada.post(`/sessions/${session}/commands`, { argv: ['python3', 'stubborn.py'], timeoutMs: 300 });
    expect(ran.json()).toMatchObject({ exitCode: null, reason: 'timeout' });
    await eventually(() => processesIn(dataDir.path).every(({ command }) => /carrel-agent|serve/.test(command)));
  });

  it('is nobody else’s', async () => {
    const eve = await server.client.register('eve@example.com');
    const path = `/sessions/${session}`;
    const answers = await Promise.all([
      eve.get(path),
      eve.put(path, { name: 'mine' }),
      eve.delete(path),
      eve.post(`${path}/fork`),
      eve.post(`${path}/workspace`),
      eve.get(`${path}/workspace`),
      eve.delete(`${path}/workspace`),
      eve.post(`${path}/commands`, { argv: ['id'] }),
      eve.get(`${path}/commands`),
      eve.post(`${path}/run`, { language: 'python', files: [{ path: 'main.py', content: '' }] }),
      eve.get(`${path}/files`),
      eve.get(`${path}/files/content?path=main.py`),
      eve.put(`${path}/files/content?path=main.py`, 'mine'),
      eve.delete(`${path}/files?path=main.py`),
    ]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
    expect(new Set(answers.map((answer) => answer.json()['type']))).toEqual(new Set(['session/not-found']));
    expect((await eve.get('/sessions')).json()).toEqual({ items: [], nextCursor: null });
  });

  it('is gone when it is deleted, with all that ran', async () => {
    await ada.post(`/sessions/${session}/commands`, { argv: ['sleep', '600'], background: true });
    expect((await ada.delete(`/sessions/${session}`)).status).toBe(204);
    expect((await ada.get(`/sessions/${session}`)).status).toBe(404);
    await eventually(() => agentsIn(dataDir.path).length === 0);
    expect(processesIn(dataDir.path).filter(({ command }) => !command.includes('serve'))).toEqual([]);
  });
});

describe('the languages of this machine', () => {
  const programs: readonly (readonly [string, string, string])[] = [
    ['javascript', 'main.js', 'console.log(6 * 7)'],
    ['bash', 'main.sh', 'echo $((6 * 7))'],
    ['c', 'main.c', '#include <stdio.h>\nint main(void) { printf("%d\\n", 6 * 7); return 0; }'],
    ['cpp', 'main.cpp', '#include <iostream>\nint main() { std::cout << 6 * 7 << std::endl; }'],
    ['perl', 'main.pl', 'print 6 * 7, "\\n";'],
  ];
  let own: ApiClient;
  let place: string;

  beforeAll(async () => {
    own = await server.client.register('grace@example.com');
    place = `/sessions/${await own.session(programs.map(([language]) => language))}`;
    await own.post(`${place}/workspace?waitMs=20000`);
  });

  it.each(programs)('include %s, or say that it is missing', async (language, path, content) => {
    const ran = await own.post(`${place}/run`, { language, files: [{ path, content }] });
    if (ran.status === 422) expect(ran.json()['type']).toBe('language/not-installed');
    else expect(ran.json()).toMatchObject({ run: { exitCode: 0, stdout: '42\n' } });
  });

  it('tell why a program cannot be built', async () => {
    const ran = await own.post(`${place}/run`, { language: 'c', files: [{ path: 'main.c', content: 'int main( {' }] });
    if (ran.status === 422) return;
    expect(ran.json()).toMatchObject({ compile: { exitCode: 1, stderr: expect.stringContaining('main.c') as string } });
    expect(ran.json()).not.toHaveProperty('run');
  });

  it('leave nothing behind', async () => {
    await own.delete(place);
    await eventually(() => agentsIn(dataDir.path).length === 0);
  });
});
