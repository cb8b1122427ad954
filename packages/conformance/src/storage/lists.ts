import assert from 'node:assert/strict';
import type { ContentDigest, ContentPage } from '@carrel/core/storage';
import type { Cases } from '../cases.js';
import { expectOk } from '../expect-result.js';
import { digestsOf, small, text } from './contents-of-cases.js';
import type { OpenStorage } from './open-storage.js';

/** What a list has, in which order, and while it changes. */
export function describeLists(cases: Cases<OpenStorage>): void {
  cases.group('lists', () => {
    describePages(cases);
    describeChanges(cases);
  });
}

function describePages(cases: Cases<OpenStorage>): void {
  cases.it('a tenant that stored nothing has nothing', async (open) => {
    assert.deepEqual(await expectOk(open.storage.list(open.tenant)), { items: [], next: null });
  });

  cases.it('list has every content once, in the order of the digests, with its bytes', async (open) => {
    const contents = await store(open, 25);
    const listed = await open.list();
    const sorted = contents.toSorted((left, right) => (left.digest < right.digest ? -1 : 1));
    assert.deepEqual(
      listed.map(({ digest, bytes }) => [digest, bytes]),
      sorted.map(({ digest, data }) => [digest, data.length]),
    );
    assert.ok(listed.every(({ storedAt }) => Number.isFinite(storedAt) && storedAt > 0));
  });

  cases.it('pages of whatever limit have the same together, and the last has no next', async (open) => {
    const sorted = digestsOf(await store(open, 12));
    for (const limit of [1, 5, 11, 12, 13]) {
      const listed = await open.list(open.tenant, limit);
      assert.deepEqual(
        listed.map(({ digest }) => digest),
        sorted,
      );
    }
    const exact = await expectOk(open.storage.list(open.tenant, { limit: 12 }));
    assert.equal(exact.next, null);
    const first = await expectOk(open.storage.list(open.tenant, { limit: 5 }));
    assert.deepEqual([first.items.length, first.next], [5, sorted[4]]);
  });

  cases.it('list goes on after a digest that is not there', async (open) => {
    const sorted = digestsOf(await store(open, 10));
    await expectOk(open.storage.remove(open.tenant, sorted.slice(4, 5)));
    const after = sorted[4];
    assert.ok(after !== undefined);
    const page = await expectOk(open.storage.list(open.tenant, { after }));
    assert.deepEqual(digestsOf(page.items), sorted.slice(5));
  });

  cases.it('a page has at most 1,000 contents, and at least the one that a limit below 1 stands for', async (open) => {
    const sorted = digestsOf(await store(open, 1_005));
    const unlimited = await expectOk(open.storage.list(open.tenant));
    assert.deepEqual([unlimited.items.length, unlimited.next], [1_000, sorted[999]]);
    const past = await expectOk(open.storage.list(open.tenant, { limit: 5_000 }));
    assert.deepEqual([past.items.length, past.next], [1_000, sorted[999]]);
    const none = await expectOk(open.storage.list(open.tenant, { limit: 0 }));
    assert.deepEqual([none.items.length, none.next], [1, sorted[0]]);
    assert.deepEqual(
      (await open.list()).map(({ digest }) => digest),
      sorted,
    );
  });
}

function describeChanges(cases: Cases<OpenStorage>): void {
  cases.it('what is there all the time is listed exactly once while others come and go', async (open) => {
    const all = await store(open, 60);
    const leaving = all.filter((_, index) => index % 3 === 0).map(({ digest }) => digest);
    const staying = digestsOf(all.filter((_, index) => index % 3 !== 0));
    const listed: ContentDigest[] = [];
    let after: ContentDigest | null = null;
    for (let round = 0; ; round += 1) {
      const page: ContentPage = await expectOk(
        open.storage.list(open.tenant, { limit: 7, ...(after === null ? {} : { after }) }),
      );
      listed.push(...page.items.map(({ digest }) => digest));
      after = page.next;
      if (after === null) break;
      await expectOk(open.storage.remove(open.tenant, leaving.slice(round * 3, round * 3 + 3)));
      await open.put(text(`coming ${round}`));
    }
    assert.deepEqual(listed, listed.toSorted());
    assert.equal(new Set(listed).size, listed.length);
    assert.deepEqual(
      listed.filter((digest) => staying.includes(digest)),
      staying,
    );
  });
}

async function store(open: OpenStorage, count: number) {
  const contents = Array.from({ length: count }, (_, index) => small(text(`${'x'.repeat(index % 40)} ${index}`)));
  await expectOk(open.storage.putMany(open.tenant, contents));
  return contents;
}
