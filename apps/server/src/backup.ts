import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CarrelError, ResultAsync } from '@carrel/core/kernel';
import { errAsync } from '@carrel/core/kernel';
import type { RecordStore } from '@carrel/core/store';
import { sqliteStore } from '@carrel/store-sqlite';
import { complain } from './complain.js';
import { databasePath } from './data-dir.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import type { ServerSettings } from './server-settings.js';

/** Writes a consistent copy of the database to `file`; a server may go on with it meanwhile. */
export function backup(settings: ServerSettings, file: string): Promise<ExitCode> {
  const path = databasePath(settings.dataDir);
  return withStore(settings, `Backed up ${path} to ${resolve(file)}`, (store) => {
    if (!existsSync(path)) return errAsync(nothingThere(`There is no database at ${path}; nothing was backed up.`));
    return store.open([]).andThen(() => store.backup(resolve(file)));
  });
}

/**
 * Replaces the database by the copy in `file`, once that is found whole, and keeps the one that was there beside it. No server
 * may run on it meanwhile.
 */
export function restore(settings: ServerSettings, file: string): Promise<ExitCode> {
  const path = databasePath(settings.dataDir);
  const kept = existsSync(path) ? `; what was there is kept as ${path}.before-restore` : '';
  return withStore(settings, `Restored ${path} from ${resolve(file)}${kept}`, (store) => {
    if (!existsSync(file)) return errAsync(nothingThere(`There is no file ${resolve(file)}; nothing was restored.`));
    return store.restore(resolve(file));
  });
}

async function withStore(
  settings: ServerSettings,
  done: string,
  work: (store: RecordStore) => ResultAsync<void, CarrelError>,
): Promise<ExitCode> {
  const store = sqliteStore({ ...settings.store, path: databasePath(settings.dataDir) });
  const result = await work(store);
  await store.dispose();
  if (result.isOk()) {
    process.stderr.write(`${done}\n`);
    return exitCodes.ok;
  }
  complain(result.error);
  return exitCodes.failed;
}

function nothingThere(message: string): CarrelError<'cli/no-such-file'> {
  return { type: 'cli/no-such-file', message, retryable: false };
}
