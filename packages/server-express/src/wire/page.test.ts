import { createCursorCodec, type Page } from '@carrel/core/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf } from './page.js';

const cursors = createCursorCodec(Buffer.alloc(32, 1));
const list = { scope: ['letters', 'a/b', true], keyOf: (item: string) => item, cursors } as const;
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
            list,
          )._unsafeUnwrap();
          seen.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(seen).toEqual(items);
      }),
    );
  });

  it('goes on behind the last item wherever it stands by then', () => {
    const { nextCursor } = pageOf(all, { limit: 2 }, list)._unsafeUnwrap();
    const later = ['0', ...all];
    expect(pageOf(later, { limit: 2, cursor: nextCursor ?? '' }, list)._unsafeUnwrap().items).toEqual(['c', 'd']);
  });

  it('makes a cursor that fits a query however long the keys are', () => {
    const long = ['a', 'b', 'c'].map((letter) => letter.repeat(4_096));
    const { nextCursor } = pageOf(long, { limit: 1 }, list)._unsafeUnwrap();
    expect(nextCursor?.length).toBeLessThan(200);
    const later = ['0', ...long];
    expect(pageOf(later, { cursor: nextCursor ?? '' }, list)._unsafeUnwrap().items).toEqual(long.slice(1));
  });

  it('goes on at the place of the last item when it is gone', () => {
    const { nextCursor } = pageOf(all, { limit: 2 }, list)._unsafeUnwrap();
    const later = all.filter((item) => item !== 'b');
    expect(pageOf(later, { limit: 9, cursor: nextCursor ?? '' }, list)._unsafeUnwrap().items).toEqual(['c', 'd', 'e']);
  });

  const scope = JSON.stringify(list.scope);
  const unsigned = Buffer.from('[1,"b"]').toString('base64url');
  const foreign = createCursorCodec(Buffer.alloc(32, 2)).encode(scope, [1, 'b']);

  it.each(['', 'nonsense', unsigned, foreign])('refuses the cursor %j', (cursor) => {
    expect(pageOf(all, { cursor }, list)._unsafeUnwrapErr()).toMatchObject({
      type: 'request/invalid',
      issues: [{ path: 'cursor' }],
    });
  });

  it.each([[['letters', 'a/b', false]], [['letters', 'a', true]], [['numbers', 'a/b', true]], [['letters']]] as const)(
    'refuses a cursor of the list %j',
    (other) => {
      const cursor = pageOf(all, { limit: 2 }, { ...list, scope: [...other] })._unsafeUnwrap().nextCursor ?? '';
      expect(pageOf(all, { cursor }, list)._unsafeUnwrapErr().issues[0]?.path).toBe('cursor');
    },
  );

  it.each([0, 201])('refuses a limit of %i', (limit) => {
    expect(pageOf(all, { limit }, list)._unsafeUnwrapErr().issues[0]?.path).toBe('limit');
  });
});
