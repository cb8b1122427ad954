import { toTimestamp } from '@carrel/core/kernel';
import type { FileEntry } from '@carrel/core/runtime';
import { z } from 'zod';

/** An entry of a directory as answers show it; `mode` holds the permission bits as a number, 420 for `rw-r--r--`. */
export const entryBody = z.strictObject({
  path: z.string(),
  type: z.enum(['file', 'directory', 'symlink']),
  size: z.int(),
  modifiedAt: z.iso.datetime(),
  mode: z.int(),
});

export const moveBody = z.strictObject({ from: z.string(), to: z.string() });
export const directoryBody = z.strictObject({ path: z.string() });

export function toEntryBody({ path, type, size, modifiedAt, mode }: FileEntry): object {
  return { path, type, size, modifiedAt: toTimestamp(modifiedAt), mode };
}
