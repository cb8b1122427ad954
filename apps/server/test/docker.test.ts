import { execFileSync } from 'node:child_process';
import { hasBackend } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { missingEngine } from './kill/missing-engine.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';

function ourContainers(): string {
  return execFileSync('docker', ['ps', '--all', '--quiet', '--filter', 'label=carrel.session'], { encoding: 'utf8' });
}

const here = hasBackend('Docker server', missingEngine());

describe.runIf(here)('carrel images', () => {
  it('builds, shows and checks them', { timeout: 300_000 }, async () => {
    const built = await runCli(['images', 'build', 'lua'], {}, 280_000);
    expect(built).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^carrel\/workspace:[0-9a-f]{16}\n$/) as string,
    });
    const tag = built.stdout.trim();

    expect((await runCli(['images', 'list'])).stdout).toMatch(new RegExp(`^${tag} +\\d+ MB {2}lua$`, 'm'));
    expect(await runCli(['images', 'check', tag, '--languages', 'lua'])).toMatchObject({ code: 0, stdout: '' });
    const lacking = await runCli(['images', 'check', tag, '--languages', 'lua,php']);
    expect(lacking).toMatchObject({ code: 1, stdout: expect.stringContaining('php has no program') as string });
  });

  it('says what it does not know', async () => {
    const unknown = await runCli(['images', 'build', 'klingon']);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('language/not-found') as string });
    const missing = await runCli(['images', 'check', 'carrel/no-such-image']);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('runtime/unavailable') as string });
  });
});

describe.runIf(here)('a server with Docker', () => {
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
    const { items } = (await ada.get('/tenant/containers')).json<{ readonly items: readonly unknown[] }>();
    const positive = expect.toSatisfy((value) => Number(value) > 0) as number;
    expect(items).toEqual([
      expect.objectContaining({
        ...{ sessionId: session, state: 'ready', runtime: 'docker' },
        image: expect.stringMatching(/^carrel\/workspace:/) as string,
        stats: { memoryBytes: positive, cpuMs: positive, processes: positive, uptimeMs: positive },
      }),
    ]);

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
