import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectErr, expectOk } from '@carrel/conformance';
import { systemClock, type Clock } from '@carrel/core/kernel';
import { collection, type RecordStore } from '@carrel/core/store';
import { sqliteStore } from '@carrel/store-sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fdbStore } from '../src/index.js';
import { backendName, createBackend, hasFdb, hasStandIn, standIn } from './backend.js';
import { counters, countOf, increment, openOn, openStore } from './open-store.js';
import { Keyspace } from '../src/keyspace.js';
import { encodeRecord } from '../src/record-value.js';
import { toKey } from './stand-in/key-ranges.js';
import { StandInCluster } from './stand-in/stand-in-cluster.js';

interface Note {
  readonly tenantId: string;
  readonly id: string;
  readonly rank?: number | null;
  readonly slug?: string | null;
  readonly body?: unknown;
}

const notes = collection<Note>()('notes', {
  key: ['tenantId', 'id'],
  indexes: { byRank: ['tenantId', 'rank'] },
  unique: { bySlug: ['tenantId', 'slug'] },
});

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'carrel-fdb-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

async function insertMany(store: RecordStore, count: number): Promise<void> {
  for (let from = 0; from < count; from += 200) {
    const ids = Array.from({ length: Math.min(200, count - from) }, (_, number) => `n${from + number}`);
    const [first = '', ...rest] = ids;
    const insert = (id: string): Note => ({ tenantId: `t${id.length}`, id, rank: id.length, slug: `s${id}` });
    await expectOk(
      store.transact((tx) =>
        rest.reduce((done, id) => done.andThen(() => tx.insert(notes, insert(id))), tx.insert(notes, insert(first))),
      ),
    );
  }
}

async function everything(store: RecordStore) {
  const scan = (index?: string) =>
    expectOk(store.read((view) => view.scan(notes, { limit: 10_000, ...(index === undefined ? {} : { index }) })));
  return { byKey: (await scan()).items, byRank: (await scan('byRank')).items, bySlug: (await scan('bySlug')).items };
}

async function openSqlite(path: string): Promise<RecordStore> {
  const store = sqliteStore({ path });
  onTestFinished(() => store.dispose());
  await expectOk(store.open([notes, counters]));
  return store;
}

describe.runIf(hasFdb)(`moving between stores, FoundationDB on ${backendName}`, () => {
  it('from SQLite to FoundationDB and back leaves everything as it was', async () => {
    const directory = temporaryDirectory();
    const file = (name: string) => join(directory, name);
    const first = await openSqlite(file('first.db'));
    await insertMany(first, 700);
    const odd: Note = {
      tenantId: 'é\u{1f600}',
      id: 'a\0b',
      rank: -1.5e-300,
      slug: null,
      body: ['\u2028', { deep: [null] }],
    };
    await expectOk(
      first.transact((tx) => tx.put(notes, odd, { bytes: Uint8Array.from({ length: 256 }, (_, n) => n) })),
    );
    await expectOk(first.transact((tx) => tx.put(notes, { ...odd, rank: 2 }, { bytes: new Uint8Array() })));
    for (let count = 0; count < 3; count += 1) await expectOk(first.transact((tx) => increment(tx, 'c')));
    await expectOk(first.backup(file('from-sqlite'), { format: 'portable' }));

    const backend = createBackend();
    onTestFinished(() => backend.dispose());
    const moved = fdbStore(backend.options);
    await expectOk(moved.restore(file('from-sqlite')));
    await expectOk(moved.open([notes, counters]));
    expect(await everything(moved)).toEqual(await everything(first));
    expect(await countOf(moved, 'c')).toBe(3);
    await expectOk(moved.backup(file('from-fdb')));
    await moved.dispose();

    const back = sqliteStore({ path: file('back.db') });
    await expectOk(back.restore(file('from-fdb')));
    await expectOk(back.open([notes, counters]));
    expect(await everything(back)).toEqual(await everything(first));
    await expectOk(back.backup(file('from-back'), { format: 'portable' }));
    await back.dispose();
    expect(readFileSync(file('from-back'), 'utf8').split('\n').sort()).toEqual(
      readFileSync(file('from-fdb'), 'utf8').split('\n').sort(),
    );
  });
});

describe.runIf(hasStandIn)('a restored store, on the stand-in', () => {
  it('goes on counting versions, and keeps unique values apart', async () => {
    const directory = temporaryDirectory();
    const { store } = await openStore({}, [notes]);
    await insertMany(store, 3);
    await expectOk(store.backup(join(directory, 'backup')));
    const { options } = standIn();
    const other = fdbStore(options);
    await expectOk(other.restore(join(directory, 'backup')));
    await expectOk(other.open([notes]));
    const put = await expectOk(
      other.transact((tx) => tx.put(notes, { tenantId: 't2', id: 'n0', slug: 'sn0' }, { expectVersion: 1 })),
    );
    expect(put.version).toBe(2);
    await expectErr(
      other.transact((tx) => tx.insert(notes, { tenantId: 't2', id: 'other', slug: 'sn1' })),
      'record/exists',
    );
    await other.dispose();
  });
});

