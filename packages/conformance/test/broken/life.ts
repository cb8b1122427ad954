import { okAsync } from '@carrel/core/kernel';
import type { ReadView } from '@carrel/core/store';
import { alterStore } from './alter-store.js';
import { memory, type BrokenStore } from './broken-store.js';

/** Breaks what is promised of opening, disposing and signals. */
export const brokenLives: Readonly<Record<string, BrokenStore>> = {
  answersWhenClosed: {
    found: 'read fails with store/closed after dispose',
    create: () => {
      const inner = memory();
      const empty: ReadView = {
        get: () => okAsync(null),
        getMany: (_, keys) => okAsync(keys.map(() => null)),
        scan: () => okAsync({ items: [], next: null }),
      };
      return alterStore(inner, {
        store: { read: (work, options) => inner.read(work, options).orElse(() => work(empty)) },
      });
    },
  },

  opensItself: {
    found: 'transact fails with store/closed before open',
    create: () => {
      const inner = memory();
      return alterStore(inner, {
        store: { transact: (work, options) => inner.open([]).andThen(() => inner.transact(work, options)) },
      });
    },
  },

  ignoresSignals: {
    found: 'transact fails with request/aborted when its signal has fired',
    create: () => {
      const inner = memory();
      return alterStore(inner, {
        store: { transact: (work) => inner.transact(work), read: (work) => inner.read(work) },
      });
    },
  },

  leavesWorkBehind: {
    found: 'dispose waits for the transactions under way, and they succeed',
    create: () => {
      const inner = memory();
      return alterStore(inner, {
        store: {
          dispose: () => {
            void inner.dispose();
            return Promise.resolve();
          },
        },
      });
    },
  },
};
