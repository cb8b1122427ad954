export { describeStorage } from './describe-storage.js';
export type { StorageKitOptions, StorageSubject, StorageTrait } from './storage-subject.js';
