import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allAtOnce, eventually, expectErr, expectOk } from '@carrel/conformance';
import { okAsync } from '@carrel/core/kernel';
import { collection, type RecordStore } from '@carrel/core/store';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sqliteStore } from '../src/index.js';
import { startChild } from './child-process.js';
import { counters, increment } from './counters.js';
import { openStore, temporaryDirectory, temporaryPath } from './temporary-store.js';

const blobs = collection<{ readonly id: string }>()('blobs', { key: ['id'] });
const MEGABYTE = 1_000_000;

const count = async (store: RecordStore, name = 'c') =>
  (await expectOk(store.read((view) => view.get(counters, [name]))))?.value.count ?? 0;

/** Another program's connection to the file. */
function connect(path: string): Database.Database {
  const database = new Database(path);
  onTestFinished(() => {
    database.close();
  });
  return database;
}

describe('a lock that another connection holds', () => {
  it('is waited for, and the transactions that wait are done when it is free', async () => {
    const path = temporaryPath();
    const store = await openStore([counters], { path });
    const other = connect(path);
    other.exec('BEGIN IMMEDIATE');
    const waiting = allAtOnce(5, () => store.transact((tx) => increment(tx, 'c')));
    expect(await count(store)).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    other.exec('COMMIT');
    for (const result of await waiting) expect(result.isOk()).toBe(true);
    expect(await count(store)).toBe(5);
  });

  it('gives store/busy past busyTimeoutMs, and everything works when it is free', async () => {
    const path = temporaryPath();
    const store = await openStore([counters], { path, busyTimeoutMs: 80 });
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    const other = connect(path);
    other.exec('BEGIN IMMEDIATE');
    const startedAt = performance.now();
    const results = await allAtOnce(5, () => store.transact((tx) => increment(tx, 'c')));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(79);
    for (const result of results) expect((await expectErr(result, 'store/busy')).retryable).toBe(true);
    other.exec('COMMIT');
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    expect(await count(store)).toBe(2);
  });

  it('gives store/busy at open, too, and the store can be opened later', async () => {
    const path = temporaryPath();
    const other = connect(path);
    other.exec('CREATE TABLE t (x); DROP TABLE t; BEGIN EXCLUSIVE');
    const store = sqliteStore({ path, busyTimeoutMs: 50 });
    onTestFinished(() => store.dispose());
    await expectErr(store.open([counters]), 'store/busy');
    await expectErr(
      store.transact((tx) => increment(tx, 'c')),
      'store/closed',
    );
    other.exec('COMMIT');
    await expectOk(store.open([counters]));
    await expectOk(store.transact((tx) => increment(tx, 'c')));
  });

  it('does not keep a caller who gives up', async () => {
    const path = temporaryPath();
    const store = await openStore([counters], { path });
    const other = connect(path);
    other.exec('BEGIN IMMEDIATE');
    const controller = new AbortController();
    const aborted = store.transact((tx) => increment(tx, 'c'), { signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    await expectErr(aborted, 'request/aborted');
    other.exec('COMMIT');
    expect(await count(store)).toBe(0);
  });
});

describe('a file that is full', () => {
  const fill = async (store: RecordStore) => {
    for (let number = 0; ; number += 1) {
      const inserted = await store.transact((tx) => tx.insert(blobs, { id: `b${number}` }, new Uint8Array(50_000)));
      if (inserted.isErr()) return { acknowledged: number, error: inserted.error };
    }
  };

  it('gives store/full, keeps what was acknowledged, and takes more when there is room', async () => {
    const path = temporaryPath();
    const store = await openStore([blobs, counters], { path, maxFileBytes: MEGABYTE });
    const { acknowledged, error } = await fill(store);
    expect(error).toMatchObject({ type: 'store/full', retryable: true });
    expect(acknowledged).toBeGreaterThan(10);
    expect(statSync(path).size).toBeLessThanOrEqual(MEGABYTE);
    await expectOk(store.transact((tx) => tx.remove(blobs, ['b0'])));
    await expectOk(store.transact((tx) => tx.insert(blobs, { id: 'more' }, new Uint8Array(50_000))));
    const kept = await expectOk(store.read((view) => view.scan(blobs, { limit: 1_000 })));
    expect(kept.items.length).toBe(acknowledged);
    expect(kept.items.every(({ bytes }) => bytes?.length === 50_000)).toBe(true);
  });

  it('fails those that do not fit, and none of those that share their commit', async () => {
    const store = await openStore([blobs, counters], { path: temporaryPath(), maxFileBytes: MEGABYTE });
    await fill(store);
    const before = await count(store);
    const results = await allAtOnce(10, (caller) =>
      caller % 2 === 0
        ? store.transact((tx) => increment(tx, 'c').map(() => null))
        : store.transact((tx) => tx.insert(blobs, { id: `large${caller}` }, new Uint8Array(80_000)).map(() => null)),
    );
    const outcomes = results.map((result) => (result.isOk() ? 'ok' : result.error.type));
    expect(outcomes).toEqual(Array.from({ length: 5 }, () => ['ok', 'store/full']).flat());
    expect(await count(store)).toBe(before + 5);
  });

  it('fails a transaction whose work hides the failure', async () => {
    const store = await openStore([blobs, counters], { path: temporaryPath(), maxFileBytes: MEGABYTE });
    await fill(store);
    const hiding = store.transact((tx) =>
      increment(tx, 'hidden')
        .andThen(() => tx.insert(blobs, { id: 'large' }, new Uint8Array(80_000)).map(() => null))
        .orElse(() => okAsync(null)),
    );
    await expectErr(hiding, 'store/full');
    expect(await count(store, 'hidden')).toBe(0);
  });
});

describe('a damaged file', () => {
  it('gives store/corrupt at open when it is no database at all', async () => {
    const path = temporaryPath();
    writeFileSync(path, 'this is not a database, and it is longer than the header of one would be'.repeat(100));
    const before = readFileSync(path);
    const store = sqliteStore({ path });
    await expectErr(store.open([counters]), 'store/corrupt');
    expect(readFileSync(path).equals(before)).toBe(true);
    await store.dispose();
  });

  it('gives store/corrupt where the damage is met, and works elsewhere', async () => {
    const path = temporaryPath();
    const filled = await openStore([blobs, counters], { path });
    await expectOk(filled.transact((tx) => increment(tx, 'c')));
    for (let number = 0; number < 40; number += 1) {
      await expectOk(filled.transact((tx) => tx.insert(blobs, { id: `b${number}` }, new Uint8Array(60_000).fill(1))));
    }
    await filled.dispose();
    const content = readFileSync(path);
    writeFileSync(path, content.fill(0xff, content.length >> 1));

    const store = await openStore([blobs, counters], { path });
    const scanned = await store.read((view) => view.scan(blobs, { limit: 1_000 }));
    expect(scanned._unsafeUnwrapErr()).toMatchObject({ type: 'store/corrupt', retryable: false });
    const written = await store.transact((tx) => tx.put(blobs, { id: 'b39' }, { bytes: new Uint8Array(60_000) }));
    expect(written._unsafeUnwrapErr().type).toBe('store/corrupt');
    const hiding = store.transact((tx) =>
      increment(tx, 'c').andThen(() =>
        tx
          .scan(blobs, { limit: 1_000 })
          .map(() => null)
          .orElse(() => okAsync(null)),
      ),
    );
    await expectErr(hiding, 'store/corrupt');
    expect(await count(store)).toBe(1);
    await expectOk(store.transact((tx) => increment(tx, 'c')));
  });
});

describe('a place that cannot be used', () => {
  it('is made when it is only missing', async () => {
    const path = join(temporaryDirectory(), 'a', 'b', 'carrel.db');
    const store = await openStore([counters], { path });
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    expect(existsSync(path)).toBe(true);
  });

  it('gives store/unavailable when a file is in the way, and works when that is gone', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'taken'), '');
    const store = sqliteStore({ path: join(directory, 'taken', 'carrel.db') });
    await expectErr(store.open([counters]), 'store/unavailable');
    mkdirSync(join(directory, 'carrel.db'));
    const onDirectory = sqliteStore({ path: join(directory, 'carrel.db') });
    await expectErr(onDirectory.open([counters]), 'store/unavailable');
    await Promise.all([store.dispose(), onDirectory.dispose()]);
  });

  it('gives store/unavailable when nothing may be written there, and works when it may', async () => {
    const path = temporaryPath();
    const store = await openStore([counters], { path });
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    await store.dispose();
    const missing = join(dirname(path), 'missing.db');
    chmodSync(path, 0o444);
    chmodSync(dirname(path), 0o555);
    expect(await outcomesFor(path)).toEqual(['store/unavailable', 'store/closed', 'store/closed']);
    expect(await outcomesFor(missing)).toEqual(['store/unavailable', 'store/closed', 'store/closed']);
    chmodSync(dirname(path), 0o777);
    chmodSync(path, 0o666);
    expect(await outcomesFor(path)).toEqual(['ok', 'ok', 'ok']);
    expect(await outcomesFor(missing)).toEqual(['ok', 'ok', 'ok']);
  });
});

