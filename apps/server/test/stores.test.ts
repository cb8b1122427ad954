import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DataDir, runCli, ServerProcess } from './server-process.js';
import { eraseStore } from './store-environment.js';

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

describe.runIf(process.env['FDB_CLUSTER_FILE'] !== undefined)('moving to the cluster of FDB_CLUSTER_FILE', () => {
  const SQLITE = { CARREL_STORE__KIND: 'sqlite' };
  const CLUSTER = { CARREL_STORE__KIND: 'foundationdb' };
  const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').sort();

  it('from SQLite and back leaves everything as it was, and a server goes on with it', async () => {
    await using first = new DataDir();
    await using cluster = new DataDir();
    await using last = new DataDir();
    const file = (name: string) => join(first.path, name);
    const run = async (env: Readonly<Record<string, string>>, dataDir: DataDir, ...words: readonly string[]) => {
      const { code, stderr } = await runCli([...words, '--data-dir', dataDir.path], env);
      expect(code, stderr).toBe(0);
      return stderr;
    };
    const start = (dataDir: DataDir, env: Readonly<Record<string, string>>) =>
      ServerProcess.launch(dataDir, ['--quiet'], env).listening;

    const before = await start(first, SQLITE);
    const ada = await before.client.register('ada@example.com');
    const session = await ada.session();
    await before.end();
    await run(SQLITE, first, 'backup', file('sqlite'), '--portable');
    await run(CLUSTER, cluster, 'restore', file('sqlite'));
    expect(await run(CLUSTER, cluster, 'backup', file('cluster'))).not.toContain('WARNING');
    await run(SQLITE, last, 'restore', file('cluster'));
    await run(SQLITE, last, 'backup', file('back'), '--portable');
    expect(linesOf(file('cluster'))).toEqual(linesOf(file('sqlite')));
    expect(linesOf(file('back'))).toEqual(linesOf(file('sqlite')));

    await using server = await start(cluster, CLUSTER);
    const again = await server.client.logIn('ada@example.com');
    expect((await again.get(`/sessions/${session}`)).json()).toMatchObject({ id: session });
    await server.end();
    await eraseStore(cluster.path);
  });
});
