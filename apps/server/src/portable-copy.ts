import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResultAsync, type Result } from '@carrel/core/kernel';
import { isArchive, type StoreError } from '@carrel/core/store';
import { sqliteStore } from '@carrel/store-sqlite';

/**
 * What `work` comes to with a copy of `file` that every kind of store restores: the file itself when it is an archive, otherwise
 * one made of it, which is taken to be a database of SQLite. That is in the temporary directory, and gone afterwards.
 *
 * Fails with `store/incompatible` or `store/corrupt` for what is neither.
 */
export function withPortableCopy<T>(
  file: string,
  work: (file: string) => ResultAsync<T, StoreError>,
): ResultAsync<T, StoreError> {
  return isArchive(file).andThen((portable) => (portable ? work(file) : new ResultAsync(convertFor(file, work))));
}

async function convertFor<T>(
  file: string,
  work: (file: string) => ResultAsync<T, StoreError>,
): Promise<Result<T, StoreError>> {
  const directory = await mkdtemp(join(tmpdir(), 'carrel-restore-'));
  try {
    const archive = join(directory, 'archive');
    const converted = await convert(file, { database: join(directory, 'carrel.db'), archive });
    return await converted.asyncAndThen(() => work(archive));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface Places {
  readonly database: string;
  readonly archive: string;
}

/** Writes an archive of a database of SQLite, which stays as it is. */
async function convert(file: string, { database, archive }: Places): Promise<Result<unknown, StoreError>> {
  const store = sqliteStore({ path: database });
  try {
    return await store
      .restore(file)
      .andThen(() => store.open([]))
      .andThen(() => store.backup(archive, { format: 'portable' }));
  } finally {
    await store.dispose();
  }
}
