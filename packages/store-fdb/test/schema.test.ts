import { expectErr, expectOk } from '@carrel/conformance';
import { collection, type RecordStore } from '@carrel/core/store';
import { describe, expect, it } from 'vitest';
import { fdbStore } from '../src/index.js';
import { Keyspace } from '../src/keyspace.js';
import { hasStandIn } from './backend.js';
import { counters, increment, openOn, openStore } from './open-store.js';
import { toKey } from './stand-in/key-ranges.js';
import type { StandInCluster } from './stand-in/stand-in-cluster.js';

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

const insertAll = async (store: RecordStore, schema: typeof plain, notes: readonly Note[]) => {
  for (const each of notes) await expectOk(store.transact((tx) => tx.put(schema, each)));
};

const idsBy = async (store: RecordStore, schema: typeof plain, index: string) => {
  const page = await expectOk(store.read((view) => view.scan(schema, { index, limit: 1_000 })));
  return page.items.map(({ value }) => value.id);
};

const many = (count: number) =>
  Array.from({ length: count }, (_, number) =>
    note(`n${String(number).padStart(4, '0')}`, { rank: count - number, title: `t${number}` }),
  );

const names = (notes: readonly Note[]) => notes.map(({ id }) => id);

/** Puts a value under a key of the store, past it. */
const plant = (cluster: StandInCluster, key: Buffer, value: Buffer | string) =>
  cluster.commit({
    readVersion: null,
    readRanges: [],
    writeRanges: [],
    mutations: [{ type: 'set', key: toKey(key), value: Buffer.from(value) }],
  });

const keyspace = new Keyspace('carrel');

describe.runIf(hasStandIn)('the definitions of collections, on the stand-in', () => {
  it('fill new indexes in pages, each from where the one before ended', async () => {
    const { store, options } = await openStore({}, [plain]);
    const notes = many(180);
    await insertAll(store, plain, notes);
    await store.dispose();
    const grown = await openOn(options, [titled]);
    expect(await idsBy(grown, titled, 'byRank')).toEqual(names(notes).reverse());
    expect(await idsBy(grown, titled, 'byTitle')).toHaveLength(180);
  });

  it('are filled to the end by the next who opens when the first did not come to it', async () => {
    const { store, cluster, options } = await openStore({ connectTimeoutMs: 200 }, [plain]);
    const notes = many(180);
    await insertAll(store, plain, notes);
    await store.dispose();
    let commits = 0;
    cluster.weather = (at) => (at === 'commit' && (commits += 1) > 3 ? { code: 1031 } : null);
    const crashed = fdbStore(options);
    await expectErr(crashed.open([titled]), 'store/unavailable');
    await crashed.dispose();
    cluster.weather = () => null;
    const next = fdbStore(options);
    cluster.asked.commit = 0;
    await expectOk(next.open([titled]));
    // Two of four pages are done, and so is the definition.
    expect(cluster.asked.commit).toBe(3);
    expect(await idsBy(next, titled, 'byRank')).toEqual(names(notes).reverse());
    await next.dispose();
  });

  it('are filled once by several who open at the same time', async () => {
    const { store, options } = await openStore({}, [plain]);
    const notes = many(120);
    await insertAll(store, plain, notes);
    await store.dispose();
    const stores = await Promise.all([1, 2, 3].map(() => openOn(options, [titled])));
    for (const each of stores) expect(await idsBy(each, titled, 'byRank')).toEqual(names(notes).reverse());
  });

  it('of a unique index that the records do not fit are refused, and the release before goes on', async () => {
    const { store, options } = await openStore({}, [ranked]);
    await insertAll(store, ranked, [note('a', { title: 'same' }), note('b', { title: 'same', rank: 1 })]);
    const newer = fdbStore(options);
    await expectErr(newer.open([titled]), 'store/incompatible');
    await newer.dispose();
    await insertAll(store, ranked, [note('c', { title: 'same', rank: 0 })]);
    expect(await idsBy(store, ranked, 'byRank')).toEqual(['c', 'b']);
  });

  it('that another release changes make this one refuse to go on with them, and with nothing else', async () => {
    const { store, options } = await openStore({}, [ranked]);
    const bystander = await openOn(options, [counters]);
    await insertAll(store, ranked, [note('a', { rank: 1 })]);
    await openOn(options, [titled]);
    await expectErr(
      store.transact((tx) => tx.put(ranked, note('b'))),
      'store/incompatible',
    );
    await expectErr(
      store.read((view) => view.scan(ranked, { index: 'byRank', limit: 1 })),
      'store/incompatible',
    );
    await expectOk(bystander.transact((tx) => increment(tx, 'c')));
  });

  it('take indexes away that are not declared any more, and fill them anew when they are again', async () => {
    const { store, cluster, options } = await openStore({}, [titled]);
    await insertAll(store, titled, many(3));
    const before = cluster.size;
    await store.dispose();
    const without = await openOn(options, [plain]);
    await insertAll(without, plain, [note('new', { rank: 0 })]);
    // Six entries fewer; a record, its mark and nothing else more.
    expect(cluster.size).toBeLessThan(before - 3);
    await without.dispose();
    const again = await openOn(options, [titled]);
    expect((await idsBy(again, titled, 'byRank'))[0]).toBe('new');
  });

  it('that two releases change at the same time make neither wait for ever, and leave nothing half filled', async () => {
    const { store, options } = await openStore({}, [plain]);
    await insertAll(store, plain, many(120));
    await store.dispose();
    const other = collection<Note>()('notes', { key: KEY, indexes: { byTitle: ['tenantId', 'title'] } });
    const stores = [ranked, other, ranked, other].map((schema) => [fdbStore(options), schema] as const);
    const opened = await Promise.all(stores.map(([each, schema]) => each.open([schema])));
    for (const result of opened) if (result.isErr()) expect(result.error.type).toBe('store/incompatible');
    for (const [each] of stores) await each.dispose();
    const last = await openOn(options, [ranked]);
    expect(await idsBy(last, ranked, 'byRank')).toHaveLength(120);
  });

  it('with another key are refused', async () => {
    const { store, options } = await openStore({}, [plain]);
    await store.dispose();
    const other = fdbStore(options);
    await expectErr(other.open([collection<Note>()('notes', { key: ['id', 'tenantId'] })]), 'store/incompatible');
    await other.dispose();
  });
});

