import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DataDir, runCli, ServerProcess } from './server-process.js';

/** Chooses FoundationDB, of which this machine lacks the package, the client library, or at least a cluster. */
const FOUNDATIONDB = { CARREL_STORE__KIND: 'foundationdb', CARREL_FOUNDATIONDB__CONNECT_TIMEOUT_MS: '2000' };

describe('the store', () => {
  it('is copied as text on demand, which brings everything back', async () => {
    await using dataDir = new DataDir();
    await using elsewhere = new DataDir();
    const file = join(elsewhere.path, 'carrel.backup');
    const server = await ServerProcess.start(dataDir, ['--quiet']);
    const ada = await server.client.register('ada@example.com');
    const session = await ada.session();
    expect(await runCli(['backup', file, '--portable', '--data-dir', dataDir.path])).toMatchObject({ code: 0 });
    await server.end();
    expect(readFileSync(file, 'utf8').split('\n', 1)).toEqual(['{"carrel":"records","format":1}']);
    expect(await runCli(['restore', file, '--data-dir', elsewhere.path])).toMatchObject({ code: 0 });
    await using again = await ServerProcess.start(elsewhere, ['--quiet']);
    const back = await again.client.logIn('ada@example.com');
    expect((await back.get(`/sessions/${session}`)).json()).toMatchObject({ id: session });
  });

  it.runIf(process.env['FDB_CLUSTER_FILE'] === undefined)(
    'is FoundationDB when it is asked for, and what that lacks here is said by every command',
    async () => {
      await using dataDir = new DataDir();
      const file = join(dataDir.path, 'backup');
      for (const command of [['serve', '--port', '0'], ['backup', file], ['doctor']]) {
        const ended = await runCli([...command, '--data-dir', dataDir.path], FOUNDATIONDB);
        expect(ended.code, ended.stderr).toBe(1);
        expect(ended.stdout + ended.stderr).toMatch(
          /foundationdb-clients|does not answer|no FoundationDB cluster file/,
        );
      }
    },
  );
});
