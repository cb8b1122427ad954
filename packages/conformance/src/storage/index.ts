export { describeDatabaseStorage } from './describe-database-storage.js';
export type { DatabaseStorageKitOptions } from './describe-database-storage.js';
export { describeStorage } from './describe-storage.js';
export type { StorageKitOptions, StorageSubject, StorageTrait } from './storage-subject.js';
