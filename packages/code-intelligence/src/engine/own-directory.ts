import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createIdSource, systemClock } from '@carrel/core/kernel';
import { isGoneProcess, processHolder } from '@carrel/core/leases';

const PREFIX = 'carrel-code-';
/** Says whose a directory is. */
const OWNER = 'owner';

/** A directory of this process below `parent`. Those of processes that ended without removing theirs are removed. */
export async function ownDirectory(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  await removeLeft(parent);
  const directory = await realpath(await mkdtemp(join(parent, PREFIX)));
  await writeFile(join(directory, OWNER), processHolder(createIdSource(systemClock)), { mode: 0o600 });
  return directory;
}

async function removeLeft(parent: string): Promise<void> {
  for (const entry of await readdir(parent, { withFileTypes: true })) {
    if (!entry.isDirectory() || !entry.name.startsWith(PREFIX)) continue;
    const directory = join(parent, entry.name);
    const owner = await readFile(join(directory, OWNER), 'utf8').catch(() => null);
    if (owner === null || !isGoneProcess(owner)) continue;
    await rm(directory, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}
