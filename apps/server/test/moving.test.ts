import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hasBackend } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { KEPT_CLUSTER } from './build-cli.js';
import { foundationdbMissing } from './foundationdb-missing.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';
import { eraseStore } from './store-environment.js';

type Environment = Readonly<Record<string, string>>;

const SQLITE: Environment = { CARREL_STORE__KIND: 'sqlite' };
const FOUNDATIONDB: Environment = { CARREL_STORE__KIND: 'foundationdb' };
const FILE = 'src/main.py';
const CONTENT = `print('${'as it was; '.repeat(20_000)}')\n`;

/** A store by its configuration alone, and where what the commands need beside it is. */
class Place implements AsyncDisposable {
  readonly dataDir = new DataDir();

  constructor(
    private readonly environment: Environment,
    private readonly clear: (path: string) => Promise<void> = () => Promise.resolve(),
  ) {}

  file(name: string): string {
    return join(this.dataDir.path, name);
  }

  /** Runs a command, which ends well, and gives what it told. */
  async run(...words: readonly string[]): Promise<string> {
    const { code, stderr } = await runCli([...words, '--data-dir', this.dataDir.path], this.environment);
    expect(code, stderr).toBe(0);
    return stderr;
  }

  serve(): Promise<ServerProcess> {
    return ServerProcess.launch(this.dataDir, ['--quiet'], this.environment).listening;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.clear(this.dataDir.path);
    await this.dataDir[Symbol.asyncDispose]();
  }
}

/** A session whose files are stored, with one file; its workspace is stopped. */
async function sessionWithFile(caller: ApiClient): Promise<string> {
  const made = await caller.post('/sessions', { kind: 'solo', languages: ['python'], storage: 'database' });
  const { id } = made.json<{ readonly id: string }>();
  await caller.post(`/sessions/${id}/workspace?waitMs=20000`);
  const written = await caller.put(`/sessions/${id}/files/content?path=${FILE}`, CONTENT);
  expect(written.status, written.text).toBe(201);
  await caller.delete(`/sessions/${id}/workspace?waitMs=20000`);
  return id;
}

async function expectFile(server: ServerProcess, session: string): Promise<void> {
  const caller = await server.client.logIn('ada@example.com');
  expect((await caller.get(`/sessions/${session}`)).json()).toMatchObject({ id: session, languages: ['python'] });
  await caller.post(`/sessions/${session}/workspace?waitMs=20000`);
  expect((await caller.get(`/sessions/${session}/files/content?path=${FILE}`)).text).toBe(CONTENT);
}

/** The lines of an archive; the order of its collections is the store's own affair. */
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').sort();

/** Moves from SQLite to `cluster` and back, by commands alone, and looks at what is there on the way. */
async function judgeMove(cluster: Place): Promise<void> {
  await using first = new Place(SQLITE);
  await using last = new Place(SQLITE);
  const before = await first.serve();
  const session = await sessionWithFile(await before.client.register('ada@example.com'));
  await before.end();

  const archive = first.file('moving');
  await first.run('backup', archive, '--portable');
  expect(await cluster.run('restore', archive)).toContain('Restored FoundationDB');
  expect(await cluster.run('backup', cluster.file('moved'))).not.toContain('WARNING');
  await last.run('restore', cluster.file('moved'));
  await last.run('backup', last.file('back'), '--portable');
  expect(linesOf(cluster.file('moved'))).toEqual(linesOf(archive));
  expect(linesOf(last.file('back'))).toEqual(linesOf(archive));

  for (const place of [cluster, last]) {
    await using server = await place.serve();
    await expectFile(server, session);
    await server.end();
  }
}

/** Restores the file that `carrel backup` makes of SQLite when it is told nothing. */
async function judgeOwnFormat(cluster: Place): Promise<void> {
  await using first = new Place(SQLITE);
  const before = await first.serve();
  await before.client.register('ada@example.com');
  await before.end();
  await first.run('backup', first.file('own'));
  await first.run('backup', first.file('portable'), '--portable');
  await cluster.run('restore', first.file('own'));
  await cluster.run('backup', cluster.file('moved'));
  expect(linesOf(cluster.file('moved'))).toEqual(linesOf(first.file('portable')));
}

const REAL = process.env['FDB_CLUSTER_FILE'] !== undefined;

describe.runIf(hasBackend('the binding of FoundationDB', foundationdbMissing()))(
  'moving to FoundationDB, on a stand-in',
  () => {
    function standIn(): Place {
      const kept = new DataDir();
      const environment = {
        ...FOUNDATIONDB,
        NODE_OPTIONS: `--import=${pathToFileURL(KEPT_CLUSTER).href}`,
        STAND_IN_FILE: join(kept.path, 'cluster.json'),
        // The stand-in is the cluster that is meant when none is named.
        FDB_CLUSTER_FILE: '',
      };
      return new Place(environment, () => kept[Symbol.asyncDispose]());
    }

    it('from SQLite and back leaves everything as it was, and servers go on with it', async () => {
      await using cluster = standIn();
      await judgeMove(cluster);
    });

    it('takes a backup of SQLite in its own format, too', async () => {
      await using cluster = standIn();
      await judgeOwnFormat(cluster);
    });

    it('refuses what no store has written', async () => {
      await using cluster = standIn();
      const damaged = cluster.file('damaged');
      writeFileSync(damaged, 'SQLite format 3\0, but nothing that it could read');
      await expect(cluster.run('restore', damaged)).rejects.toThrow(/store\/(corrupt|incompatible)/);
    });
  },
);

describe.runIf(REAL)('moving to FoundationDB, on the cluster of FDB_CLUSTER_FILE', () => {
  it('from SQLite and back leaves everything as it was, and servers go on with it', async () => {
    await using cluster = new Place(FOUNDATIONDB, eraseStore);
    await judgeMove(cluster);
  });

  it('takes a backup of SQLite in its own format, too', async () => {
    await using cluster = new Place(FOUNDATIONDB, eraseStore);
    await judgeOwnFormat(cluster);
  });
});
