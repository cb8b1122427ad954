import { execFileSync } from 'node:child_process';
import { hasBackend } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { DataDir, ServerProcess } from './server-process.js';

const BASE = 'debian:bookworm-slim';

function whatIsMissing(): string | null {
  try {
    execFileSync('docker', ['image', 'inspect', BASE], { stdio: 'ignore' });
    return null;
  } catch {
    return `there is no container engine with the image ${BASE}; scripts/make-base-image.mjs makes it`;
  }
}

function ourContainers(): string {
  return execFileSync('docker', ['ps', '--all', '--quiet', '--filter', 'label=carrel.session'], { encoding: 'utf8' });
}

describe.runIf(hasBackend('Docker server', whatIsMissing()))('a server with Docker', () => {
  it('makes the image of a session, runs code in it, and leaves nothing', { timeout: 300_000 }, async () => {
    await using dataDir = new DataDir();
    await using server = await ServerProcess.start(dataDir, ['--runtime', 'docker']);
    const before = ourContainers();
    await server.client.register('ada@example.com');
    const ada = await server.client.logIn('ada@example.com');
    const session = await ada.session();
    const start = () => ada.post(`/sessions/${session}/workspace?waitMs=60000`);
    let started = await start();
    while (started.status === 202) started = await start();
    expect(started.json()).toMatchObject({ state: 'ready', incarnation: 1, runtime: 'docker' });

    await ada.put(`/sessions/${session}/files/content?path=main.py`, 'import os; print(os.getuid(), 6 * 7)\n');
    const ran = await ada.post(`/sessions/${session}/commands`, { argv: ['python3', 'main.py'] });
    expect(ran.json()).toMatchObject({ exitCode: 0, reason: 'exited', stdout: '1000 42\n' });
    const run = (content: string) =>
      ada.post(`/sessions/${session}/run`, {
        language: 'python',
        files: [{ path: 'main.py', content }],
        timeoutMs: 2_000,
      });
    expect((await run('import time; time.sleep(60)')).json()).toMatchObject({ run: { reason: 'timeout' } });
    expect((await run('bytearray(2_000_000_000)')).json()).toMatchObject({ run: { reason: 'out-of-memory' } });
    expect((await ada.delete(`/sessions/${session}`)).status).toBe(204);
    expect(ourContainers()).toBe(before);
  });
});
