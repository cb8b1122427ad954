import { err, invalidInput, ok, pageLimit, type InvalidInput, type Page, type PageRequest, type Result } from '@carrel/core/kernel';
import { z } from 'zod';

/** A page of `item` as lists answer it. */
export function pageBody(item: z.ZodType): z.ZodType {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

/**
 * The part of a whole list that `request` asks for. `all` is in the order of `keyOf`, whose values are unique; the cursor is the
 * key of the last item given.
 */
export function pageOf<T>(
  all: readonly T[],
  request: PageRequest,
  { keyOf, descending = false }: { readonly keyOf: (item: T) => string; readonly descending?: boolean },
): Result<Page<T>, InvalidInput> {
  const after = request.cursor === undefined ? ok(null) : decodeCursor(request.cursor);
  return after.andThen((last) =>
    pageLimit(request).map((limit) => {
      const follows = (item: T) => (descending ? keyOf(item) < (last ?? '') : keyOf(item) > (last ?? ''));
      const start = last === null ? 0 : all.findIndex(follows);
      const items = start === -1 ? [] : all.slice(start, start + limit);
      const end = items.at(-1);
      const more = start !== -1 && start + limit < all.length;
      return { items, nextCursor: more && end !== undefined ? encodeCursor(keyOf(end)) : null };
    }),
  );
}

function encodeCursor(key: string): string {
  return Buffer.from(JSON.stringify([key])).toString('base64url');
}

function decodeCursor(cursor: string): Result<string, InvalidInput> {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(position) && position.length === 1 && typeof position[0] === 'string') return ok(position[0]);
  } catch {
    // Not JSON: the same answer as for JSON of another shape.
  }
  return err(invalidInput([{ path: 'cursor', message: 'expected the nextCursor of a page of this same list' }]));
}
