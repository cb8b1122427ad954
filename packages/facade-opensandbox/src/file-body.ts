import { toTimestamp } from '@carrel/core/kernel';
import type { FileEntry } from '@carrel/core/runtime';
import { z } from 'zod';
import { outsidePath } from './sandbox-path.js';

/** Permission bits in the digits that people write, such as 755. */
const mode = z.int().refine((digits) => /^[0-7]{1,4}$/.test(String(digits)), 'expected octal digits such as 644');

export const permission = z.object({
  mode: mode.optional(),
  owner: z.string().optional(),
  group: z.string().optional(),
});
export const uploadMetadata = permission.extend({ path: z.string().min(1) });
export const permissionsBody = z.record(z.string(), permission);
export const movesBody = z.array(z.object({ src: z.string(), dest: z.string() }));
export const replacementsBody = z.record(z.string(), z.object({ old: z.string().min(1), new: z.string() }));

/** The bits that such digits mean. */
export function modeBits(digits: number): number {
  return Number.parseInt(String(digits), 8);
}

const TYPES: Readonly<Record<string, string>> = { file: 'file', directory: 'directory', symlink: 'symlink' };

/** An entry as clients see it. Carrel knows neither when it was made nor whose it is: the user of a workspace is one. */
export function toFileBody(entry: FileEntry, root: string): object {
  const changed = toTimestamp(entry.modifiedAt);
  return {
    path: outsidePath(entry.path, root),
    type: TYPES[entry.type] ?? 'other',
    size: entry.size,
    modified_at: changed,
    created_at: changed,
    owner: '',
    group: '',
    mode: Number(entry.mode.toString(8)),
  };
}
