import { createHash } from 'node:crypto';
import { invalidInput, type InvalidInput } from './error.js';
import { err, ok, type Result } from './result.js';

const MAX_KEY_LENGTH = 512;

/** A caller's own name for a request that may be repeated, where there is one; `request/invalid` for what is no name. */
export function checkIdempotencyKey(key: string | undefined): Result<undefined, InvalidInput> {
  if (key === undefined) return ok(undefined);
  if (typeof key === 'string' && key.length >= 1 && key.length <= MAX_KEY_LENGTH) return ok(undefined);
  return err(invalidInput([{ path: 'idempotencyKey', message: `expected 1 to ${MAX_KEY_LENGTH} characters` }]));
}

/** The same for requests that are the same as JSON, whatever the order of their fields. */
export function requestFingerprint(asked: unknown): string {
  return createHash('sha256').update(JSON.stringify(asked, inOrder)).digest('base64url');
}

function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
