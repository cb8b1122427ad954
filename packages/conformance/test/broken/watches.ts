import { errAsync, okAsync, type Result } from '@carrel/core/kernel';
import type { RecordChange, RecordStore, Stored } from '@carrel/core/store';
import { alterStore } from './alter-store.js';
import { memory } from './broken-store.js';

/** Stores on the same data that break one promise of `watch`, and the name of a case that has to find out. */
export interface BrokenWatch {
  /** Makes one store of those that share `inner`. */
  readonly create: (inner: RecordStore) => RecordStore;
  readonly found: string;
}

/** Several stores on the data of one, as if each were a process of its own. */
export function sharedMemory(create: (inner: RecordStore) => RecordStore = asItIs) {
  const inner = memory();
  const capabilities = { ...inner.capabilities, multiProcess: true };
  const others: Partial<RecordStore> = { capabilities, dispose: () => Promise.resolve() };
  return {
    capabilities,
    subject: alterStore(create(inner), { store: { capabilities } }),
    reopen: () => Promise.resolve(alterStore(create(inner), { store: others })),
  };
}

const asItIs = (inner: RecordStore) => alterStore(inner, {});

type Changes = AsyncIterable<RecordChange>;
type Watch = RecordStore['watch'];

/** A store whose watches tell what `alter` makes of theirs. */
function telling(alter: (changes: Changes, ...asked: Parameters<Watch>) => Changes) {
  return (inner: RecordStore): RecordStore =>
    alterStore(inner, {
      store: { watch: (...asked) => inner.watch(...asked).map((changes) => alter(changes, ...asked)) },
    });
}

/** Only those changes that `passes` lets through. */
function filtered(changes: Changes, passes: (change: RecordChange) => boolean | Promise<boolean>): Changes {
  const iterator = changes[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<RecordChange>> => {
    for (;;) {
      const step = await iterator.next();
      if (step.done === true || (await passes(step.value))) return step;
    }
  };
  const leave = () => iterator.return?.() ?? Promise.resolve({ done: true as const, value: undefined });
  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
}

export const brokenWatches: Readonly<Record<string, BrokenWatch>> = {
  missesTheFirstChange: {
    found: 'a change that is committed as soon as a watch is armed is told',
    create: telling((changes) => {
      let told = 0;
      return filtered(changes, () => (told += 1) > 1);
    }),
  },

  isArmedLate: {
    found: 'a change that is committed as soon as a watch is armed is told',
    create: (inner) =>
      alterStore(inner, {
        store: {
          watch: (...asked) => {
            const opening = new Promise<Awaited<ReturnType<Watch>>>((resolve) => {
              setTimeout(() => resolve(inner.watch(...asked)), 50);
            });
            return okAsync(laterOpened(opening));
          },
        },
      }),
  },

  neverWakesForAnotherProcess: {
    found: 'a watch tells of what another store on the same data commits',
    create: (inner) => {
      let own = 0;
      const watching = telling((changes) => {
        let seen = own;
        return filtered(changes, (change) => {
          const isOwn = own > seen;
          seen = own;
          return isOwn || change.type === 'failed';
        });
      })(inner);
      return alterStore(watching, {
        store: {
          transact: (work, options) => {
            own += 1;
            return inner.transact(work, options);
          },
        },
      });
    },
  },

  comparesRecords: {
    found: 'a watch tells of a removal and an insert that leave the record as it was',
    create: (inner) =>
      telling((changes, collection, key) => {
        const look = async () => {
          const found: Result<Stored<object> | null, unknown> = await inner.read((view) => view.get(collection, key));
          return JSON.stringify(found.isOk() ? found.value : null);
        };
        let before = look();
        return filtered(changes, async () => {
          // By the time that anybody asks, what happened in between is over.
          await new Promise((resolve) => setTimeout(resolve, 50));
          const [was, is] = [await before, await look()];
          before = Promise.resolve(is);
          return was !== is;
        });
      })(inner),
  },

  knowsNoPrefixes: {
    found: 'a watch of a prefix tells of every record whose key begins with it',
    create: telling((changes, { key }, prefix) => filtered(changes, () => prefix.length === key.length)),
  },

  tellsEveryChange: {
    found: 'a watch keeps one change for a reader that is slow, however many there were',
    create: (inner) => {
      let commits = 0;
      const watching = telling((changes) => {
        let told = commits;
        const iterator = changes[Symbol.asyncIterator]();
        const next = (): Promise<IteratorResult<RecordChange>> => {
          if (told >= commits) return iterator.next();
          told += 1;
          return Promise.resolve({ done: false, value: { type: 'changed' } });
        };
        return { [Symbol.asyncIterator]: () => ({ next }) };
      })(inner);
      return alterStore(watching, {
        store: { transact: (work, options) => inner.transact(work, options).andTee(() => (commits += 1)) },
      });
    },
  },

  leaksAfterAbort: {
    found: 'watches that have ended leave room for others',
    create: (inner) =>
      alterStore(inner, {
        store: {
          watch: (collection, prefix, { signal } = {}) =>
            signal?.aborted === true ? inner.watch(collection, prefix, { signal }) : inner.watch(collection, prefix),
        },
      }),
  },

  forgetsReaders: {
    found: 'a watch ends when its reader leaves',
    create: telling((changes) => {
      const iterator = changes[Symbol.asyncIterator]();
      return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
    }),
  },

  hasNoLimit: {
    found: 'one watch more than there may be fails with store/too-many-watches',
    create: (inner) => {
      const watch: Watch = (...asked) =>
        inner
          .watch(...asked)
          .orElse((error) => (error.type === 'store/too-many-watches' ? okAsync(never) : errAsync(error)));
      return alterStore(inner, { store: { watch } });
    },
  },

  endsWithoutAReason: {
    found: 'a watch fails with store/closed when the store is disposed, and tells nothing more',
    create: telling((changes) => filtered(changes, ({ type }) => type !== 'failed')),
  },
};

const never: Changes = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

function laterOpened(opening: Promise<Awaited<ReturnType<Watch>>>): Changes {
  const iterator = opening.then((opened) => (opened.isOk() ? opened.value : never)[Symbol.asyncIterator]());
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => (await iterator).next(),
      return: async () => (await (await iterator).return?.()) ?? { done: true, value: undefined },
    }),
  };
}
