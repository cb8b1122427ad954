import { errorMaker, type Aborted, type CarrelError } from '../kernel/index.js';

/** The store cannot be reached or used at this moment; nothing was written, unless it says otherwise. */
export interface StoreUnavailable extends CarrelError<'store/unavailable'> {
  /** The connection was lost during the commit, and nobody could be asked how it ended: it was written whole, or not at all. */
  readonly maybeWritten?: true;
}
/** Another process held the store for longer than the store's busy time; nothing was written. */
export type StoreBusy = CarrelError<'store/busy'>;
/** There is no room left where the store keeps its data; nothing was written. */
export type StoreFull = CarrelError<'store/full'>;
/** The stored data is damaged and the store refuses to guess. Restore a backup. */
export type StoreCorrupt = CarrelError<'store/corrupt'>;
/** The stored data was written by a newer release, or by another program. */
export type StoreIncompatible = CarrelError<'store/incompatible'>;
/** The store was not opened yet, or was disposed. */
export type StoreClosed = CarrelError<'store/closed'>;
/** The transaction conflicted with others for longer than it may be retried, or ran past its time; nothing was written. */
export type StoreContention = CarrelError<'store/contention'>;
/** The transaction writes more than one may; nothing was written. Split it. */
export type StoreTooLarge = CarrelError<'store/too-large'>;
/** The store does not offer this operation; its capabilities say so. */
export type StoreUnsupported = CarrelError<'store/unsupported'>;
/** The store failed in a way it does not know; nothing was written. */
export type StoreFailed = CarrelError<'store/failed'>;

export type StoreError =
  | StoreUnavailable
  | StoreBusy
  | StoreFull
  | StoreCorrupt
  | StoreIncompatible
  | StoreClosed
  | StoreContention
  | StoreTooLarge
  | StoreUnsupported
  | StoreFailed
  | Aborted;

/** The store watches as much as it may; give a watch back, or raise the limit of the store. */
export interface StoreTooManyWatches extends CarrelError<'store/too-many-watches'> {
  /** The most that there may be; `null` when it is the engine that said so. */
  readonly maxWatches: number | null;
}

/** A record with this key, or with these values in the unique index `index`, is there already. */
export interface RecordExists extends CarrelError<'record/exists'> {
  readonly collection: string;
  /** The violated unique index; absent when the key itself is taken. */
  readonly index?: string;
}

/** The record is not at the version the writer expected; `actual` is `null` when there is no such record. */
export interface RecordConflict extends CarrelError<'record/conflict'> {
  readonly collection: string;
  readonly expected: number;
  readonly actual: number | null;
}

/** The record, or its key or an entry of an index, is larger than one may be. Split it, or shorten what the caller sent. */
export interface RecordTooLarge extends CarrelError<'record/too-large'> {
  readonly collection: string;
  readonly bytes: number;
  readonly maxBytes: number;
}

export type RecordError = RecordExists | RecordConflict | RecordTooLarge;

export const storeUnavailable = errorMaker('store/unavailable', 'The store cannot be reached.', true, 1_000);
export const storeBusy = errorMaker('store/busy', 'The store is busy with another process.', true, 500);
export const storeFull = errorMaker('store/full', 'There is no room left for the data of the store.', true, 30_000);
export const storeCorrupt = errorMaker('store/corrupt', 'The stored data is damaged; restore a backup.', false);
export const storeIncompatible = errorMaker(
  'store/incompatible',
  'The stored data was not written by this release or an older one; use the release that wrote it, or another place.',
  false,
);
export const storeClosed = errorMaker('store/closed', 'The store is not open.', false);
export const storeContention = errorMaker(
  'store/contention',
  'The transaction could not be completed in its time.',
  true,
  100,
);
export const storeTooLarge = errorMaker(
  'store/too-large',
  'The transaction writes more than one transaction may; split it.',
  false,
);
export const storeUnsupported = errorMaker('store/unsupported', 'This store does not offer the operation.', false);
export const storeFailed = errorMaker('store/failed', 'The store failed.', false);

/** Nobody knows whether the transaction was written. Not retryable: what it does might be done twice. */
export function storeOutcomeUnknown(cause?: unknown): StoreUnavailable {
  const message =
    'The connection to the store was lost during a commit, which was made or not; look before trying again.';
  return { ...errorMaker('store/unavailable', message, false)(cause), maybeWritten: true };
}

/** @param maxWatches the store's limit; `null` when its engine has one that it met first. */
export function storeTooManyWatches(maxWatches: number | null): StoreTooManyWatches {
  const limit = maxWatches === null ? 'its engine takes' : `the ${maxWatches} that it may`;
  return {
    type: 'store/too-many-watches',
    message: `The store watches as much as ${limit}; end a watch, or share one.`,
    retryable: true,
    retryAfterMs: 1_000,
    maxWatches,
  };
}

export function recordExists(collection: string, index?: string): RecordExists {
  const message =
    index === undefined
      ? `A record with this key is already in ${collection}.`
      : `A record with these values is already in ${collection} (${index}).`;
  return { type: 'record/exists', message, retryable: false, collection, ...(index === undefined ? {} : { index }) };
}

export function recordConflict(collection: string, expected: number, actual: number | null): RecordConflict {
  return {
    type: 'record/conflict',
    message: `The record in ${collection} is not at version ${expected} any more; read it again.`,
    retryable: false,
    collection,
    expected,
    actual,
  };
}

/** A record whose key, or whose entry in an index, is longer than a store can order by. */
export function recordKeyTooLong(collection: string, bytes: number, maxBytes: number): RecordTooLarge {
  return {
    ...recordTooLarge(collection, bytes, maxBytes),
    message: `A key or an indexed value of ${bytes} bytes is over the ${maxBytes} bytes that one in ${collection} may have.`,
  };
}

export function recordTooLarge(collection: string, bytes: number, maxBytes: number): RecordTooLarge {
  return {
    type: 'record/too-large',
    message: `A record of ${bytes} bytes is over the ${maxBytes} bytes that one record in ${collection} may have.`,
    retryable: false,
    collection,
    bytes,
    maxBytes,
  };
}
