import { err, ok, type Result, type ResultAsync } from '@carrel/core/kernel';
import {
  indexEntry,
  storeCorrupt,
  writeArchive,
  type Archive,
  type ArchiveEntry,
  type BackupReport,
  type CollectionSchema,
  type ScanPosition,
  type StoreError,
} from '@carrel/core/store';
import { applyCollections } from './sqlite-collections.js';
import { SqliteConnection } from './sqlite-connection.js';
import type { SqliteDriver } from './sqlite-driver.js';
import { migrate } from './sqlite-schema.js';
import { SqliteTable, type SqliteRow } from './sqlite-table.js';
import { isVendorError, toStoreError } from './to-store-error.js';

/** Writes the store in the file `from`, as it is at one moment, to the archive `to`. */
export function exportArchive(driver: SqliteDriver, from: string, to: string): ResultAsync<BackupReport, StoreError> {
  return writeArchive(to, archived(driver, from)).map(() => ({ spread: null }));
}

/** Makes the new database file `to` of what the archive holds. */
export async function importArchive(
  driver: SqliteDriver,
  archive: Archive,
  to: string,
): Promise<Result<void, StoreError>> {
  const connection = new SqliteConnection(driver, to, { readonly: false, timeoutMs: 0 });
  try {
    connection.run('BEGIN IMMEDIATE');
    migrate(connection);
    const filled = await fill(connection, archive);
    if (filled.isOk()) connection.run('COMMIT');
    return filled;
  } finally {
    connection.close();
  }
}

/** How many records are read at once. */
const PAGE = 500;

/** A snapshot that is held open gives one state, however much is written meanwhile. */
async function* archived(driver: SqliteDriver, path: string): AsyncIterable<Result<ArchiveEntry, StoreError>> {
  let connection: SqliteConnection | null = null;
  try {
    connection = new SqliteConnection(driver, path, { readonly: true, timeoutMs: LOCK_TIMEOUT_MS });
    connection.run('BEGIN');
    const sql = 'SELECT name, definition FROM carrel_collections ORDER BY name';
    for (const [name, definition] of connection.all<[string, string]>(sql, [])) {
      const { key, indexes, unique } = JSON.parse(definition) as Omit<CollectionSchema, 'name'>;
      yield* collection(connection, { name, key, indexes, unique });
    }
  } catch (thrown) {
    if (!isVendorError(thrown)) throw thrown;
    yield err(toStoreError(thrown));
  } finally {
    connection?.close();
  }
}

/** How long a process may be waited for that holds the whole file, in milliseconds. */
const LOCK_TIMEOUT_MS = 1_000;

function* collection(
  connection: SqliteConnection,
  schema: CollectionSchema,
): Iterable<Result<ArchiveEntry, StoreError>> {
  yield ok({ type: 'collection', schema });
  const table = new SqliteTable(schema);
  let after: ScanPosition | null = null;
  do {
    const { sql, parameters } = table.scan({ limit: PAGE, ...(after === null ? {} : { after }) });
    const rows = connection.all<SqliteRow>(sql, parameters);
    const page = rows.slice(0, PAGE);
    for (const [version, json, bytes] of page) yield ok({ type: 'record', record: { version, json, bytes } });
    const last = rows.length > PAGE ? page.at(-1) : undefined;
    after = last === undefined ? null : indexEntry(JSON.parse(last[1]) as object, schema.key);
  } while (after !== null);
}

async function fill(connection: SqliteConnection, archive: Archive): Promise<Result<void, StoreError>> {
  let table: SqliteTable | null = null;
  for await (const entry of archive.entries()) {
    if (entry.isErr()) return err(entry.error);
    if (entry.value.type === 'collection') {
      table = new SqliteTable(entry.value.schema);
      const applied = applyCollections(connection, [table.schema]);
      if (applied.isErr()) return err(applied.error);
      continue;
    }
    if (table === null) return err(storeCorrupt('a record without a collection'));
    const { json, bytes, version } = entry.value.record;
    const values = table.columnValues(JSON.parse(json) as object);
    connection.run(table.restoreRecord, [...values, json, bytes, version]);
  }
  return ok(undefined);
}