/** What a process gets from the store that may not do what root may. */
async function outcomesFor(path: string): Promise<readonly string[]> {
  const child = await startChild('increment-once', [path], process.getuid?.() === 0 ? { uid: 65_534 } : {});
  expect(await child.ended).toBe(0);
  return child.lines;
}

describe('the driver', () => {
  it('is loaded at open, not before', async () => {
    let loaded = 0;
    const store = sqliteStore({
      path: temporaryPath(),
      loadDriver: () => {
        loaded += 1;
        return Promise.resolve(Database);
      },
    });
    expect(loaded).toBe(0);
    await expectOk(store.open([]));
    expect(loaded).toBe(1);
    await store.dispose();
  });

  it('gives store/unavailable and says what to install when it does not load', async () => {
    const failures = [
      () => Promise.reject(Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })),
      () =>
        Promise.resolve(
          class {
            constructor() {
              throw new Error('Could not locate the bindings file');
            }
          } as typeof Database,
        ),
    ];
    for (const loadDriver of failures) {
      const store = sqliteStore({ path: temporaryPath(), loadDriver });
      const error = await expectErr(store.open([counters]), 'store/unavailable');
      expect(error.message).toContain('npm install better-sqlite3');
      await store.dispose();
    }
  });
});

describe('the options', () => {
  it.each([
    { path: '' },
    { path: ':memory:' },
    { path: 'file:carrel.db' },
    { path: 'x', maxBatch: 0 },
    { path: 'x', readers: 0 },
    { path: 'x', maxRecordBytes: 89_999 },
    { path: 'x', maxWatches: 0 },
    { path: 'x', watchIntervalMs: 0 },
  ])('cannot be %o', (options) => {
    expect(() => sqliteStore(options)).toThrow('Broken invariant');
  });
});

describe('closing', () => {
  it('takes the log into the file, so that the file alone is the store', async () => {
    const path = temporaryPath();
    const store = await openStore([counters], { path });
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    await store.dispose();
    await eventually(() => {
      expect(existsSync(`${path}-wal`)).toBe(false);
    });
  });
});
