import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectErr, expectOk } from '@carrel/conformance';
import type { RecordStore } from '@carrel/core/store';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { sqliteStore } from '../src/index.js';
import { counters, increment } from './counters.js';
import { openStore, temporaryDirectory } from './temporary-store.js';

async function storeWith(path: string, count: number): Promise<RecordStore> {
  const store = await openStore([counters], { path });
  await expectOk(store.transact((tx) => tx.put(counters, { name: 'c', count })));
  return store;
}

async function countIn(path: string): Promise<number> {
  const store = await openStore([counters], { path });
  const stored = await expectOk(store.read((view) => view.get(counters, ['c'])));
  await store.dispose();
  return stored?.value.count ?? 0;
}

describe('a backup', () => {
  it('is one file, which needs no other', async () => {
    const directory = temporaryDirectory();
    const store = await storeWith(join(directory, 'store.db'), 1);
    await expectOk(store.backup(join(directory, 'copy.db')));
    expect(readdirSync(directory).filter((name) => !name.startsWith('store.db'))).toEqual(['copy.db']);
    const copy = new Database(join(directory, 'copy.db'), { readonly: true });
    expect(copy.prepare('SELECT _json FROM counters').pluck().all()).toEqual(['{"name":"c","count":1}']);
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    copy.close();
    expect(readdirSync(directory).filter((name) => !name.startsWith('store.db'))).toEqual(['copy.db']);
  });

  it('is for its owner alone, like the store and its directory', async () => {
    const directory = join(temporaryDirectory(), 'fresh');
    const store = await storeWith(join(directory, 'store.db'), 1);
    await expectOk(store.backup(join(directory, 'copy.db')));
    const modes = readdirSync(directory).map((name) => statSync(join(directory, name)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('can be opened as a store', async () => {
    const directory = temporaryDirectory();
    const store = await storeWith(join(directory, 'store.db'), 1);
    await expectOk(store.backup(join(directory, 'copy.db')));
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    expect(await countIn(join(directory, 'copy.db'))).toBe(1);
    expect(await countIn(join(directory, 'store.db'))).toBe(2);
  });

  it('is not written over the store itself', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'store.db');
    const store = await storeWith(path, 1);
    expect(() => store.backup(join(directory, '.', 'store.db'))).toThrow('Broken invariant');
  });

  it('comes to an end while the store is written all the time', async () => {
    const directory = temporaryDirectory();
    const store = await storeWith(join(directory, 'store.db'), 0);
    for (let number = 0; number < 60; number += 1) {
      await expectOk(
        store.transact((tx) => tx.put(counters, { name: `n${number}`, count: 0 }, { bytes: new Uint8Array(80_000) })),
      );
    }
    let done = false;
    const backup = expectOk(store.backup(join(directory, 'copy.db'))).then(() => (done = true));
    let writes = 0;
    const deadline = performance.now() + 40_000;
    while (!done && performance.now() < deadline) {
      await expectOk(store.transact((tx) => increment(tx, 'c')));
      writes += 1;
    }
    expect(done).toBe(true);
    await backup;
    expect(writes).toBeGreaterThan(3);
    expect(await countIn(join(directory, 'copy.db'))).toBeLessThan(writes);
  });

  it('is finished by dispose', async () => {
    const directory = temporaryDirectory();
    const store = await storeWith(join(directory, 'store.db'), 1);
    const backup = store.backup(join(directory, 'copy.db'));
    await store.dispose();
    await expectOk(backup);
    expect(await countIn(join(directory, 'copy.db'))).toBe(1);
  });
});

describe('restore', () => {
  it('fails with store/busy while another store has the file open, and both go on', async () => {
    const directory = temporaryDirectory();
    const source = await storeWith(join(directory, 'source.db'), 7);
    await expectOk(source.backup(join(directory, 'copy.db')));
    const path = join(directory, 'store.db');
    const store = await storeWith(path, 1);
    const other = sqliteStore({ path });
    await expectErr(other.restore(join(directory, 'copy.db')), 'store/busy');
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    await store.dispose();
    await expectOk(other.restore(join(directory, 'copy.db')));
    await other.dispose();
    expect(await countIn(path)).toBe(7);
    expect(readdirSync(directory).sort()).toEqual([
      'copy.db',
      'source.db',
      'source.db-shm',
      'source.db-wal',
      'store.db',
      'store.db.before-restore',
    ]);
    expect(await countIn(join(directory, 'store.db.before-restore'))).toBe(2);
  });

  it('puts a backup in the place of a damaged store, whatever is left of its log', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'store.db');
    const source = await storeWith(join(directory, 'source.db'), 7);
    await expectOk(source.backup(join(directory, 'copy.db')));
    await (await storeWith(path, 1)).dispose();
    const crashed = await storeWith(path, 2);
    const log = readFileSync(`${path}-wal`);
    await crashed.dispose();
    writeFileSync(path, 'no database '.repeat(2_000));
    writeFileSync(`${path}-wal`, log);
    const store = sqliteStore({ path });
    await expectErr(store.open([counters]), 'store/corrupt');
    await expectOk(store.restore(join(directory, 'copy.db')));
    await store.dispose();
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(await countIn(path)).toBe(7);
  });

  it('does not take a log whose store was deleted for that of the backup', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'store.db');
    const deleted = await storeWith(path, 1);
    await expectOk(deleted.backup(join(directory, 'copy.db')));
    await expectOk(deleted.transact((tx) => increment(tx, 'c')));
    const log = readFileSync(`${path}-wal`);
    await deleted.dispose();
    rmSync(path);
    writeFileSync(`${path}-wal`, log);
    const store = sqliteStore({ path });
    await expectOk(store.restore(join(directory, 'copy.db')));
    await store.dispose();
    expect(readdirSync(directory).sort()).toEqual(['copy.db', 'store.db']);
    expect(await countIn(path)).toBe(1);
  });

  it('takes the log of a store that was killed into account before it replaces it', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'store.db');
    const source = await storeWith(join(directory, 'source.db'), 7);
    await expectOk(source.backup(join(directory, 'copy.db')));
    const killed = await storeWith(path, 1);
    const files = ['', '-wal'].map((suffix) => [`${path}${suffix}`, readFileSync(`${path}${suffix}`)] as const);
    await killed.dispose();
    for (const [file, content] of files) writeFileSync(file, content);
    const store = sqliteStore({ path });
    await expectOk(store.restore(join(directory, 'copy.db')));
    await store.dispose();
    expect(await countIn(path)).toBe(7);
  });

  it('refuses what is not a backup of a store', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'store.db');
    await (await storeWith(path, 1)).dispose();
    const foreign = new Database(join(directory, 'foreign.db'));
    foreign.exec('CREATE TABLE theirs (x)');
    foreign.close();
    writeFileSync(join(directory, 'text'), 'not a database at all '.repeat(100));
    writeFileSync(join(directory, 'empty'), '');
    const store = sqliteStore({ path });
    await expectErr(store.restore(join(directory, 'foreign.db')), 'store/incompatible');
    await expectErr(store.restore(join(directory, 'empty')), 'store/incompatible');
    await expectErr(store.restore(join(directory, 'text')), 'store/corrupt');
    await store.dispose();
    expect(await countIn(path)).toBe(1);
  });

  it('does not replace the file of another program', async () => {
    const directory = temporaryDirectory();
    const source = await storeWith(join(directory, 'source.db'), 7);
    await expectOk(source.backup(join(directory, 'copy.db')));
    const foreign = new Database(join(directory, 'foreign.db'));
    foreign.exec('CREATE TABLE theirs (x)');
    foreign.close();
    const store = sqliteStore({ path: join(directory, 'foreign.db') });
    await expectErr(store.restore(join(directory, 'copy.db')), 'store/incompatible');
    await store.dispose();
    const still = new Database(join(directory, 'foreign.db'));
    expect(still.prepare('SELECT count(*) FROM theirs').pluck().get()).toBe(0);
    still.close();
  });

  it('refuses the backup of a newer release', async () => {
    const directory = temporaryDirectory();
    const source = await storeWith(join(directory, 'source.db'), 7);
    await expectOk(source.backup(join(directory, 'copy.db')));
    const newer = new Database(join(directory, 'copy.db'));
    newer.pragma('user_version = 99');
    newer.close();
    const store = sqliteStore({ path: join(directory, 'store.db') });
    await expectErr(store.restore(join(directory, 'copy.db')), 'store/incompatible');
    await store.dispose();
    expect(existsSync(join(directory, 'store.db'))).toBe(false);
  });

  it('makes the directory of the store', async () => {
    const directory = temporaryDirectory();
    const source = await storeWith(join(directory, 'source.db'), 7);
    await expectOk(source.backup(join(directory, 'copy.db')));
    const path = join(directory, 'new', 'store.db');
    const store = sqliteStore({ path });
    await expectOk(store.restore(join(directory, 'copy.db')));
    await store.dispose();
    expect(await countIn(path)).toBe(7);
  });
});
