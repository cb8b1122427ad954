import { expectErr, expectOk } from '@carrel/conformance';
import { collection, type CollectionSchema } from '@carrel/core/store';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sqliteStore } from '../src/index.js';
import { openStore, temporaryPath } from './temporary-store.js';

interface Note {
  readonly tenantId: string;
  readonly id: string;
  readonly rank?: number | null;
  readonly title?: string | null;
}

const KEY = ['tenantId', 'id'] as const;
const plain = collection<Note>()('notes', { key: KEY });
const ranked = collection<Note>()('notes', { key: KEY, indexes: { byRank: ['tenantId', 'rank'] } });
const titled = collection<Note>()('notes', {
  key: KEY,
  indexes: { byRank: ['tenantId', 'rank'] },
  unique: { byTitle: ['tenantId', 'title'] },
});
const note = (id: string, fields: Partial<Note> = {}): Note => ({ tenantId: 't', id, ...fields });

function connect(path: string): Database.Database {
  const database = new Database(path);
  onTestFinished(() => {
    database.close();
  });
  return database;
}

/** Opens the store with these collections, writes the notes, and closes it again. */
async function visit(path: string, schema: typeof plain, ...notes: readonly Note[]): Promise<void> {
  const store = await openStore([schema], { path });
  for (const each of notes) await expectOk(store.transact((tx) => tx.put(schema, each)));
  await store.dispose();
}

const indexNames = (path: string) =>
  connect(path).prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").pluck().all();

describe('the tables', () => {
  it('have the fields of the key and the indexes as columns that SQL can read', async () => {
    const path = temporaryPath();
    await visit(path, titled, note('a', { rank: 2, title: '1' }), note('b', { rank: 0.5 }), note('c'));
    const rows = connect(path)
      .prepare('SELECT tenantId, id, rank, title, typeof(rank) AS type, _version, _json FROM notes ORDER BY rank')
      .all();
    expect(rows).toEqual([
      {
        tenantId: 't',
        id: 'c',
        rank: null,
        title: null,
        type: 'null',
        _version: 1,
        _json: '{"tenantId":"t","id":"c"}',
      },
      expect.objectContaining({ id: 'b', rank: 0.5, type: 'real' }),
      expect.objectContaining({ id: 'a', rank: 2, title: '1', type: 'integer' }),
    ]);
  });

  it.each(['1x', 'a b', 'carrel_own', 'sqlite_own', ''])('cannot be called "%s"', async (name) => {
    const store = sqliteStore({ path: temporaryPath() });
    const opening = store.open([{ name, key: ['id'], indexes: {}, unique: {} }]);
    await expect(Promise.resolve(opening)).rejects.toThrow('Broken invariant');
    await expectOk(store.open([plain]));
    await store.dispose();
  });

  it.each([{ key: ['id', '_json'] }, { key: ['id', 'ID'] }])('cannot have the columns %o', async ({ key }) => {
    const store = sqliteStore({ path: temporaryPath() });
    const schema: CollectionSchema = { name: 'notes', key, indexes: {}, unique: {} };
    await expect(Promise.resolve(store.open([schema]))).rejects.toThrow('Broken invariant');
    await store.dispose();
  });
});

