import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalidInput, type InvalidInput } from './error.js';
import { err, ok, type Result } from './result.js';

/** Which part of a list is wanted. */
export interface PageRequest {
  /** 1 to 200. @default 50 */
  readonly limit?: number;
  /** The `nextCursor` of the page before; absent for the first. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Asks for the page after this one; `null` on the last. */
  readonly nextCursor: string | null;
}

export const DEFAULT_PAGE_LIMIT = 50;
export const MAX_PAGE_LIMIT = 200;

/** The limit a request asks for, or the default; `request/invalid` outside 1 to 200. */
export function pageLimit(request: PageRequest): Result<number, InvalidInput> {
  const limit = request.limit ?? DEFAULT_PAGE_LIMIT;
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE_LIMIT) return ok(limit);
  return err(invalidInput([{ path: 'limit', message: `expected a whole number from 1 to ${MAX_PAGE_LIMIT}` }]));
}

/**
 * Turns positions in a list into opaque cursors and back.
 *
 * A cursor is signed together with its `scope` (the list, its tenant and its filters), so one that was altered, or taken
 * from another list or tenant, is refused as `request/invalid` and never read.
 */
export interface CursorCodec {
  encode(scope: string, position: readonly (string | number)[]): string;
  decode(scope: string, cursor: string): Result<readonly (string | number)[], InvalidInput>;
}

const SIGNATURE_BYTES = 16;

/** @param key at least 32 secret bytes, the same in every replica. */
export function createCursorCodec(key: Uint8Array): CursorCodec {
  const sign = (scope: string, body: Buffer) =>
    createHmac('sha256', key).update(scope).update('\0').update(body).digest().subarray(0, SIGNATURE_BYTES);
  return {
    encode(scope, position) {
      const body = Buffer.from(JSON.stringify(position));
      return Buffer.concat([sign(scope, body), body]).toString('base64url');
    },
    decode(scope, cursor) {
      if (typeof cursor !== 'string') return err(foreignCursor());
      const bytes = Buffer.from(cursor, 'base64url');
      const body = bytes.subarray(SIGNATURE_BYTES);
      const signature = bytes.subarray(0, SIGNATURE_BYTES);
      // Decoding passes over what is not base64url, which would give one cursor many spellings.
      const isWhole = signature.length === SIGNATURE_BYTES && bytes.toString('base64url') === cursor;
      const genuine = isWhole && timingSafeEqual(signature, sign(scope, body));
      if (!genuine) return err(foreignCursor());
      return ok(JSON.parse(body.toString()) as (string | number)[]);
    },
  };
}

function foreignCursor(): InvalidInput {
  return invalidInput([{ path: 'cursor', message: 'expected the nextCursor of a page of this same list' }]);
}
