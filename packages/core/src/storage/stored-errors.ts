import type { CarrelError } from '../kernel/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { StorageError } from './storage-errors.js';

/** The files of the session have more bytes together than may be stored: remove or exclude some, or raise `storage.maxBytes`. */
export interface StorageTooLarge extends CarrelError<'storage/too-large'> {
  readonly bytes: number;
  readonly limit: number;
}
/** The session has more files than may be stored: remove or exclude some, or raise `storage.maxFiles`. */
export interface StorageTooManyFiles extends CarrelError<'storage/too-many-files'> {
  readonly limit: number;
}
/** The installation has no storage of this name. */
export interface StorageUnsupported extends CarrelError<'storage/unsupported'> {
  readonly storage: string;
}
/** What is stored was changed by somebody else meanwhile, and nothing was written: try again. */
export type StorageConflict = CarrelError<'storage/conflict'>;
/** What is stored belongs to a newer life of the workspace; this one may not change it any more. */
export type StorageFenced = CarrelError<'storage/fenced'>;
/** What is stored was written by a newer release. */
export type StorageIncompatible = CarrelError<'storage/incompatible'>;

/** The session has no such backup: it never was, was removed, or was too old. */
export type BackupNotFound = CarrelError<'backup/not-found'>;

/** Everything that can keep a session's files from being stored or given. */
export type StoredError =
  | StorageError
  | StorageTooLarge
  | StorageTooManyFiles
  | StorageUnsupported
  | StorageConflict
  | StorageFenced
  | StorageIncompatible
  | RecordError
  | StoreError;

export function storageTooLarge(bytes: number, limit: number): StorageTooLarge {
  const message = `The files have ${bytes} bytes, and ${limit} may be stored (storage.maxBytes): remove or exclude some.`;
  return { type: 'storage/too-large', message, retryable: false, bytes, limit };
}

export function storageTooManyFiles(limit: number): StorageTooManyFiles {
  const message = `There are more than ${limit} files, directories and links (storage.maxFiles): remove or exclude some.`;
  return { type: 'storage/too-many-files', message, retryable: false, limit };
}

export function storageUnsupported(storage: string): StorageUnsupported {
  const message = `This installation has no storage ${storage}; use another one, or none.`;
  return { type: 'storage/unsupported', message, retryable: false, storage };
}

export function storageConflict(): StorageConflict {
  const message = 'What is stored was changed by somebody else meanwhile; try again.';
  return { type: 'storage/conflict', message, retryable: true, retryAfterMs: 100 };
}

export function storageFenced(): StorageFenced {
  const message = 'What is stored belongs to a newer life of the workspace.';
  return { type: 'storage/fenced', message, retryable: false };
}

export function storageIncompatible(): StorageIncompatible {
  const message = 'What is stored was written by a newer release; use that one.';
  return { type: 'storage/incompatible', message, retryable: false };
}

export function backupNotFound(): BackupNotFound {
  return { type: 'backup/not-found', message: 'The session has no such backup.', retryable: false };
}
