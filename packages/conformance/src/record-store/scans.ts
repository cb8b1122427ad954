import assert from 'node:assert/strict';
import type { ScanOptions, ScanPosition, Stored } from '@carrel/core/store';
import type { Cases } from '../cases.js';
import { expectOk } from '../expect-result.js';
import { keyOf, note, notes, numbers, words, type Note, type OpenStore } from './record-store-subject.js';

/** What `scan` promises: its order, its bounds, and how it goes on. */
export function describeScans(cases: Cases<OpenStore>): void {
  cases.group('scans', () => {
    describeOrder(cases);
    describeBounds(cases);
    describePositions(cases);
  });
}

function describeOrder(cases: Cases<OpenStore>): void {
  cases.it('strings are in the order of their UTF-8 bytes', async ({ store }) => {
    const ordered = ['', ' ', '10', '9', 'A', 'B', 'a', 'aa', 'b', 'ä', 'é', 'ﾮ', '😀'];
    for (const word of [...ordered].reverse()) await expectOk(store.transact((tx) => tx.insert(words, { word })));
    const { items } = await expectOk(store.read((view) => view.scan(words, { limit: 100 })));
    assert.deepEqual(
      items.map(({ value }) => value.word),
      ordered,
    );
  });

  cases.it('numbers are in the order of their values', async ({ store }) => {
    const ordered = [-1e300, -10, -9.5, -9, 0, 1e-9, 0.5, 2, 9, 10, 11, 2 ** 53, 1e300];
    for (const value of [...ordered].reverse()) await expectOk(store.transact((tx) => tx.insert(numbers, { value })));
    const { items } = await expectOk(store.read((view) => view.scan(numbers, { limit: 100 })));
    assert.deepEqual(
      items.map(({ value }) => value.value),
      ordered,
    );
  });

  cases.it('records are in the order of the key, from the first or from the last', async (open) => {
    await open.insertNotes({ id: 'b' }, { tenantId: 'ten_b', id: 'a' }, { id: 'a' }, { id: 'c' });
    assert.deepEqual(await scanned(open, {}), ['a', 'b', 'c', 'a']);
    assert.deepEqual(await scanned(open, { reverse: true }), ['a', 'c', 'b', 'a']);
  });

  cases.it('an empty collection gives an empty page and nothing that follows', async ({ store }) => {
    const page = await expectOk(store.read((view) => view.scan(notes, { limit: 1 })));
    assert.deepEqual(page, { items: [], next: null });
  });
}

function describeBounds(cases: Cases<OpenStore>): void {
  const arrange = (open: OpenStore) =>
    open.insertNotes(
      { id: 'a', rank: 1, owner: 'ann' },
      { id: 'ab', rank: 2, owner: 'ann' },
      { id: 'b', rank: 3, owner: 'anna' },
      { id: 'c', rank: 4, owner: 'bob' },
      { tenantId: 'ten_ab', id: 'd', rank: 5, owner: 'ann' },
    );

  cases.it('a prefix keeps the entries that begin with its values, whole ones', async (open) => {
    await arrange(open);
    assert.deepEqual(await scanned(open, { prefix: ['ten_a'] }), ['a', 'ab', 'b', 'c']);
    assert.deepEqual(await scanned(open, { prefix: ['ten_a', 'a'] }), ['a']);
    assert.deepEqual(await scanned(open, { prefix: ['ten_'] }), []);
    assert.deepEqual(await scanned(open, { index: 'byOwner', prefix: ['ten_a', 'ann'] }), ['a', 'ab']);
    assert.deepEqual(await scanned(open, { index: 'byOwner', prefix: ['ten_a', 'ann', 2] }), ['ab']);
  });

  cases.it('start is included and end is not, after the prefix', async (open) => {
    await arrange(open);
    const index = { index: 'byRank', prefix: ['ten_a'] };
    assert.deepEqual(await scanned(open, { ...index, start: [2] }), ['ab', 'b', 'c']);
    assert.deepEqual(await scanned(open, { ...index, end: [3] }), ['a', 'ab']);
    assert.deepEqual(await scanned(open, { ...index, start: [2], end: [4] }), ['ab', 'b']);
    assert.deepEqual(await scanned(open, { ...index, start: [2], end: [4], reverse: true }), ['b', 'ab']);
    assert.deepEqual(await scanned(open, { ...index, start: [3], end: [2] }), []);
    assert.deepEqual(await scanned(open, { start: ['ten_a', 'b'], end: ['ten_ab', 'd'] }), ['b', 'c']);
  });

  cases.it('a bound on fewer fields takes in every entry that begins with it', async (open) => {
    await arrange(open);
    const index = { index: 'byOwner', prefix: ['ten_a'] };
    assert.deepEqual(await scanned(open, { ...index, start: ['anna'] }), ['b', 'c']);
    assert.deepEqual(await scanned(open, { ...index, end: ['anna'] }), ['a', 'ab']);
    assert.deepEqual(await scanned(open, { ...index, start: ['ann', 2], end: ['bob', 4] }), ['ab', 'b']);
  });
}

