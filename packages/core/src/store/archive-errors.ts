import { storeFailed, storeFull, storeUnavailable, type StoreError } from './store-errors.js';

const NO_ROOM: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What the file system said, as an error of the store. */
export function toFileError(thrown: unknown): StoreError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
  if (NO_ROOM.has(code)) return storeFull(thrown);
  return typeof code === 'string' && code.startsWith('E') ? storeUnavailable(thrown) : storeFailed(thrown);
}
