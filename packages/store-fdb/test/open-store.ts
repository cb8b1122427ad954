import { expectOk } from '@carrel/conformance';
import { collection, type CollectionSchema, type RecordStore, type Transaction } from '@carrel/core/store';
import { onTestFinished } from 'vitest';
import { fdbStore, type FdbStoreOptions } from '../src/index.js';
import { standIn } from './backend.js';
import type { StandInCluster } from './stand-in/stand-in-cluster.js';

export interface Counter {
  readonly name: string;
  readonly count: number;
}

export const counters = collection<Counter>()('counters', { key: ['name'] });

/** Adds one to a counter, by reading it and writing it. */
export function increment(tx: Transaction, name: string) {
  return tx
    .get(counters, [name])
    .andThen((stored) => tx.put(counters, { name, count: (stored?.value.count ?? 0) + 1 }));
}

export async function countOf(store: RecordStore, name: string): Promise<number> {
  const stored = await expectOk(store.read((view) => view.get(counters, [name])));
  return stored?.value.count ?? 0;
}

/** A store on a stand-in, disposed after the test. */
export interface TestStore {
  readonly store: RecordStore;
  readonly cluster: StandInCluster;
  /** What other stores on the same data are made with. */
  readonly options: FdbStoreOptions;
}

export async function openOn(
  options: FdbStoreOptions,
  collections: readonly CollectionSchema[] = [counters],
): Promise<RecordStore> {
  const store = fdbStore(options);
  onTestFinished(() => store.dispose());
  await expectOk(store.open(collections));
  return store;
}

export async function openStore(
  options: FdbStoreOptions = {},
  collections: readonly CollectionSchema[] = [counters],
): Promise<TestStore> {
  const backend = standIn();
  onTestFinished(() => backend.dispose());
  const all = { ...backend.options, ...options };
  return { store: await openOn(all, collections), cluster: backend.cluster, options: all };
}