function describePositions(cases: Cases<OpenStore>): void {
  cases.it('a page has at most limit records, and next is null on the last alone', async (open) => {
    await open.insertNotes({ id: 'a' }, { id: 'b' }, { id: 'c' });
    const sizes: (readonly [number, boolean])[] = [];
    for (const limit of [1, 2, 3, 4]) {
      const { items, next } = await expectOk(open.store.read((view) => view.scan(notes, { limit })));
      sizes.push([items.length, next === null]);
    }
    assert.deepEqual(sizes, [
      [1, false],
      [2, false],
      [3, true],
      [3, true],
    ]);
  });

  for (const reverse of [false, true]) {
    const direction = reverse ? 'from the last' : 'from the first';
    cases.it(`pages put together are the whole scan, each record once, ${direction}`, async (open) => {
      const fields = Array.from({ length: 23 }, (_, number) => ({
        id: `n${number}`,
        rank: number % 4,
        slug: `s${number}`,
      }));
      await open.insertNotes(...fields);
      for (const index of [undefined, 'byRank', 'bySlug']) {
        const scan = { prefix: ['ten_a'], reverse, ...(index === undefined ? {} : { index }) };
        const whole = await scanned(open, scan);
        assert.equal(new Set(whole).size, 23);
        for (const limit of [1, 2, 5, 22]) assert.deepEqual(await paged(open, { ...scan, limit }), whole);
      }
    });
  }

  cases.it('a scan goes on after its position when the record there is gone', async (open) => {
    await open.insertNotes({ id: 'a', rank: 1 }, { id: 'b', rank: 1 }, { id: 'c', rank: 1 }, { id: 'd', rank: 2 });
    for (const scan of [{}, { index: 'byRank' }]) {
      const { next } = await expectOk(open.store.read((view) => view.scan(notes, { ...scan, limit: 2 })));
      await open.write((tx) => tx.remove(notes, keyOf(note({ id: 'b' }))));
      assert.deepEqual(await scanned(open, { ...scan, after: position(next) }), ['c', 'd']);
      assert.deepEqual(await scanned(open, { ...scan, after: position(next), reverse: true }), ['a']);
      await open.insertNotes({ id: 'b', rank: 1 });
    }
  });

  cases.it('a scan goes on inside its prefix and its bounds', async (open) => {
    await open.insertNotes(...Array.from({ length: 9 }, (_, number) => ({ id: `n${number}`, rank: number })), {
      tenantId: 'ten_b',
      id: 'x',
      rank: 4,
    });
    const scan = { index: 'byRank', prefix: ['ten_a'], start: [2], end: [7], limit: 2 };
    assert.deepEqual(await paged(open, scan), ['n2', 'n3', 'n4', 'n5', 'n6']);
    assert.deepEqual(await paged(open, { ...scan, reverse: true }), ['n6', 'n5', 'n4', 'n3', 'n2']);
  });
}

/** The ids of a whole scan, in one page. */
async function scanned({ store }: OpenStore, options: Omit<ScanOptions, 'limit'>): Promise<readonly string[]> {
  const { items, next } = await expectOk(store.read((view) => view.scan(notes, { ...options, limit: 100 })));
  assert.equal(next, null);
  return items.map(idOf);
}

/** The ids of a whole scan, page by page; no scan of these cases has a hundred pages. */
async function paged({ store }: OpenStore, options: ScanOptions): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: ScanPosition | null = null;
  for (let pages = 0; pages < 100; pages += 1) {
    const from: Pick<ScanOptions, 'after'> = after === null ? {} : { after };
    const { items, next } = await expectOk(store.read((view) => view.scan(notes, { ...options, ...from })));
    ids.push(...items.map(idOf));
    if (next === null) return ids;
    after = position(next);
  }
  assert.fail(`a scan has no end: ${ids.slice(0, 30).join(' ')} …`);
}

/** The position as a caller may have kept it: as JSON. */
function position(next: ScanPosition | null): ScanPosition {
  assert.notEqual(next, null);
  return JSON.parse(JSON.stringify(next)) as ScanPosition;
}

function idOf({ value }: Stored<Note>): string {
  return value.id;
}
