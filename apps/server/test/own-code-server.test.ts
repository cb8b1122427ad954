import { accessSync } from 'node:fs';
import { hasBackend } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { DataDir, runCli, ServerProcess } from './server-process.js';

const OWN = { CARREL_CODE_SERVERS__OWN: 'objective-c=.m+.mm clangd --background-index=false --log=error' };

function missingClangd(): string | null {
  try {
    accessSync('/usr/bin/clangd');
    return null;
  } catch {
    return 'there is no /usr/bin/clangd; apt-get install clangd brings it';
  }
}

describe.runIf(hasBackend('clangd', missingClangd()))('a language server of the configuration', () => {
  it('answers about the files of its language', { timeout: 60_000 }, async () => {
    await using dataDir = new DataDir();
    await using server = await ServerProcess.launch(dataDir, ['--runtime', 'local'], OWN).listening;
    await server.client.register('ada@example.com');
    const ada = await server.client.logIn('ada@example.com');
    const made = await ada.post('/sessions', { kind: 'solo', languages: ['c'] });
    const { id } = made.json<{ readonly id: string }>();
    expect((await ada.post(`/sessions/${id}/workspace?waitMs=20000`)).status).toBeLessThan(300);
    const text = 'int twice(int a) { return a * 2; }\nint use(void) { return twice(1); }\n';
    expect((await ada.put(`/sessions/${id}/files/content?path=main.m`, text)).status).toBeLessThan(300);

    const asked = { type: 'definition', path: 'main.m', position: { line: 2, column: 24 } };
    const answer = await ada.post(`/sessions/${id}/code/query`, asked);
    expect([answer.status, answer.json()]).toMatchObject([
      200,
      { locations: [{ path: 'main.m', range: { start: { line: 1, column: 5 } } }] },
    ]);
  });

  it('is named by the doctor, and refused where it is none', async () => {
    await using dataDir = new DataDir();
    const found = await runCli(['doctor', '--data-dir', dataDir.path], OWN);
    expect(found.stdout).toContain('objective-c');
    const refused = await runCli(['doctor', '--data-dir', dataDir.path], { CARREL_CODE_SERVERS__OWN: 'clangd' });
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('expected language=.ending+.ending program argument');
  });
});
