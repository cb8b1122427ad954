import type { Backup } from '@carrel/core/storage';
import { z } from 'zod';

export const createBackupBody = z.strictObject({ label: z.string().min(1).max(200).exactOptional() });

/** `into` names another session of the caller that gets the files instead. */
export const restoreBody = z.strictObject({ backupId: z.string(), into: z.string().exactOptional() });

export const backupBody = z.strictObject({
  id: z.string(),
  sessionId: z.string(),
  label: z.string().exactOptional(),
  bytes: z.int().min(0),
  files: z.int().min(0),
  /** How many files are older than the rest, or missing, because they kept changing or may not be read. */
  skipped: z.int().min(0),
  createdAt: z.iso.datetime(),
});

export function toBackupBody(backup: Backup): z.output<typeof backupBody> {
  const { id, sessionId, label, bytes, files, skipped, createdAt } = backup;
  return { id, sessionId, bytes, files, skipped, createdAt, ...(label === undefined ? {} : { label }) };
}

export const restoredBody = z.strictObject({ sessionId: z.string(), bytes: z.int().min(0), files: z.int().min(0) });
