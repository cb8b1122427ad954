import { mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CarrelException, eachOf } from '@carrel/core/kernel';
import { storageFailed } from '@carrel/core/storage';
import { syncDirectory } from './durable-directories.js';
import type { LocalLayout } from './local-layout.js';
import type { ResolvedLocalOptions } from './local-options.js';
import { isMissing } from './to-storage-error.js';

/** Makes the directories, finds out that one can write and read there, and removes what dead processes left. */
export async function prepareDirectory(layout: LocalLayout, options: ResolvedLocalOptions): Promise<void> {
  await makeDurable(layout.temporary);
  await probe(layout);
  await sweep(layout, options);
}

async function makeDurable(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made));
}

async function probe(layout: LocalLayout): Promise<void> {
  const path = layout.newTemporary();
  const handle = await open(path, 'wx+', 0o600);
  try {
    await handle.write(PROBE, 0);
    await handle.sync();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PROBE.length), 0, PROBE.length, 0);
    const isSame = buffer.subarray(0, bytesRead).toString() === PROBE;
    if (!isSame) throw new CarrelException(storageFailed('what was written was not what was read'));
  } finally {
    await handle.close();
    await unlink(path).catch(() => undefined);
  }
}

const PROBE = 'Carrel writes and reads here.';

async function sweep(layout: LocalLayout, options: ResolvedLocalOptions): Promise<void> {
  const staleBefore = options.clock.now() - options.staleAfterMs;
  await eachOf(await readdir(layout.temporary), options.maxOpenFiles, async (name) => {
    const path = join(layout.temporary, name);
    try {
      const { mtimeMs } = await stat(path);
      if (mtimeMs < staleBefore) await unlink(path);
    } catch (thrown) {
      // Another process finished it, or swept it as well.
      if (!isMissing(thrown)) throw thrown;
    }
  });
}
