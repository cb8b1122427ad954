export { contentDigest, isContentDigest } from './content-digest.js';
export type { ContentDigest } from './content-digest.js';
export * from './storage-errors.js';
export type {
  ContentPage,
  SmallContent,
  StorageCallOptions,
  StorageProvider,
  StoredContent,
  StreamedContent,
} from './storage-provider.js';
