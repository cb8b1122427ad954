import { err, ok, type Result } from '@carrel/core/kernel';
import { storeIncompatible, type StoreIncompatible } from '@carrel/core/store';
import type { SqliteConnection } from './sqlite-connection.js';

/** Marks a file as ours: "CRRL". @see https://www.sqlite.org/pragma.html#pragma_application_id */
export const APPLICATION_ID = 0x4352524c;

/**
 * The steps that bring a file from version n to n + 1, where the version is its `user_version`. A step is never changed once it
 * was released; a new one is appended.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE carrel_collections (name TEXT PRIMARY KEY, definition TEXT NOT NULL) STRICT, WITHOUT ROWID;
   PRAGMA application_id = ${APPLICATION_ID};`,
];

/** Ok when the file is empty, or ours and of this release or an older one. */
export function checkFile(connection: SqliteConnection): Result<void, StoreIncompatible> {
  if (isEmpty(connection)) return ok(undefined);
  if (connection.pragma('application_id') !== APPLICATION_ID) {
    return err(storeIncompatible('the file belongs to another program'));
  }
  const version = fileVersion(connection);
  if (version > MIGRATIONS.length) return err(storeIncompatible(`the file is of schema version ${version}`));
  return ok(undefined);
}

/** Runs the steps that the file has not seen. Call it inside a transaction, after `checkFile`. */
export function migrate(connection: SqliteConnection): void {
  for (let version = fileVersion(connection); version < MIGRATIONS.length; version += 1) {
    connection.exec(MIGRATIONS[version] ?? '');
    connection.pragma(`user_version = ${version + 1}`);
  }
}

function fileVersion(connection: SqliteConnection): number {
  return Number(connection.pragma('user_version'));
}

function isEmpty(connection: SqliteConnection): boolean {
  const marked = connection.pragma('application_id') !== 0 || fileVersion(connection) !== 0;
  return !marked && connection.get('SELECT 1 FROM sqlite_schema LIMIT 1', []) === undefined;
}
