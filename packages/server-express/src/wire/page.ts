import {
  err,
  invalidInput,
  ok,
  pageLimit,
  type InvalidInput,
  type Page,
  type PageRequest,
  type Result,
} from '@carrel/core/kernel';
import { z } from 'zod';

/** A page of `item` as lists answer it. */
export function pageBody(item: z.ZodType): z.ZodType {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** Where a page ended: the place of its last item, and its key, which is unique. */
type Position = readonly [index: number, key: string];

/**
 * The part of a whole list that `request` asks for. A page goes on behind the last item of the one before, wherever that stands
 * by then; when it is gone, at its place.
 */
export function pageOf<T>(
  all: readonly T[],
  request: PageRequest,
  keyOf: (item: T) => string,
): Result<Page<T>, InvalidInput> {
  return startOf(all, request.cursor, keyOf).andThen((start) =>
    pageLimit(request).map((limit) => {
      const items = all.slice(start, start + limit);
      const last = items.at(-1);
      const more = start + limit < all.length && last !== undefined;
      return { items, nextCursor: more ? encodeCursor([start + limit - 1, keyOf(last)]) : null };
    }),
  );
}

function startOf<T>(
  all: readonly T[],
  cursor: string | undefined,
  keyOf: (item: T) => string,
): Result<number, InvalidInput> {
  if (cursor === undefined) return ok(0);
  return decodeCursor(cursor).map(([index, key]) => {
    const place = all.findIndex((item) => keyOf(item) === key);
    return place === -1 ? index : place + 1;
  });
}

function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

const positionSchema = z.tuple([z.int().min(0), z.string()]);

function decodeCursor(cursor: string): Result<Position, InvalidInput> {
  try {
    const position = positionSchema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (position.success) return ok(position.data);
  } catch {
    // Not JSON: the same answer as for JSON of another shape.
  }
  return err(invalidInput([{ path: 'cursor', message: 'expected the nextCursor of a page of this same list' }]));
}
