import { errorMaker, type Aborted, type CarrelError } from '../kernel/index.js';

/** The storage cannot be reached at this moment. */
export type StorageUnavailable = CarrelError<'storage/unavailable'>;
/** There is no room left where contents are kept; nothing of this content was stored. */
export type StorageFull = CarrelError<'storage/full'>;
/** The storage does not let this installation do it: its credentials, or the rights of a directory. Its operator has to act. */
export type StorageRefused = CarrelError<'storage/refused'>;
/** The storage was not opened yet, or was disposed. */
export type StorageClosed = CarrelError<'storage/closed'>;
/** The storage failed in a way it does not know. */
export type StorageFailed = CarrelError<'storage/failed'>;

/** The tenant has no content with this digest. */
export interface ContentNotFound extends CarrelError<'storage/content-not-found'> {
  readonly digest: string;
}

/** The bytes are not those of their digest. What was to be stored was not; what was stored is damaged: restore a backup. */
export interface ContentCorrupt extends CarrelError<'storage/content-corrupt'> {
  readonly digest: string;
}

export type StorageError =
  | StorageUnavailable
  | StorageFull
  | StorageRefused
  | StorageClosed
  | StorageFailed
  | ContentNotFound
  | ContentCorrupt
  | Aborted;

export const storageUnavailable = errorMaker('storage/unavailable', 'The file storage cannot be reached.', true, 1_000);
export const storageFull = errorMaker('storage/full', 'There is no room left in the file storage.', true, 30_000);
export const storageRefused = errorMaker(
  'storage/refused',
  'The file storage refuses its credentials or their rights.',
  false,
);
export const storageClosed = errorMaker('storage/closed', 'The file storage is not open.', false);
export const storageFailed = errorMaker('storage/failed', 'The file storage failed.', false);

export function contentNotFound(digest: string): ContentNotFound {
  const message = `No content with the digest ${digest} is stored.`;
  return { type: 'storage/content-not-found', message, retryable: false, digest };
}

export function contentCorrupt(digest: string): ContentCorrupt {
  const message = `The bytes are not those of the digest ${digest}.`;
  return { type: 'storage/content-corrupt', message, retryable: false, digest };
}

const TYPES: { readonly [Type in StorageError['type']]: true } = {
  'storage/unavailable': true,
  'storage/full': true,
  'storage/refused': true,
  'storage/closed': true,
  'storage/failed': true,
  'storage/content-not-found': true,
  'storage/content-corrupt': true,
  'request/aborted': true,
};

export function isStorageError(value: unknown): value is StorageError {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return typeof value.type === 'string' && Object.hasOwn(TYPES, value.type);
}