describe('a collection that changes from one release to the next', () => {
  it('gets the indexes that are new, filled from its records', async () => {
    const path = temporaryPath();
    await visit(path, plain, note('a', { rank: 2, title: 'é' }), note('b', { rank: 1.5 }), note('c', { rank: null }));
    const store = await openStore([titled], { path });
    const page = await expectOk(store.read((view) => view.scan(titled, { index: 'byRank', limit: 10 })));
    expect(page.items.map(({ value, version }) => [value.id, version])).toEqual([
      ['b', 1],
      ['a', 1],
    ]);
    await expectErr(
      store.transact((tx) => tx.insert(titled, note('d', { title: 'é' }))),
      'record/exists',
    );
  });

  it('loses the indexes that are not declared any more, and gets them back complete', async () => {
    const path = temporaryPath();
    await visit(path, titled, note('a', { rank: 1, title: 'x' }));
    await visit(path, plain, note('b', { rank: 0, title: 'x' }));
    expect(indexNames(path)).toEqual([]);
    await visit(path, plain, note('b', { rank: 3, title: 'y' }));
    const store = await openStore([titled], { path });
    const page = await expectOk(store.read((view) => view.scan(titled, { index: 'byRank', limit: 10 })));
    expect(page.items.map(({ value }) => value.id)).toEqual(['a', 'b']);
  });

  it('is refused with store/incompatible, and stays as it is, when its records do not fit a new unique index', async () => {
    const path = temporaryPath();
    await visit(path, ranked, note('a', { title: 'x' }), note('b', { title: 'x' }));
    const store = sqliteStore({ path });
    await expectErr(store.open([titled]), 'store/incompatible');
    await store.dispose();
    expect(indexNames(path)).toEqual(['notes.byRank']);
    await visit(path, ranked, note('c', { title: 'x' }));
  });

  it('is refused with store/incompatible when its key is another', async () => {
    const path = temporaryPath();
    await visit(path, plain, note('a'));
    const store = sqliteStore({ path });
    await expectErr(store.open([collection<Note>()('notes', { key: ['id'] })]), 'store/incompatible');
    await store.dispose();
  });

  it('is not written any more by a process that knows it otherwise', async () => {
    const path = temporaryPath();
    const older = await openStore([plain], { path });
    await expectOk(older.transact((tx) => tx.put(plain, note('a', { rank: 1 }))));
    const newer = await openStore([ranked], { path });
    await expectErr(
      older.transact((tx) => tx.put(plain, note('b', { rank: 2 }))),
      'store/incompatible',
    );
    await expectOk(newer.transact((tx) => tx.put(ranked, note('c', { rank: 3 }))));
    const page = await expectOk(newer.read((view) => view.scan(ranked, { index: 'byRank', limit: 10 })));
    expect(page.items.map(({ value }) => value.id)).toEqual(['a', 'c']);
  });

  it('is not read by an index that another process took away', async () => {
    const path = temporaryPath();
    const newer = await openStore([ranked], { path });
    await expectOk(newer.transact((tx) => tx.put(ranked, note('a', { rank: 1 }))));
    await openStore([plain], { path });
    await expectErr(
      newer.read((view) => view.scan(ranked, { index: 'byRank', limit: 10 })),
      'store/incompatible',
    );
    await expectErr(
      newer.transact((tx) => tx.put(ranked, note('a', { rank: 2 }))),
      'store/incompatible',
    );
  });

  it('does not disturb a process that uses other collections', async () => {
    const path = temporaryPath();
    const others = collection<{ readonly id: string }>()('others', { key: ['id'] });
    const first = await openStore([plain], { path });
    await openStore([others], { path });
    await expectOk(first.transact((tx) => tx.put(plain, note('a'))));
  });
});

describe('the file', () => {
  it('is marked as ours, with the version of its schema', async () => {
    const path = temporaryPath();
    await visit(path, plain);
    const database = connect(path);
    expect(database.pragma('application_id', { simple: true })).toBe(0x4352524c);
    expect(database.pragma('user_version', { simple: true })).toBe(1);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
  });

  it('is refused with store/incompatible when a newer release wrote it, and stays as it is', async () => {
    const path = temporaryPath();
    await visit(path, plain, note('a'));
    connect(path).pragma('user_version = 2');
    const store = sqliteStore({ path });
    await expectErr(store.open([ranked]), 'store/incompatible');
    await store.dispose();
    expect(indexNames(path)).toEqual([]);
  });

  it.each(['CREATE TABLE theirs (x)', 'PRAGMA application_id = 7', 'PRAGMA user_version = 1'])(
    'is refused with store/incompatible when it is another program’s (%s)',
    async (sql) => {
      const path = temporaryPath();
      const theirs = connect(path);
      theirs.exec(sql);
      const store = sqliteStore({ path });
      await expectErr(store.open([plain]), 'store/incompatible');
      await store.dispose();
      expect(theirs.pragma('journal_mode', { simple: true })).toBe('delete');
      expect(theirs.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'notes'").pluck().get()).toBe(0);
    },
  );

  it('is taken over when it is empty', async () => {
    const path = temporaryPath();
    connect(path).exec('VACUUM');
    await visit(path, plain, note('a'));
  });
});