describe.runIf(hasStandIn)('what is under the prefix, on the stand-in', () => {
  it('is apart from other prefixes', async () => {
    const { store, options } = await openStore();
    const other = await openOn({ ...options, prefix: 'carrel2' });
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    expect(await expectOk(other.read((view) => view.get(counters, ['c'])))).toBeNull();
  });

  it('is refused when a newer release wrote it', async () => {
    const { store, cluster, options } = await openStore();
    plant(cluster, keyspace.state, JSON.stringify({ format: 2, epoch: 1, change: 1 }));
    await expectErr(
      store.transact((tx) => increment(tx, 'c')),
      'store/incompatible',
    );
    const late = fdbStore(options);
    await expectErr(late.open([counters]), 'store/incompatible');
    await late.dispose();
  });

  it('is refused when another program wrote it', async () => {
    const { store, cluster, options } = await openStore({}, []);
    await store.dispose();
    plant(cluster, new Keyspace('theirs').mark(1, 'x'), 'x');
    const other = fdbStore({ ...options, prefix: 'theirs' });
    await expectErr(other.open([counters]), 'store/incompatible');
    await other.dispose();
    plant(cluster, new Keyspace('odd').state, 'not ours');
    const odd = fdbStore({ ...options, prefix: 'odd' });
    await expectErr(odd.open([counters]), 'store/incompatible');
    await odd.dispose();
  });

  it('is refused where it is damaged', async () => {
    const { store, cluster } = await openStore({}, [ranked]);
    await insertAll(store, ranked, [note('a', { rank: 1 })]);
    const records = keyspace.epoch(1).records('notes');
    plant(cluster, records.record(['t', 'a']), Buffer.of(1, 2, 3));
    await expectErr(
      store.transact((tx) => tx.remove(ranked, ['t', 'a'])),
      'store/corrupt',
    );
    plant(cluster, records.index('byRank').start, records.entryValue(['t', 'nobody']));
    await expectErr(
      store.read((view) => view.scan(ranked, { index: 'byRank', limit: 1 })),
      'store/corrupt',
    );
  });

  it('has old marks of transactions taken away by who opens it', async () => {
    const { store, cluster, options } = await openStore();
    const marks = [25, 1].map((hours) => keyspace.mark(Date.now() - hours * 3_600_000, 'x'));
    for (const mark of marks) plant(cluster, mark, '1');
    await store.dispose();
    await openOn(options);
    const isThere = (mark: Buffer) => cluster.get(toKey(mark), cluster.readVersion()) !== null;
    expect(marks.map(isThere)).toEqual([false, true]);
  });
});
