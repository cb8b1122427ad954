import { randomUUID } from 'node:crypto';
import { access, rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { err, ok, type Result, type ResultAsync } from '@carrel/core/kernel';
import {
  isArchive,
  readArchive,
  storeCorrupt,
  storeIncompatible,
  type BackupReport,
  type RestoreReport,
  type StoreError,
} from '@carrel/core/store';
import { importArchive } from './sqlite-archive.js';
import { SqliteConnection } from './sqlite-connection.js';
import type { SqliteDriver } from './sqlite-driver.js';
import { exists, keepAs, makePrivateFile, publish, removeFiles, touching } from './sqlite-file.js';
import { APPLICATION_ID, checkFile } from './sqlite-schema.js';
import { toStoreError } from './to-store-error.js';

/** Copies the store in the file `from`, as it is at one moment, to the file `to`, which appears whole or not at all. */
export function writeBackup(driver: SqliteDriver, from: string, to: string): ResultAsync<BackupReport, StoreError> {
  return touching(async () => {
    await access(dirname(resolve(to)));
    await throughTemporary(to, async (temporary) => {
      await copy(driver, from, temporary);
      await publish(temporary, to);
    });
    return { spread: null };
  });
}

/** What is added to the name of the file that a restore replaced. */
const REPLACED = '.before-restore';

/**
 * Puts the verified copy in the file `from` in the place of the store in the file `to`, which nobody may have open. What was
 * there is kept beside it, until the next restore.
 */
export function restoreBackup(driver: SqliteDriver, from: string, to: string): ResultAsync<RestoreReport, StoreError> {
  return touching(async () => {
    return throughTemporary(to, async (temporary) => {
      const taken = await take(driver, from, temporary);
      if (taken.isErr()) return taken;
      const verified = await verify(driver, temporary);
      if (verified.isErr()) return err(verified.error);
      const vacated = await vacate(driver, to);
      if (vacated.isErr()) return err(vacated.error);
      if (await exists(to)) await keepAs(to, `${to}${REPLACED}`);
      await replace(temporary, to);
      return taken;
    });
  }).andThen((result) => result);
}

/** Makes the file `to` of a copy, or of an archive, that of another kind of store, too. */
async function take(driver: SqliteDriver, from: string, to: string): Promise<Result<RestoreReport, StoreError>> {
  const archived = await isArchive(from);
  if (archived.isErr()) return err(archived.error);
  if (!archived.value) {
    await copy(driver, from, to);
    return ok({ spread: null, leftOut: 0 });
  }
  const archive = await readArchive(from);
  if (archive.isErr()) return err(archive.error);
  const { spread, leftOut } = archive.value;
  return (await importArchive(driver, archive.value, to)).map(() => ({ spread, leftOut }));
}

async function throughTemporary<T>(target: string, write: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = `${target}.${randomUUID()}.part`;
  try {
    await makePrivateFile(temporary);
    return await write(temporary);
  } finally {
    await removeFiles(temporary, `${temporary}-wal`, `${temporary}-shm`, `${temporary}-journal`);
  }
}

/** A snapshot that is held open gives a copy of one moment, however much is written meanwhile. */
async function copy(driver: SqliteDriver, from: string, to: string): Promise<void> {
  await withConnection(new SqliteConnection(driver, from, { readonly: true, timeoutMs: LOCK_TIMEOUT_MS }), (source) => {
    source.run('BEGIN');
    source.get('SELECT 1 FROM sqlite_schema LIMIT 1', []);
    return source.copyTo(to);
  });
  // Without its write-ahead log the copy is one file, and can be read where nothing can be written.
  await withConnection(new SqliteConnection(driver, to, { readonly: false, timeoutMs: 0 }), (copied) => {
    copied.pragma('journal_mode = DELETE');
  });
}

/** How long a copy may wait for a process that holds the whole file, in milliseconds. */
const LOCK_TIMEOUT_MS = 1_000;

function verify(driver: SqliteDriver, path: string): Promise<Result<void, StoreError>> {
  return withConnection(new SqliteConnection(driver, path, { readonly: true, timeoutMs: 0 }), (copied) => {
    if (!isOurs(copied)) return err(storeIncompatible('the file is not a backup of a store'));
    const found = copied.pragma('integrity_check');
    return found === 'ok' ? checkFile(copied) : err(storeCorrupt(found));
  });
}

/** Ok when nobody has the store open, and its write-ahead log was taken into the file. Damaged data is in nobody's way. */
async function vacate(driver: SqliteDriver, path: string): Promise<Result<void, StoreError>> {
  if (!(await exists(path))) return ok(undefined);
  try {
    return await withConnection(new SqliteConnection(driver, path, { readonly: false, timeoutMs: 0 }), (store) => {
      store.pragma('locking_mode = EXCLUSIVE');
      store.run('BEGIN EXCLUSIVE');
      const replaceable = isOurs(store) || store.get('SELECT 1 FROM sqlite_schema LIMIT 1', []) === undefined;
      store.run('COMMIT');
      if (!replaceable) return err(storeIncompatible('the file belongs to another program'));
      store.pragma('wal_checkpoint(TRUNCATE)');
      return ok(undefined);
    });
  } catch (thrown) {
    if (toStoreError(thrown).type !== 'store/corrupt') throw thrown;
    return ok(undefined);
  }
}

/** A log that is left beside the replaced file must not be taken for the new file's own. */
async function replace(temporary: string, path: string): Promise<void> {
  const left = await moveAside([`${path}-wal`, `${path}-shm`]);
  try {
    await publish(temporary, path);
  } catch (thrown) {
    for (const { from, to } of left) await rename(to, from);
    throw thrown;
  }
  await removeFiles(...left.map(({ to }) => to));
}

async function moveAside(paths: readonly string[]): Promise<readonly { readonly from: string; readonly to: string }[]> {
  const moved: { from: string; to: string }[] = [];
  for (const from of paths) {
    if (!(await exists(from))) continue;
    const to = `${from}.replaced`;
    await rename(from, to);
    moved.push({ from, to });
  }
  return moved;
}

function isOurs(connection: SqliteConnection): boolean {
  return connection.pragma('application_id') === APPLICATION_ID;
}

async function withConnection<T>(
  connection: SqliteConnection,
  use: (connection: SqliteConnection) => Promise<T> | T,
): Promise<T> {
  try {
    return await use(connection);
  } finally {
    connection.close();
  }
}
