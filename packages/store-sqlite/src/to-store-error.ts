import {
  storeBusy,
  storeCorrupt,
  storeFailed,
  storeFull,
  storeIncompatible,
  storeUnavailable,
  type StoreError,
} from '@carrel/core/store';

/** What SQLite or the file system said, as an error of the port. */
export function toStoreError(thrown: unknown): StoreError {
  const code = errorCode(thrown) ?? '';
  for (const [prefix, error] of ERRORS) if (code.startsWith(prefix)) return error(thrown);
  return isForeignSchema(thrown) ? storeIncompatible(thrown) : storeFailed(thrown);
}

/** Whether SQLite or the file system said it; anything else is a mistake in the program. */
export function isVendorError(thrown: unknown): boolean {
  return errorCode(thrown) !== null;
}

/** Whether another connection holds the lock that was needed. */
export function isBusy(thrown: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(errorCode(thrown) ?? '');
}

/** Whether a key or a unique index refused the record. */
export function isTaken(thrown: unknown): boolean {
  return /^SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE)$/.test(errorCode(thrown) ?? '');
}

/** The first prefix of the code decides. @see https://www.sqlite.org/rescode.html */
const ERRORS: readonly (readonly [prefix: string, error: (cause: unknown) => StoreError])[] = [
  ['SQLITE_BUSY', storeBusy],
  ['SQLITE_LOCKED', storeBusy],
  ['SQLITE_FULL', storeFull],
  ['SQLITE_IOERR_SHMSIZE', storeFull],
  ['ENOSPC', storeFull],
  ['EDQUOT', storeFull],
  ['SQLITE_CORRUPT', storeCorrupt],
  ['SQLITE_NOTADB', storeCorrupt],
  ['SQLITE_IOERR', storeUnavailable],
  ['SQLITE_CANTOPEN', storeUnavailable],
  ['SQLITE_READONLY', storeUnavailable],
  ['SQLITE_PERM', storeUnavailable],
  ['SQLITE_NOLFS', storeUnavailable],
  ['SQLITE_PROTOCOL', storeUnavailable],
  ['EACCES', storeUnavailable],
  ['EPERM', storeUnavailable],
  ['EROFS', storeUnavailable],
  ['ENOENT', storeUnavailable],
  ['ENOTDIR', storeUnavailable],
  ['EISDIR', storeUnavailable],
  ['EEXIST', storeUnavailable],
  ['EMFILE', storeUnavailable],
  ['ENFILE', storeUnavailable],
  ['EIO', storeUnavailable],
];

function errorCode(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return null;
  return thrown.code;
}

/** Another release took away a table, a column or an index while this one had the file open. */
function isForeignSchema(thrown: unknown): boolean {
  return thrown instanceof Error && /^no such (table|column|index)/.test(thrown.message);
}
