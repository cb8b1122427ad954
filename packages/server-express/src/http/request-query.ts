import { parseInput, type InvalidInput, type Result } from '@carrel/core/kernel';
import { z } from 'zod';

/** A list of texts where a name came several times. */
type RawQuery = Readonly<Record<string, string | readonly string[]>>;

/** Reads the query of a target against `schema`; without a query, and with `whenEmpty`, nothing is read at all. */
export function parseQuery<Q>(
  schema: z.ZodType<Q>,
  target: string,
  whenEmpty: Result<Q, InvalidInput>,
): Result<Q, InvalidInput> {
  const mark = target.indexOf('?');
  if (mark === -1 || mark === target.length - 1) return whenEmpty;
  return parseInput(schema, rawQuery(target.slice(mark + 1)));
}

/** What the schema makes of no query at all: found once, used for every such request. */
export function emptyQuery<Q>(schema: z.ZodType<Q>): Result<Q, InvalidInput> {
  return parseInput(schema, {});
}

/** A query that says nothing. */
export const noQuery: z.ZodType<Readonly<Record<never, never>>> = z.object({});

/** A whole number from 0, in digits. */
export const count = z
  .string()
  .regex(/^\d{1,15}$/, 'expected a whole number')
  .transform(Number);

/** True when named alone or with `true` or `1`. */
export const flag = z
  .enum(['', 'true', '1', 'false', '0'], { error: 'expected true or false' })
  .transform((text) => text === '' || text === 'true' || text === '1');

/** `limit` and `cursor` of a list. */
export const pageQuery = {
  limit: count.exactOptional(),
  cursor: z.string().max(4_096).exactOptional(),
};

function rawQuery(text: string): RawQuery {
  const query: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(text)) {
    const earlier = query[name];
    if (earlier === undefined) query[name] = value;
    else if (typeof earlier === 'string') query[name] = [earlier, value];
    else earlier.push(value);
  }
  return query;
}
