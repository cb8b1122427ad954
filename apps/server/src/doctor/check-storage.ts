import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sqliteStore } from '@carrel/store-sqlite';
import { broken, found, lacking, type Finding } from './finding.js';

const GIB = 1024 ** 3;

/** Whether files can be made in the data directory, and whether there is room for some. */
export async function checkDataDir(dataDir: string): Promise<Finding> {
  try {
    await inScratch(dataDir, (scratch) => writeFile(join(scratch, 'probe'), 'probe'));
    const { bavail, bsize } = await statfs(dataDir);
    const free = (bavail * bsize) / GIB;
    const detail = `${dataDir}, ${free.toFixed(1)} GiB free`;
    return free >= 1 ? found('data directory', detail) : lacking('data directory', detail, 'Make room on this disk.');
  } catch (cause) {
    return broken(
      'data directory',
      `${dataDir}: ${reasonOf(cause)}`,
      'Choose one that can be written: --data-dir DIR.',
    );
  }
}

/** Whether SQLite, which is a native module, loads and works where the data is kept. */
export async function checkSqlite(dataDir: string): Promise<Finding> {
  const advice =
    'Run npm rebuild better-sqlite3; it needs a C++ compiler and Python where no build of it is published.';
  try {
    return await inScratch(dataDir, async (scratch) => {
      const store = sqliteStore({ path: join(scratch, 'probe.db') });
      const opened = await store.open([]);
      const health = opened.isOk() ? await store.health() : opened;
      await store.dispose();
      return health.isOk() ? found('SQLite', 'works') : broken('SQLite', health.error.message, advice);
    });
  } catch (cause) {
    return broken('SQLite', `cannot be tried in ${dataDir}: ${reasonOf(cause)}`, 'Choose another --data-dir.');
  }
}

async function inScratch<T>(dataDir: string, work: (scratch: string) => Promise<T>): Promise<T> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const scratch = await mkdtemp(join(dataDir, '.doctor-'));
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed';
}
