import { createIdSource, systemClock, unwrap } from '@carrel/core/kernel';
import { installations, loadInstallation } from '@carrel/core/store';
import { sqliteStore } from '@carrel/store-sqlite';
import { databasePath } from '../../src/data-dir.js';
import type { DataDir } from '../server-process.js';

/** What the boxes of the server with this data are labelled with. */
export async function installationOf({ path }: DataDir): Promise<string> {
  const store = sqliteStore({ path: databasePath(path) });
  await unwrap(store.open([installations]));
  const { id } = await unwrap(loadInstallation(store, { clock: systemClock, ids: createIdSource(systemClock) }));
  await store.dispose();
  return id;
}
