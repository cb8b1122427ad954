import { memoryStore } from '@carrel/core/memory';
import { storeContention, type CollectionSchema, type Stored } from '@carrel/core/store';
import { alterStore } from './alter-store.js';
import { memory, TRANSACTION_TIMEOUT_MS, type BrokenStore } from './broken-store.js';

/** Breaks what is promised of one record. */
export const brokenRecords: Readonly<Record<string, BrokenStore>> = {
  forgetsVersions: {
    found: 'put writes the whole record, whether it was there or not, and counts the version',
    create: () => {
      const atOne = <R>(stored: Stored<R>): Stored<R> => ({ ...stored, version: 1 });
      return alterStore(memory(), {
        tx: (tx) => ({ put: (collection, value, options) => tx.put(collection, value, options).map(atOne) }),
      });
    },
  },

  ignoresExpectedVersions: {
    found: 'put fails with record/conflict when the record is at another version, and the record stays',
    create: () =>
      alterStore(memory(), {
        tx: (tx) => ({
          put: (collection, value, { bytes } = {}) => tx.put(collection, value, bytes === undefined ? {} : { bytes }),
        }),
      }),
  },

  insertsOverRecords: {
    found: 'insert fails with record/exists when the key is taken, and the record stays',
    create: () =>
      alterStore(memory(), {
        tx: (tx) => ({
          insert: (collection, value, bytes) =>
            tx
              .put(collection, value, bytes === undefined ? {} : { bytes })
              .mapErr((error) => (error.type === 'record/conflict' ? storeContention() : error)),
        }),
      }),
  },

  losesBytes: {
    found: 'bytes are read as they were written',
    create: () =>
      alterStore(memory(), { tx: (tx) => ({ insert: (collection, value) => tx.insert(collection, value) }) }),
  },

  cutsLongKeys: {
    found: 'a key, and an entry of an index with the key, may have 4,000 bytes',
    create: () =>
      alterStore(memory(), {
        tx: (tx) => ({
          insert: (collection, value, bytes) => {
            const short = Object.entries(value).map(([field, part]: [string, unknown]) =>
              typeof part === 'string' ? [field, part.slice(0, 100)] : [field, part],
            );
            return tx.insert(collection, Object.fromEntries(short) as typeof value, bytes);
          },
        }),
      }),
  },

  sharesItsValues: {
    found: 'what the caller does with a value that it read changes nothing in the store',
    create: () => {
      const known = new Map<string, unknown>();
      return alterStore(memory(), {
        view: (view) => ({
          get: (collection, key) =>
            view.get(collection, key).map((stored) => {
              const id = JSON.stringify([collection.name, key, stored?.version]);
              if (!known.has(id)) known.set(id, stored);
              return known.get(id) as typeof stored;
            }),
        }),
      });
    },
  },

  dropsUniqueIndexes: {
    found: 'insert fails with record/exists when a unique index holds its values, and names the index',
    create: () => {
      const inner = memory();
      const demoted = ({ indexes, unique, ...schema }: CollectionSchema): CollectionSchema => ({
        ...schema,
        indexes: { ...indexes, ...unique },
        unique: {},
      });
      return alterStore(inner, { store: { open: (collections) => inner.open(collections.map(demoted)) } });
    },
  },

  takesAnySize: {
    found: 'insert and put fail with record/too-large past maxRecordBytes, and write nothing',
    create: () => {
      const roomy = memoryStore({ transactionTimeoutMs: TRANSACTION_TIMEOUT_MS, maxRecordBytes: 10_000_000 });
      return alterStore(roomy, { store: { capabilities: memory().capabilities } });
    },
  },
};
