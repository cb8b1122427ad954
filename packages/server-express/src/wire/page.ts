import { createHash } from 'node:crypto';
import {
  ok,
  pageLimit,
  type CursorCodec,
  type InvalidInput,
  type Page,
  type PageRequest,
  type Result,
} from '@carrel/core/kernel';
import { z } from 'zod';

/** A page of `item` as lists answer it. */
export function pageBody(item: z.ZodType): z.ZodType {
  return z.strictObject(pageShape(item));
}

/** The members of a page, for a list that tells more. */
export function pageShape<T extends z.ZodType>(item: T) {
  return { items: z.array(item), nextCursor: z.string().nullable() };
}

/** A whole list that is cut into pages here. */
export interface PagedList<T> {
  /** Names the list in its cursors: which it is, and everything that was asked of it. A cursor fits no other list. */
  readonly scope: readonly [name: string, ...parameters: (string | boolean)[]];
  /** What tells an item from every other one of the list. */
  readonly keyOf: (item: T) => string;
  readonly cursors: CursorCodec;
}

/**
 * The part of a whole list that `request` asks for. A page goes on behind the last item of the one before, wherever that stands
 * by then; when it is gone, at its place. `request/invalid` for a cursor that is not of this list.
 */
export function pageOf<T>(all: readonly T[], request: PageRequest, list: PagedList<T>): Result<Page<T>, InvalidInput> {
  const { keyOf, cursors } = list;
  const scope = JSON.stringify(list.scope);
  const start = request.cursor === undefined ? ok(0) : startOf(all, request.cursor, { keyOf, cursors, scope });
  return start.andThen((from) =>
    pageLimit(request).map((limit) => {
      const items = all.slice(from, from + limit);
      const last = items.at(-1);
      const more = from + limit < all.length && last !== undefined;
      return { items, nextCursor: more ? cursors.encode(scope, [from + limit - 1, markOf(keyOf(last))]) : null };
    }),
  );
}

/** Where a page ended: the place of its last item, and what marks it. */
const positionSchema = z.tuple([z.int().min(0), z.string()]);

function startOf<T>(
  all: readonly T[],
  cursor: string,
  { keyOf, cursors, scope }: Omit<PagedList<T>, 'scope'> & { readonly scope: string },
): Result<number, InvalidInput> {
  return cursors.decode(scope, cursor).map((position) => {
    const [index, mark] = positionSchema.parse(position);
    const place = all.findIndex((item) => markOf(keyOf(item)) === mark);
    return place === -1 ? index : place + 1;
  });
}

/** The longest key that a cursor holds as it is. */
const MAX_KEY_LENGTH = 200;

/** The key, or the digest of a long one, such as a deep path: a cursor has to fit in a query. */
function markOf(key: string): string {
  return key.length <= MAX_KEY_LENGTH ? key : createHash('sha256').update(key).digest('base64url');
}