describe.runIf(hasFdb)(`a backup of a store that another process has added collections to, on ${backendName}`, () => {
  it('has them, though nothing was done here since', async () => {
    const backend = createBackend();
    onTestFinished(() => backend.dispose());
    const store = await openOn(backend.options, [counters]);
    const other = await openOn(backend.options, [counters, notes]);
    await insertMany(other, 3);
    const file = join(temporaryDirectory(), 'backup');
    await expectOk(store.backup(file));
    expect(JSON.parse(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ records: 3 });
  });
});

describe.runIf(hasStandIn)('a backup that takes longer than FoundationDB keeps a state, on the stand-in', () => {
  /** A store in whose cluster every read of a backup takes two seconds. */
  async function slow() {
    let now = 1_000_000;
    const cluster = new StandInCluster(() => now);
    const backend = standIn(cluster);
    const clock: Clock = { ...systemClock, now: () => now };
    const store = await openOn({ ...backend.options, clock }, [notes, counters]);
    await insertMany(store, 1_100);
    let reads = 0;
    cluster.weather = (at) => {
      if (at !== 'read') return null;
      reads += 1;
      now += 2_000;
      return null;
    };
    return { store, cluster, backend, takenMs: () => reads * 2_000, pass: (ms: number) => (now += ms) };
  }

  it('is of one state when nothing is written meanwhile', async () => {
    const { store, cluster, takenMs } = await slow();
    const file = join(temporaryDirectory(), 'backup');
    await expectOk(store.backup(file));
    expect(takenMs()).toBeGreaterThan(9_000);
    cluster.weather = () => null;
    const { options } = standIn();
    const copy = fdbStore(options);
    await expectOk(copy.restore(file));
    await expectOk(copy.open([notes, counters]));
    expect(await everything(copy)).toEqual(await everything(store));
    await copy.dispose();
  });

  it('is refused when something is', async () => {
    const { store, cluster } = await slow();
    const directory = temporaryDirectory();
    const weather = cluster.weather;
    let reads = 0;
    cluster.weather = (at) => {
      if (at === 'read' && (reads += 1) === 3) {
        const writing = {
          readVersion: null,
          readRanges: [],
          writeRanges: [{ start: '\0', end: '\xff' }],
          mutations: [],
        };
        cluster.commit(writing);
      }
      return weather(at);
    };
    const error = await expectErr(store.backup(join(directory, 'backup')), 'store/contention');
    expect(error.message).toContain('fdbbackup');
    cluster.weather = () => null;
  });

  describe('of a store that is written to all the time', () => {
    /** After every read of the cluster another record is at its second version. */
    async function busy() {
      const test = await slow();
      const { cluster } = test;
      const weather = cluster.weather;
      const records = new Keyspace('carrel').epoch(1).records('notes');
      let written = 0;
      cluster.weather = (at) => {
        if (at === 'read') {
          const id = `n${(written * 37) % 1_100}`;
          const value: Note = { tenantId: `t${id.length}`, id, rank: id.length, slug: `s${id}` };
          const key = toKey(records.record([value.tenantId, id]));
          written += 1;
          cluster.commit({
            readVersion: null,
            readRanges: [],
            writeRanges: [{ start: key, end: `${key}\0` }],
            mutations: [
              { type: 'set', key, value: encodeRecord({ json: JSON.stringify(value), version: 2, bytes: null }) },
            ],
          });
        }
        return weather(at);
      };
      return test;
    }

    it('is refused when it has to be of one state', async () => {
      const { store, cluster } = await busy();
      await expectErr(store.backup(join(temporaryDirectory(), 'backup'), { states: 'one' }), 'store/contention');
      cluster.weather = () => null;
    });

    it('is marked when it may be of several, and so is what is restored of it', async () => {
      const { store, cluster } = await busy();
      const file = join(temporaryDirectory(), 'backup');
      const { spread } = await expectOk(store.backup(file, { states: 'several' }));
      cluster.weather = () => null;
      const { from = '', to = '' } = spread ?? {};
      expect(Date.parse(to) - Date.parse(from)).toBeGreaterThan(5_000);
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
      expect(JSON.parse(lines[0] ?? '')).toEqual({ carrel: 'records', format: 1, consistent: false, from });
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ end: true, records: 1_100, to });

      const copy = fdbStore(standIn().options);
      expect(await expectOk(copy.restore(file))).toEqual({ spread, leftOut: 0 });
      await expectOk(copy.open([notes, counters]));
      const found = (await everything(copy)).byKey;
      const now = (await everything(store)).byKey;
      expect(found.map(({ value }) => value)).toEqual(now.map(({ value }) => value));
      const changed = (all: typeof now) => all.filter(({ version }) => version === 2).length;
      expect(changed(found)).toBeGreaterThan(0);
      expect(changed(found)).toBeLessThan(changed(now));
      await copy.dispose();

      const sqlite = sqliteStore({ path: join(temporaryDirectory(), 'carrel.db') });
      expect(await expectOk(sqlite.restore(file))).toEqual({ spread, leftOut: 0 });
      await sqlite.dispose();
    });

    it('is of one state, and not marked, when nothing is written after all', async () => {
      const { store } = await slow();
      const file = join(temporaryDirectory(), 'backup');
      expect(await expectOk(store.backup(file, { states: 'several' }))).toEqual({ spread: null });
      expect(readFileSync(file, 'utf8').split('\n')[0]).toBe('{"carrel":"records","format":1}');
    });
  });

  it('is of one state, too, when its records are so large that few hundred of them take longer', async () => {
    let now = 1_000_000;
    const cluster = new StandInCluster(() => now);
    const { options } = standIn(cluster);
    const store = await openOn({ ...options, clock: { ...systemClock, now: () => now } }, [notes]);
    const bytes = new Uint8Array(80_000);
    for (let number = 0; number < 250; number += 1)
      await expectOk(store.transact((tx) => tx.put(notes, { tenantId: 't', id: `n${number}` }, { bytes })));
    const before = now;
    // An answer to a read of a range has no more than 80 kB.
    cluster.weather = (at) => {
      if (at === 'read') now += 30;
      return null;
    };
    expect(await expectOk(store.backup(join(temporaryDirectory(), 'backup')))).toEqual({ spread: null });
    expect(now - before).toBeGreaterThan(7_000);
    cluster.weather = () => null;
  });

  it('is refused when one read takes longer than that by itself', async () => {
    const { store, cluster, pass } = await slow();
    cluster.weather = (at) => {
      if (at === 'read') pass(5_100);
      return null;
    };
    await expectErr(store.backup(join(temporaryDirectory(), 'backup')), 'store/contention');
    cluster.weather = () => null;
  });
});

