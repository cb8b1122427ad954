import { z } from 'zod';
import { invalidInput, err, ok, parseInput, type InvalidInput, type Result } from '../kernel/index.js';
import type { SyncDocument } from './document-calls.js';
import type { ResolvedDocumentOptions } from './document-options.js';

const CLIENT_ID = /^[A-Za-z0-9._~-]{1,64}$/;
const MAX_TEXT = 200;

const labelSchema = z.string().min(1).max(MAX_TEXT).optional();

/** What a version is called; `request/invalid` for a label that is none. */
export function checkLabel(label: string | undefined): Result<string | undefined, InvalidInput> {
  return parseInput(z.object({ label: labelSchema }), { label }).map((valid) => valid.label);
}

/** `request/invalid` with what is wrong. Updates are checked elsewhere. */
export function checkSync(
  { clientId, since, updates = [], device }: SyncDocument,
  { maxSyncUpdates }: Pick<ResolvedDocumentOptions, 'maxSyncUpdates'>,
): Result<void, InvalidInput> {
  const schema = z.object({
    clientId: z.string().regex(CLIENT_ID),
    since: z.number().int().min(0),
    device: z.string().min(1).max(MAX_TEXT).optional(),
  });
  const valid = parseInput(schema, { clientId, since, ...(device === undefined ? {} : { device }) });
  if (valid.isErr()) return err(valid.error);
  const isList = Array.isArray(updates) && updates.length <= maxSyncUpdates;
  if (isList && updates.every((update) => update instanceof Uint8Array)) return ok(undefined);
  return err(invalidInput([{ path: 'updates', message: `expected at most ${maxSyncUpdates} updates, as bytes` }]));
}
