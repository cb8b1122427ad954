import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hasBackend } from '@carrel/conformance';
import { ok } from '@carrel/core/kernel';
import { writeArchive, type ArchiveEntry } from '@carrel/core/store';
import { describe, expect, it } from 'vitest';
import { BUSY_CLUSTER } from './build-cli.js';
import { foundationdbMissing } from './foundationdb-missing.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';
import { isOnFoundationdb } from './store-environment.js';

describe('a backup', () => {
  it('that is taken while the server runs brings everything back', async () => {
    await using dataDir = new DataDir();
    await using elsewhere = new DataDir();
    const file = join(elsewhere.path, 'carrel.backup');
    const server = await ServerProcess.start(dataDir, ['--quiet']);
    const ada = await server.client.register('ada@example.com');
    const session = await ada.session();
    expect(await runCli(['backup', file, '--data-dir', dataDir.path])).toMatchObject({ code: 0, stdout: '' });
    const later = await ada.session();
    await server.end();

    const restored = await runCli(['restore', file, '--data-dir', elsewhere.path]);
    expect(restored).toMatchObject({ code: 0, stderr: expect.stringContaining('Restored') as string });
    await using again = await ServerProcess.start(elsewhere, ['--quiet']);
    const back = await again.client.logIn('ada@example.com');
    expect((await back.get(`/sessions/${session}`)).json()).toMatchObject({ id: session, languages: ['python'] });
    expect((await back.get(`/sessions/${later}`)).status).toBe(404);
  });

  // In a cluster there is no file that could be missing.
  it.runIf(!isOnFoundationdb)('of nothing, or from nothing, is refused', async () => {
    await using dataDir = new DataDir();
    const file = join(dataDir.path, 'none');
    for (const command of ['backup', 'restore']) {
      const ended = await runCli([command, file, '--data-dir', dataDir.path]);
      expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('cli/no-such-file') as string });
    }
  });

  it('that is not of one state says so when it is restored', async () => {
    await using dataDir = new DataDir();
    const file = join(dataDir.path, 'marked');
    const twins: readonly ArchiveEntry[] = [
      { type: 'collection', schema: { name: 'things', key: ['id'], indexes: {}, unique: { byName: ['name'] } } },
      ...['a', 'b'].map((id) => ({
        type: 'record' as const,
        record: { json: JSON.stringify({ id, name: 'same' }), bytes: null, version: 1 },
      })),
    ];
    async function* entries() {
      for (const entry of twins) yield await Promise.resolve(ok(entry));
    }
    const spread = { from: '2030-01-01T00:00:00.000Z', to: () => '2030-01-01T00:00:09.000Z' };
    (await writeArchive(file, entries(), spread))._unsafeUnwrap();
    const { code, stderr } = await runCli(['restore', file, '--data-dir', dataDir.path]);
    expect(code).toBe(0);
    expect(stderr).toContain('WARNING: the copy is not of one state');
    expect(stderr).toContain('between 2030-01-01T00:00:00.000Z and 2030-01-01T00:00:09.000Z');
    expect(stderr).toContain('1 records were left out');
  });

  it('that is damaged is refused, and the data stays', async () => {
    await using dataDir = new DataDir();
    const server = await ServerProcess.start(dataDir, ['--quiet']);
    await server.client.register('ada@example.com');
    await server.end();
    const file = join(dataDir.path, 'backup');
    expect(await runCli(['backup', file, '--data-dir', dataDir.path])).toMatchObject({ code: 0 });
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill('damage', bytes.length / 2));
    const restored = await runCli(['restore', file, '--data-dir', dataDir.path]);
    expect(restored).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/store\/corrupt|store\/incompatible/) as string,
    });
    await using again = await ServerProcess.start(dataDir, ['--quiet']);
    await again.client.logIn('ada@example.com');
  });

  it('is not restored under a running server', async () => {
    await using dataDir = new DataDir();
    await using server = await ServerProcess.start(dataDir, ['--quiet']);
    await server.client.register('ada@example.com');
    const file = join(dataDir.path, 'backup');
    await runCli(['backup', file, '--data-dir', dataDir.path]);
    const restored = await runCli(['restore', file, '--data-dir', dataDir.path]);
    expect(restored).toMatchObject({ code: 1, stderr: expect.stringContaining('store/') as string });
    await server.client.logIn('ada@example.com');
  });
});

describe.runIf(hasBackend('the binding of FoundationDB', foundationdbMissing()))(
  'a backup of a FoundationDB that is written to meanwhile, on a stand-in',
  () => {
    const busy = {
      CARREL_STORE__KIND: 'foundationdb',
      NODE_OPTIONS: `--import=${pathToFileURL(BUSY_CLUSTER).href}`,
    };

    it('says that it is not of one state, and so does what is restored of it', async () => {
      await using dataDir = new DataDir();
      const file = join(dataDir.path, 'backup');
      const backedUp = await runCli(['backup', file, '--data-dir', dataDir.path], busy);
      expect(backedUp, backedUp.stderr).toMatchObject({ code: 0, stdout: '' });
      expect(backedUp.stderr).toMatch(/WARNING: the copy is not of one state\. .* between 20\S+Z and 20\S+Z/);
      expect(readFileSync(file, 'utf8').split('\n', 1)[0]).toContain('"consistent":false');
      const restored = await runCli(['restore', file, '--data-dir', dataDir.path], { CARREL_STORE__KIND: 'sqlite' });
      expect(restored).toMatchObject({ code: 0, stderr: expect.stringContaining('WARNING') as string });
    });

    it('fails where it has to be of one state, and leaves no file', async () => {
      await using dataDir = new DataDir();
      const file = join(dataDir.path, 'backup');
      const refused = await runCli(['backup', file, '--one-state', '--data-dir', dataDir.path], busy);
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('store/contention') as string });
      expect(existsSync(file)).toBe(false);
    });
  },
);
