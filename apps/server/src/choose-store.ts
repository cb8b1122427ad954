import type { RecordStore } from '@carrel/core/store';
import { fdbStore } from '@carrel/store-fdb';
import { sqliteStore } from '@carrel/store-sqlite';
import { databasePath } from './data-dir.js';
import type { ServerSettings } from './server-settings.js';

export interface ChosenStore {
  readonly store: RecordStore;
  /** What it is and where, for a person. */
  readonly where: string;
  /** The file that it keeps its data in; `null` when that is elsewhere. */
  readonly file: string | null;
}

/** The store by its kind in the settings. */
export function chooseStore({ dataDir, store }: Pick<ServerSettings, 'dataDir' | 'store'>): ChosenStore {
  if (store.kind === 'foundationdb') {
    const { clusterFile = 'the default cluster file', prefix = '' } = store.foundationdb;
    return { store: fdbStore(store.foundationdb), where: `FoundationDB, "${prefix}" in ${clusterFile}`, file: null };
  }
  const path = databasePath(dataDir);
  return { store: sqliteStore({ ...store.sqlite, path }), where: `SQLite, ${path}`, file: path };
}
