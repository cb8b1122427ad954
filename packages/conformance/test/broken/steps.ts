import { alterStore } from './alter-store.js';
import { memory, type BrokenStore } from './broken-store.js';

const found = 'random transactions are answered as by the reference';

/** Breaks what is found out beside the reference alone: what is a little different only now and then. */
export const brokenSteps: Readonly<Record<string, BrokenStore>> = {
  forgetsThePrefixWithABound: {
    found,
    create: () =>
      alterStore(memory(), {
        view: (view) => ({
          scan: (collection, { prefix, ...rest }) =>
            view.scan(collection, prefix === undefined || rest.end !== undefined ? rest : { ...rest, prefix }),
        }),
      }),
  },

  dropsEmptyBytes: {
    found,
    create: () =>
      alterStore(memory(), {
        tx: (tx) => ({
          put: (collection, value, { bytes, ...rest } = {}) =>
            tx.put(collection, value, bytes === undefined || bytes.length === 0 ? rest : { ...rest, bytes }),
        }),
      }),
  },

  looksAwayFromAnExpectedVersion: {
    found,
    create: () =>
      alterStore(memory(), {
        tx: (tx) => ({ remove: (collection, key) => tx.remove(collection, key) }),
      }),
  },
};
