import { ok, okAsync, ResultAsync } from '@carrel/core/kernel';
import { memoryStore } from '@carrel/core/memory';
import type { ReadView, RecordStore, StoreError, Transaction } from '@carrel/core/store';
import { words } from '../../src/record-store/record-store-subject.js';
import { alterStore } from './alter-store.js';
import { memory, type BrokenStore } from './broken-store.js';

const NOTHING = { items: [], next: null };

/** Breaks what is promised of transactions and views. */
export const brokenTransactions: Readonly<Record<string, BrokenStore>> = {
  keepsFailedWrites: {
    found: 'nothing remains of a transaction whose work is an error',
    create: () => {
      const inner = memory();
      return alterStore(inner, {
        store: {
          transact: (work, options) =>
            inner
              .transact((tx) => new ResultAsync(Promise.resolve(work(tx)).then((result) => ok(result))), options)
              .andThen((result) => result),
        },
      });
    },
  },

  leaksUncommitted: {
    found: 'nobody sees what was not committed',
    create: () => {
      const inner = memory();
      let current: Transaction | null = null;
      return alterStore(inner, {
        store: {
          transact: (work, options) =>
            inner.transact((tx) => {
              current = tx;
              return work(tx);
            }, options),
        },
        view: (view) => ({
          get: (collection, key) => (current ?? view).get(collection, key).orElse(() => view.get(collection, key)),
        }),
      });
    },
  },

  resolvesBeforeCommit: {
    found: 'a read sees everything that was committed before it',
    create: () => {
      const inner = memory();
      return alterStore(inner, {
        store: { transact: (work, options) => resolvingEarly(work, (slow) => inner.transact(slow, options)) },
      });
    },
  },

  losesUpdates: {
    found: 'no update of a counter is lost, with 100 callers at once',
    create: () => {
      const inner = memory();
      return alterStore(inner, { store: { transact: (work) => buffered(inner, work) } });
    },
  },

  overlooksWhatAppears: {
    found: 'one of those who write a record of their own because a scan found none succeeds, with 20 callers at once',
    create: () => {
      const inner = memory();
      const transact: RecordStore['transact'] = (work, options) => {
        // As of when the transaction was asked for, whatever is committed before it begins.
        const early = inner.read((view) => view.scan(words, { limit: 1 }));
        const stale = alterStore(inner, {
          tx: (tx) => ({
            scan: (collection, bounds) =>
              early.andThen(({ items }) =>
                collection.name === words.name && items.length === 0 ? okAsync(NOTHING) : tx.scan(collection, bounds),
              ),
          }),
        });
        return stale.transact(work, options);
      };
      return alterStore(inner, { store: { transact } });
    },
  },

  mixesStates: {
    found: 'all reads of a view see one state, whatever is committed meanwhile',
    create: () => {
      const inner = memory();
      const apart: ReadView = {
        get: (collection, key) => inner.read((view) => view.get(collection, key)),
        getMany: (collection, keys) => inner.read((view) => view.getMany(collection, keys)),
        scan: (collection, options) => inner.read((view) => view.scan(collection, options)),
      };
      return alterStore(inner, { store: { read: (work, options) => inner.read(() => work(apart), options) } });
    },
  },

  outlivesItsEnd: {
    found: 'a view that is used after its end fails with store/closed',
    create: () => {
      const inner = memory();
      return alterStore(inner, {
        view: (view) => ({
          get: (collection, key) =>
            view.get(collection, key).orElse(() => inner.read((again) => again.get(collection, key))),
        }),
      });
    },
  },

  waitsForEver: {
    found: 'a transaction fails with store/contention past its time, and the store goes on',
    create: () => memoryStore({ transactionTimeoutMs: 3_600_000 }),
  },
};

/** Gives the result of the work when the work is over, and commits a little later. */
function resolvingEarly<T, E>(
  work: (tx: Transaction) => ResultAsync<T, E>,
  transact: (slow: (tx: Transaction) => ResultAsync<T, E>) => ResultAsync<T, E | StoreError>,
): ResultAsync<T, E | StoreError> {
  let early: (result: ResultAsync<T, E | StoreError>) => void = () => undefined;
  const given = new Promise<ResultAsync<T, E | StoreError>>((resolve) => (early = resolve));
  const committed = transact((tx) => {
    const worked = work(tx);
    early(worked);
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
    return new ResultAsync(Promise.resolve(worked).then((result) => pause().then(() => result)));
  });
  return new ResultAsync(Promise.race([given, committed]).then((result) => result));
}

/** Reads and writes as if nobody else did, and applies the writes in the end. */
function buffered<T, E>(
  inner: RecordStore,
  work: (tx: Transaction) => ResultAsync<T, E>,
): ResultAsync<T, E | StoreError> {
  const writes: ((tx: Transaction) => ResultAsync<unknown, unknown>)[] = [];
  const tx: Transaction = {
    get: (collection, key) => inner.read((view) => view.get(collection, key)),
    getMany: (collection, keys) => inner.read((view) => view.getMany(collection, keys)),
    scan: (collection, options) => inner.read((view) => view.scan(collection, options)),
    insert: (collection, value, bytes) => {
      writes.push((real) => real.insert(collection, value, bytes));
      return okAsync({ value, version: 1 });
    },
    put: (collection, value, options) => {
      writes.push((real) => real.put(collection, value, options));
      return okAsync({ value, version: 1 });
    },
    remove: (collection, key, options) => {
      writes.push((real) => real.remove(collection, key, options));
      return okAsync(undefined);
    },
  };
  return work(tx).andThen((value) =>
    inner.transact((real) => {
      const apply = async () => {
        const written: unknown[] = [];
        for (const write of writes) written.push(await write(real));
        return ok<T, never>(value);
      };
      return new ResultAsync(apply());
    }),
  );
}
