import type { RecordKey } from '@carrel/core/store';
import { alterStore } from './alter-store.js';
import { memory, type BrokenStore } from './broken-store.js';
import { brokenRecords } from './records.js';
import { brokenScans } from './scans.js';
import { brokenTransactions } from './transactions.js';

const anyTenants = (key: RecordKey): RecordKey => ['ten_owner', ...key.slice(1)];

/** Stores over which the promises of entities break, and the case for entities that finds out. */
export const brokenEntities: Readonly<Record<string, BrokenStore>> = {
  readsAcrossTenants: {
    found: 'get answers for a thing of another tenant as for a missing one',
    create: () =>
      alterStore(memory(), { view: (view) => ({ get: (collection, key) => view.get(collection, anyTenants(key)) }) }),
  },

  removesAcrossTenants: {
    found: 'erase answers for a thing of another tenant as for a missing one',
    create: () =>
      alterStore(memory(), {
        tx: (tx) => ({ remove: (collection, key, options) => tx.remove(collection, anyTenants(key), options) }),
      }),
  },

  listsAcrossTenants: {
    found: 'list answers for a thing of another tenant as for a missing one',
    create: () => brokenScans['ignoresPrefixes']?.create() ?? memory(),
  },

  forgetsVersions: {
    found: 'an entity has version 1 at first, and one more at each write',
    create: () => brokenRecords['forgetsVersions']?.create() ?? memory(),
  },

  ignoresExpectedVersions: {
    found: 'of those who update the same version one succeeds, with 20 callers at once',
    create: () => brokenRecords['ignoresExpectedVersions']?.create() ?? memory(),
  },

  dropsUniqueIndexes: {
    found: 'two entities of a tenant do not share a unique value, and two tenants may',
    create: () => brokenRecords['dropsUniqueIndexes']?.create() ?? memory(),
  },

  unstablePaging: {
    found: 'pages put together are the list, each entity once, in the order of the index',
    create: () => brokenScans['unstablePaging']?.create() ?? memory(),
  },

  losesUpdates: {
    found: 'writers that read again after a conflict all succeed in the end',
    create: () => brokenTransactions['losesUpdates']?.create() ?? memory(),
  },
};
