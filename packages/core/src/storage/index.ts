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
export * from './stored-errors.js';
export { bytesOf, comparePaths, emptyManifest, isSameTree } from './manifest.js';
export type { Manifest, ManifestDirectory, ManifestEntry, ManifestFile, ManifestSymlink } from './manifest.js';
export { defaultStorageOptions } from './storage-options.js';
export type { ResolvedStorageOptions, StorageOptions } from './storage-options.js';
export type {
  Backup,
  HeadState,
  StorageKey,
  StorageWriter,
  StoredHead,
  StoredVersion,
  VersionKind,
} from './stored-version.js';
export { versionCollections } from './stored-records.js';
export { StoredRepository } from './stored-repository.js';
export { StoredContents } from './stored-contents.js';
export { SharedContents } from './shared-contents.js';
export { StoredSweeper } from './stored-sweeper.js';
export { collectContent, digestsOf, StoredTrees } from './stored-trees.js';
export type { NewTree, StoredTree } from './stored-trees.js';
export { excludedPaths } from './excluded-paths.js';
