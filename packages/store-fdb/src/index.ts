export { fdbStore } from './fdb-store.js';
export type { FdbStoreOptions, LoadBinding } from './fdb-options.js';
export type { FdbBinding, FdbDatabase } from './fdb-binding.js';
