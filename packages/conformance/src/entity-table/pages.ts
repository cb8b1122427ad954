import assert from 'node:assert/strict';
import { createCursorCodec } from '@carrel/core/kernel';
import { EntityTable, type ListQuery } from '@carrel/core/store';
import type { Cases } from '../cases.js';
import { expectErr } from '../expect-result.js';
import { books, listOf, type Book, type OpenTable } from './open-table.js';

/** Lists: whole however they are cut into pages, and with cursors that fit them alone. */
export function describePages(cases: Cases<OpenTable>): void {
  cases.group('lists', () => {
    describeContent(cases);
    describeCursors(cases);
  });
}

const byShelf: ListQuery<Book> = { scope: 'shelf', index: 'byShelf', prefix: ['ten_a', 'fiction'] };

function describeContent(cases: Cases<OpenTable>): void {
  const arrange = async (open: OpenTable) => {
    for (let number = 0; number < 20; number += 1) {
      const second = String((number * 7) % 20).padStart(2, '0');
      const shelf = number % 5 === 0 ? 'poetry' : 'fiction';
      await open.insert({ id: `b${number}`, shelf, createdAt: `2030-01-01T00:00:${second}.000Z` });
    }
    await open.insert({ tenantId: 'ten_b', id: 'foreign' });
  };

  cases.it('pages put together are the list, each entity once, in the order of the index', async (open) => {
    await arrange(open);
    const whole = await open.page(byShelf, { limit: 200 });
    assert.equal(whole.nextCursor, null);
    assert.equal(whole.items.length, 16);
    const times = whole.items.map(({ createdAt }) => createdAt);
    assert.deepEqual(times, [...times].sort());
    for (const limit of [1, 3, 15, 16]) assert.deepEqual(await pages(open, byShelf, limit), idsOf(whole.items));
    const reversed = idsOf(whole.items).reverse();
    assert.deepEqual(await pages(open, { ...byShelf, reverse: true }, 3), reversed);
  });

  cases.it('a list with a condition has full pages of what fits it', async (open) => {
    await arrange(open);
    const even = { ...byShelf, where: ({ id }: Book) => Number(id.slice(1)) % 2 === 0 };
    const first = await open.page(even, { limit: 3 });
    assert.equal(first.items.length, 3);
    const expected = idsOf((await open.page(byShelf, { limit: 200 })).items).filter(
      (id) => Number(id.slice(1)) % 2 === 0,
    );
    assert.deepEqual(await pages(open, even, 3), expected);
  });

  cases.it('what is deleted between two pages is left out, and nothing else', async (open) => {
    await arrange(open);
    const list = idsOf((await open.page(byShelf, { limit: 200 })).items);
    const first = await open.page(byShelf, { limit: 5 });
    for (const id of [list[4], list[7]]) {
      const entity = await open.get(id ?? '');
      assert.ok(entity !== null);
      await open.delete(entity);
    }
    const rest = await open.page(byShelf, { limit: 200, cursor: first.nextCursor ?? '' });
    assert.deepEqual(
      idsOf(rest.items),
      list.slice(5).filter((id) => id !== list[7]),
    );
  });

  cases.it('the limit is 50 when none is asked for', async (open) => {
    for (let number = 0; number < 51; number += 1) await open.insert({ id: `b${number}` });
    const page = await open.page(listOf('ten_a'), {});
    assert.equal(page.items.length, 50);
    assert.equal(typeof page.nextCursor, 'string');
  });

  cases.it('a limit out of its range is refused with request/invalid', async (open) => {
    for (const limit of [0, -1, 1.5, 201, Number.NaN]) {
      const refused = open.store.read((view) => open.table.page(view, listOf('ten_a'), { limit }));
      assert.equal((await expectErr(refused, 'request/invalid')).issues[0]?.path, 'limit');
    }
  });
}

function describeCursors(cases: Cases<OpenTable>): void {
  const arrange = async (open: OpenTable) => {
    for (const id of ['a', 'b', 'c']) await open.insert({ id });
    const { nextCursor } = await open.page(listOf('ten_a'), { limit: 1 });
    assert.ok(nextCursor !== null);
    return nextCursor;
  };
  const refused = async (open: OpenTable, query: ListQuery<Book>, cursor: string) => {
    const result = open.store.read((view) => open.table.page(view, query, { cursor }));
    assert.equal((await expectErr(result, 'request/invalid')).issues[0]?.path, 'cursor');
  };

  cases.it('a cursor of another list or another tenant is refused with request/invalid', async (open) => {
    const cursor = await arrange(open);
    await refused(open, { ...listOf('ten_a'), scope: 'other' }, cursor);
    await refused(open, listOf('ten_b'), cursor);
  });

  cases.it('a cursor that was altered, or is none, is refused with request/invalid', async (open) => {
    const cursor = await arrange(open);
    const altered = Buffer.from(cursor, 'base64url');
    altered[altered.length - 3] = (altered[altered.length - 3] ?? 0) ^ 1;
    for (const text of ['', 'x', 'not a cursor', cursor.slice(0, -4), altered.toString('base64url')]) {
      await refused(open, listOf('ten_a'), text);
    }
  });

  cases.it('a cursor that was signed with another key is refused with request/invalid', async (open) => {
    await arrange(open);
    const foreign = new EntityTable<Book>(books, createCursorCodec(Buffer.alloc(32, 2)));
    const { nextCursor } = await open.read((view) => foreign.page(view, listOf('ten_a'), { limit: 1 }));
    await refused(open, listOf('ten_a'), nextCursor ?? '');
  });
}

async function pages(open: OpenTable, query: ListQuery<Book>, limit: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 100; page += 1) {
    const { items, nextCursor }: Awaited<ReturnType<OpenTable['page']>> = await open.page(query, {
      limit,
      ...(cursor === null ? {} : { cursor }),
    });
    ids.push(...idsOf(items));
    if (nextCursor === null) return ids;
    cursor = nextCursor;
  }
  assert.fail('a list has no end');
}

function idsOf(items: readonly Book[]): string[] {
  return items.map(({ id }) => id);
}
