export { sqliteStore } from './sqlite-store.js';
export type { SqliteStoreOptions } from './sqlite-options.js';
export type { LoadDriver, SqliteDriver } from './sqlite-driver.js';
