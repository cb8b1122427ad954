import { join, resolve } from 'node:path';
import { databaseStorage, type StorageProvider } from '@carrel/core/storage';
import type { RecordStore } from '@carrel/core/store';
import { localStorage } from '@carrel/storage-local';
import { s3Storage } from '@carrel/storage-s3';
import type { ServerSettings } from './server-settings.js';

/** The storages that sessions may name, by their kinds in the settings. */
export function chooseStorages(
  { dataDir, storages }: Pick<ServerSettings, 'dataDir' | 'storages'>,
  store: RecordStore,
): readonly StorageProvider[] {
  const { kinds, localDirectory, s3 } = storages;
  const choices: Readonly<Record<(typeof kinds)[number], () => StorageProvider>> = {
    database: () => databaseStorage({ store }),
    local: () => localStorage({ directory: localDirectory === '' ? join(dataDir, 'files') : resolve(localDirectory) }),
    object: () => s3Storage(s3),
  };
  return [...new Set(kinds)].map((kind) => choices[kind]());
}
