import { errAsync } from '../src/kernel/index.js';
import { storeUnavailable, type RecordStore } from '../src/store/index.js';

export interface CrashingStore {
  readonly store: RecordStore;
  /** From the transaction after so many on nothing is written any more, as if the process were dead. */
  crashAfter(transactions: number): void;
  readonly crashed: boolean;
  /** How many transactions were asked for. */
  readonly transactions: number;
}

/** A store of one process that dies: `inner` goes on, and is never disposed by it. */
export function crashingStore(inner: RecordStore, when: 'before' | 'after' = 'before'): CrashingStore {
  let left = Number.POSITIVE_INFINITY;
  let crashed = false;
  let transactions = 0;
  const dead = storeUnavailable();
  const store: RecordStore = {
    name: inner.name,
    capabilities: inner.capabilities,
    open: (collections) => inner.open(collections),
    transact: (work, options) => {
      transactions += 1;
      if (crashed) return errAsync(dead);
      left -= 1;
      if (left >= 0) return inner.transact(work, options);
      crashed = true;
      return when === 'before' ? errAsync(dead) : inner.transact(work, options).andThen(() => errAsync(dead));
    },
    read: (work, options) => (crashed ? errAsync(dead) : inner.read(work, options)),
    watch: (...args) => inner.watch(...args),
    backup: (path, options) => inner.backup(path, options),
    restore: (path) => inner.restore(path),
    health: () => inner.health(),
    dispose: () => Promise.resolve(),
  };
  return {
    store,
    crashAfter: (count) => {
      left = count;
    },
    get crashed() {
      return crashed;
    },
    get transactions() {
      return transactions;
    },
  };
}
