import type { RecordError, StoreError } from '../store/index.js';
import { storageClosed, storageFailed, storageFull, storageUnavailable, type StorageError } from './storage-errors.js';

/** What an error of the record store is for those who store contents in it. */
export function toStorageError(error: StoreError | RecordError): StorageError {
  switch (error.type) {
    case 'store/unavailable':
    case 'store/busy':
    case 'store/contention':
      return storageUnavailable(error);
    case 'store/full':
      return storageFull(error);
    case 'store/closed':
      return storageClosed(error);
    case 'request/aborted':
      return error;
    case 'store/corrupt':
    case 'store/incompatible':
    case 'store/too-large':
    case 'store/unsupported':
    case 'store/failed':
    case 'record/exists':
    case 'record/conflict':
    case 'record/too-large':
      return storageFailed(error);
    default:
      return error satisfies never;
  }
}
