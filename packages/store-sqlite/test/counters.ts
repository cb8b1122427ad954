import { collection, type Transaction } from '@carrel/core/store';

export interface Counter {
  readonly name: string;
  readonly count: number;
}

/** What the tests write, in this process and in others. */
export const counters = collection<Counter>()('counters', { key: ['name'] });

/** Adds to a counter by reading it and writing it. */
export function increment(tx: Transaction, name: string, by = 1) {
  return tx
    .get(counters, [name])
    .andThen((stored) => tx.put(counters, { name, count: (stored?.value.count ?? 0) + by }));
}
