import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '@carrel/core/config';
import { sqliteStore } from '@carrel/store-sqlite';
import { chooseStorages } from '../src/choose-storages.js';
import { toServerSettings } from '../src/to-server-settings.js';
import { DataDir } from './server-process.js';

const S3 = { CARREL_STORAGES__KINDS: 'object', CARREL_S3__BUCKET: 'files' };

describe('the storages', () => {
  it('are those that the configuration names, each once, and the store when it names none', () => {
    expect(namesWith({})).toEqual(['database']);
    expect(namesWith({ ...S3, CARREL_STORAGES__KINDS: 'object, local, database, local' })).toEqual([
      'object',
      'local',
      'database',
    ]);
  });

  it('keep their files in the data directory, or in the one that is named', async () => {
    for (const named of [null, 'elsewhere']) {
      await using dataDir = new DataDir();
      const directory = named === null ? join(dataDir.path, 'files') : join(dataDir.path, named);
      const env = named === null ? {} : { CARREL_STORAGES__LOCAL_DIRECTORY: directory };
      const [storage] = chosen({ ...env, CARREL_STORAGES__KINDS: 'local', CARREL_DATA_DIR: dataDir.path });
      expect((await storage?.open())?.isOk()).toBe(true);
      expect(existsSync(join(directory, '.temporary'))).toBe(true);
      await storage?.dispose();
    }
  });

  it('need a bucket, and whole credentials', () => {
    const broken = (env: Readonly<Record<string, string>>) => loadConfig({ env })._unsafeUnwrapErr().message;
    expect(broken({ CARREL_STORAGES__KINDS: 'object' })).toContain('s3.bucket');
    expect(broken({ ...S3, CARREL_S3__ACCESS_KEY_ID: 'key' })).toContain('s3.secretAccessKey');
    expect(broken({ ...S3, CARREL_S3__ENDPOINT: 'objects.example.com' })).toContain('s3.endpoint');
  });
});

const namesWith = (env: Readonly<Record<string, string>>) => chosen(env).map(({ name }) => name);

function chosen(env: Readonly<Record<string, string>>) {
  const settings = toServerSettings(loadConfig({ env })._unsafeUnwrap().config);
  return chooseStorages(settings, sqliteStore({ path: 'never-opened.db' }));
}
