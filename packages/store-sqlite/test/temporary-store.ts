import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CollectionSchema, RecordStore } from '@carrel/core/store';
import { onTestFinished } from 'vitest';
import { sqliteStore, type SqliteStoreOptions } from '../src/index.js';

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'carrel-sqlite-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

/** The path of a database in a directory that is gone after the test. */
export function temporaryPath(): string {
  return join(temporaryDirectory(), 'carrel.db');
}

/** An open store, disposed after the test. */
export async function openStore(
  collections: readonly CollectionSchema[],
  options: SqliteStoreOptions = { path: temporaryPath() },
): Promise<RecordStore> {
  const store = sqliteStore(options);
  onTestFinished(() => store.dispose());
  (await store.open(collections))._unsafeUnwrap();
  return store;
}
