export { collection } from './collection.js';
export type { Collection, CollectionSchema, KeyField, KeyPart, RecordKey } from './collection.js';
export type {
  BackupOptions,
  BackupReport,
  ReadView,
  RecordStore,
  RestoreReport,
  ScanOptions,
  ScanPage,
  ScanPosition,
  StoreCapabilities,
  Stored,
  StoreHealth,
  Transaction,
  WatchOptions,
  WorkOptions,
} from './record-store.js';
export * from './store-errors.js';
export { observedStore } from './observed-store.js';
export { EntityTable } from './entity-table.js';
export type { Entity, EntityRecord, ListQuery, WriteError } from './entity-table.js';
export { installations, loadInstallation } from './installation.js';
export type { Installation } from './installation.js';
export { compareKeyParts, compareKeys, indexEntry, indexFields, orderingFields, recordKey } from './key-order.js';
export { tooLongKey } from './key-size.js';
export {
  MAX_KEY_BYTES,
  MAX_RECORD_BYTES,
  MAX_TRANSACTION_BYTES,
  TRANSACTION_TIMEOUT_MS,
  MAX_WATCHES,
} from './store-limits.js';
export type { ArchiveEntry, ArchivedRecord, ArchiveSpread } from './archive-format.js';
export { isArchive, readArchive } from './read-archive.js';
export type { Archive } from './read-archive.js';
export { writeArchive } from './write-archive.js';
export type { SpreadOptions } from './write-archive.js';
export { RecordWatcher } from './record-watcher.js';
export type { RecordChange } from './record-watcher.js';
export { RecordWatches, watchGroup } from './record-watches.js';
export type { RecordWatchesOptions } from './record-watches.js';
export { WorkWatch } from './work-watch.js';
export { CHUNK_BYTES, chunkCollection, readChunks, removeChunks, writeChunks } from './chunking.js';
export type { Chunk, ChunkOwner } from './chunking.js';