describe.runIf(hasStandIn)('a restore, on the stand-in', () => {
  async function archive(count: number): Promise<string> {
    const { store } = await openStore();
    for (let number = 0; number < count; number += 1) await expectOk(store.transact((tx) => increment(tx, 'c')));
    const file = join(temporaryDirectory(), 'backup');
    await expectOk(store.backup(file));
    return file;
  }

  it('is refused while another process has the store open, and not afterwards', async () => {
    const file = await archive(5);
    const { store, options } = await openStore();
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    const other = fdbStore(options);
    const error = await expectErr(other.restore(file), 'store/busy');
    expect(error.message).toContain('Stop every server');
    expect(await countOf(store, 'c')).toBe(1);
    await store.dispose();
    await expectOk(other.restore(file));
    await expectOk(other.open([counters]));
    expect(await countOf(other, 'c')).toBe(5);
    await other.dispose();
  });

  it('is refused while another one is under way', async () => {
    const file = await archive(5);
    const { options, cluster } = standIn();
    cluster.latencyMs = 20;
    const results = await Promise.all([1, 2].map(() => fdbStore(options).restore(file)));
    expect(results.filter((result) => result.isErr()).length).toBeGreaterThanOrEqual(1);
    for (const result of results) if (result.isErr()) expect(result.error.type).toBe('store/busy');
  });

  it('is allowed when a process that had it open ended long ago without closing it', async () => {
    const file = await archive(5);
    const { store, options } = await openStore();
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    const later: Clock = { ...systemClock, now: () => Date.now() + 61_000 };
    await expectOk(fdbStore({ ...options, clock: later }).restore(file));
    // What is still there goes on with what was restored.
    expect(await countOf(store, 'c')).toBe(5);
  });

  it.each(['the first', 'a later', 'the last'])('that ends at %s commit leaves the data as it was', async (which) => {
    const file = await archive(5);
    const { store, cluster, options } = await openStore({ connectTimeoutMs: 200 });
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    await store.dispose();
    const size = cluster.size;
    let commits = 0;
    const last = { 'the first': 1, 'a later': 2, 'the last': 3 }[which] ?? 0;
    cluster.weather = (at) => (at === 'commit' && (commits += 1) === last ? { code: 1031 } : null);
    await expectErr(fdbStore(options).restore(file), 'store/unavailable');
    cluster.weather = () => null;
    expect(cluster.size).toBe(size);
    expect(await countOf(await openOn(options), 'c')).toBe(1);
  });

  it('takes the place of what was there, and leaves nothing of it', async () => {
    const file = await archive(5);
    const { store, cluster, options } = await openStore({}, [notes, counters]);
    await insertMany(store, 20);
    await store.dispose();
    const before = cluster.size;
    await expectOk(fdbStore(options).restore(file));
    // Of the records, their entries and the definitions, the counter and its own are left, and the state; of the
    // keys that are watched for records, none.
    expect([before, cluster.size]).toEqual([63 + 22, 3]);
    const restored = await openOn(options, [notes, counters]);
    expect((await everything(restored)).byKey).toEqual([]);
    expect(await countOf(restored, 'c')).toBe(5);
  });
});
