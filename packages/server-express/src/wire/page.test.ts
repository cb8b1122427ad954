import type { Page } from '@carrel/core/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf } from './page.js';

const keyOf = (item: string) => item;
const all = ['a', 'b', 'c', 'd', 'e'];

describe('pageOf', () => {
  it('gives every item once, in order, whatever the limit', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 40 }), fc.integer({ min: 1, max: 45 }), (items, limit) => {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page: Page<string> = pageOf(
            items,
            cursor === null ? { limit } : { limit, cursor },
            keyOf,
          )._unsafeUnwrap();
          seen.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(seen).toEqual(items);
      }),
    );
  });

  it('goes on behind the last item wherever it stands by then', () => {
    const { nextCursor } = pageOf(all, { limit: 2 }, keyOf)._unsafeUnwrap();
    const later = ['0', ...all];
    expect(pageOf(later, { limit: 2, cursor: nextCursor ?? '' }, keyOf)._unsafeUnwrap().items).toEqual(['c', 'd']);
  });

  it('goes on at the place of the last item when it is gone', () => {
    const { nextCursor } = pageOf(all, { limit: 2 }, keyOf)._unsafeUnwrap();
    const later = all.filter((item) => item !== 'b');
    expect(pageOf(later, { limit: 9, cursor: nextCursor ?? '' }, keyOf)._unsafeUnwrap().items).toEqual(['c', 'd', 'e']);
  });

  it.each(['', 'nonsense', Buffer.from('{}').toString('base64url'), Buffer.from('[-1,"a"]').toString('base64url')])(
    'refuses the cursor %j',
    (cursor) => {
      expect(pageOf(all, { cursor }, keyOf)._unsafeUnwrapErr()).toMatchObject({
        type: 'request/invalid',
        issues: [{ path: 'cursor' }],
      });
    },
  );

  it.each([0, 201])('refuses a limit of %i', (limit) => {
    expect(pageOf(all, { limit }, keyOf)._unsafeUnwrapErr().issues[0]?.path).toBe('limit');
  });
});
