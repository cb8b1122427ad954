import { expectOk } from '@carrel/conformance';
import type { ResultAsync } from '@carrel/core/kernel';
import { collection, type ReadView, type Transaction } from '@carrel/core/store';
import { describe, expect, it } from 'vitest';
import { hasStandIn } from './backend.js';
import { openStore } from './open-store.js';

const notes = collection<{ readonly id: string; readonly rank: number; readonly slug: string }>()('notes', {
  key: ['id'],
  indexes: { byRank: ['rank'] },
  unique: { bySlug: ['slug'] },
});
const plain = collection<{ readonly id: string }>()('plain', { key: ['id'] });
const note = (id: string) => ({ id, rank: id.length, slug: `s${id}` });

type Work = (tx: Transaction) => ResultAsync<unknown, { readonly type: string }>;

describe.runIf(hasStandIn)('the answers that are waited for one after the other, on the stand-in', () => {
  const reads: Readonly<Record<string, readonly [number, (view: ReadView) => ReturnType<Work>]>> = {
    'of a record by its key': [2, (view) => view.get(notes, ['a'])],
    'of many records by their keys': [2, (view) => view.getMany(notes, [['a'], ['b'], ['c'], ['none']])],
    'of a scan by the key': [2, (view) => view.scan(notes, { limit: 10 })],
    'of a scan by an index': [3, (view) => view.scan(notes, { index: 'byRank', limit: 10 })],
    'of a page of a list and the next': [
      3,
      (view) =>
        view
          .scan(notes, { limit: 1 })
          .andThen(({ next }) => view.scan(notes, { limit: 1, ...(next === null ? {} : { after: next }) })),
    ],
  };
  const writes: Readonly<Record<string, readonly [number, Work]>> = {
    'of an insert with an index and a unique one': [3, (tx) => tx.insert(notes, note('new'))],
    'of a put': [3, (tx) => tx.put(notes, note('a'))],
    'of a remove': [3, (tx) => tx.remove(notes, ['a'])],
    'of a remove without indexes': [3, (tx) => tx.remove(plain, ['a'])],
    // The write reads the record again; a real client has it by then, and waits for one answer less.
    'of a record that is read and written': [4, (tx) => tx.get(notes, ['a']).andThen(() => tx.put(notes, note('a')))],
  };

  const open = async () => {
    const test = await openStore({}, [notes, plain]);
    for (const id of ['a', 'b', 'c']) await expectOk(test.store.transact((tx) => tx.insert(notes, note(id))));
    test.cluster.latencyMs = 10;
    test.cluster.waves = 0;
    return test;
  };

  it.each(Object.entries(reads))('%s', async (_, [expected, work]) => {
    const { store, cluster } = await open();
    await expectOk(store.read(work));
    expect(cluster.waves).toBe(expected);
  });

  it('of a watch, and of a change until it is told', async () => {
    const { store, cluster } = await open();
    const changes = await expectOk(store.watch(notes, ['a']));
    expect(cluster.waves).toBe(2);
    await expectOk(store.watch(notes, ['a']));
    expect(cluster.waves).toBe(2);
    const told = changes[Symbol.asyncIterator]().next();
    cluster.waves = 0;
    await expectOk(store.transact((tx) => tx.put(notes, note('a'))));
    await told;
    // The three of the put, and the two of the watch that is set anew.
    expect(cluster.waves).toBe(5);
  });

  it.each(Object.entries(writes))('%s', async (_, [expected, work]) => {
    const { store, cluster } = await open();
    await expectOk(store.transact(work));
    expect(cluster.waves).toBe(expected);
  });
});
