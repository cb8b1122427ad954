import { CarrelException } from '@carrel/core/kernel';
import {
  isStorageError,
  storageFailed,
  storageFull,
  storageRefused,
  storageUnavailable,
  type StorageError,
} from '@carrel/core/storage';

/** What the file system said, as an error of the port. */
export function toStorageError(thrown: unknown): StorageError {
  if (thrown instanceof CarrelException && isStorageError(thrown.error)) return thrown.error;
  const toError = ERRORS[errorCode(thrown) ?? ''] ?? storageFailed;
  return toError(thrown);
}

/** Whether the file system said that something with this name is not there. */
export function isMissing(thrown: unknown): boolean {
  return errorCode(thrown) === 'ENOENT';
}

const refused = (cause: unknown): StorageError => ({
  ...storageRefused(cause),
  message: 'The server may not write in the directory of its file storage. Give its user the right to.',
});

const misplaced = (cause: unknown): StorageError => ({
  ...storageRefused(cause),
  message:
    'Where the directory of the file storage should be is something else. Choose another one, or move that away.',
});

const ERRORS: Readonly<Record<string, (cause: unknown) => StorageError>> = {
  ENOSPC: storageFull,
  EDQUOT: storageFull,
  EACCES: refused,
  EPERM: refused,
  EROFS: refused,
  EEXIST: misplaced,
  EISDIR: misplaced,
  ENOTDIR: misplaced,
  EBUSY: storageUnavailable,
  EIO: storageUnavailable,
  EMFILE: storageUnavailable,
  ENFILE: storageUnavailable,
  ENODEV: storageUnavailable,
  ENOENT: storageUnavailable,
  ENOTCONN: storageUnavailable,
  ESTALE: storageUnavailable,
  ETIMEDOUT: storageUnavailable,
};

function errorCode(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return null;
  return thrown.code;
}
