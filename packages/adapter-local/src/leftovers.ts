import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuntimeHandle } from '@carrel/core/runtime';
import { pathsOf, readBox } from './box.js';
import { codeOf } from './to-runtime-error.js';

/** A directory of an installation that is no box: its making or its removal was interrupted. */
export type Leftover = Pick<RuntimeHandle, 'installationId' | 'boxId'>;

/** Those that nothing happened to for as long as `olderThanMs`. */
export async function listLeftovers(
  baseDir: string,
  { installationId, olderThanMs }: { readonly installationId: string; readonly olderThanMs: number },
): Promise<readonly Leftover[]> {
  const names = await orNothing(readdir(join(baseDir, installationId)));
  const before = Date.now() - olderThanMs;
  const found = await Promise.all(
    (names ?? []).map(async (boxId): Promise<readonly Leftover[]> => {
      const box = { installationId, boxId };
      const facts = await orNothing(stat(pathsOf(baseDir, box).directory));
      if (facts === null || facts.mtimeMs > before) return [];
      return (await readBox(baseDir, box)) === null ? [box] : [];
    }),
  );
  return found.flat();
}

/** `null` when there is no such file. */
async function orNothing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
