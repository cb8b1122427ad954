export { checkedContent } from './checked-content.js';
export { contentDigest, isContentDigest } from './content-digest.js';
export type { ContentDigest } from './content-digest.js';
export { storageCollections } from './database-records.js';
export { databaseStorage } from './database-storage.js';
export type { DatabaseStorageOptions } from './database-storage.js';
export { listLimit, MAX_LIST_LIMIT } from './list-limit.js';
export * from './storage-errors.js';
export { StorageGate } from './storage-gate.js';
export type {
  ContentPage,
  SmallContent,
  StorageCallOptions,
  StorageProvider,
  StoredContent,
  StreamedContent,
} from './storage-provider.js';
