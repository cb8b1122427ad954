import assert from 'node:assert/strict';
import { collection, type ScanOptions } from '@carrel/core/store';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { keyOf, note, notes, type Note, type OpenStore } from './record-store-subject.js';

/** What indexes and unique indexes promise: who is in them, and who is kept out. */
export function describeIndexes(cases: Cases<OpenStore>): void {
  cases.group('indexes', () => {
    describeEntries(cases);
    describeUnique(cases);
    describeFilling(cases);
  });
}

function describeEntries(cases: Cases<OpenStore>): void {
  cases.it('an index reads records in the order of its fields, equal ones in the order of the key', async (open) => {
    await open.insertNotes(
      { id: 'c', rank: 1 },
      { id: 'a', rank: 2 },
      { id: 'b', rank: 1 },
      { tenantId: 'ten_b', id: 'd', rank: 0 },
    );
    assert.deepEqual(await idsBy(open, { index: 'byRank', prefix: ['ten_a'] }), ['b', 'c', 'a']);
    assert.deepEqual(await idsBy(open, { index: 'byRank', prefix: ['ten_a'], reverse: true }), ['a', 'c', 'b']);
  });

  cases.it('a record without a value in a field of an index has no entry in it', async (open) => {
    await open.insertNotes({ id: 'null', rank: null }, { id: 'none' }, { id: 'zero', rank: 0 }, { id: 'one', rank: 1 });
    assert.deepEqual(await idsBy(open, { index: 'byRank' }), ['zero', 'one']);
    assert.deepEqual(await idsBy(open, {}), ['none', 'null', 'one', 'zero']);
  });

  cases.it('an entry follows its record when that is put or removed', async (open) => {
    await open.insertNotes({ id: 'a', rank: 1 }, { id: 'b', rank: 2 });
    await open.write((tx) => tx.put(notes, note({ id: 'a', rank: 3 })));
    assert.deepEqual(await idsBy(open, { index: 'byRank' }), ['b', 'a']);
    assert.deepEqual(await idsBy(open, { index: 'byRank', prefix: ['ten_a', 1] }), []);
    await open.write((tx) => tx.put(notes, note({ id: 'b' })));
    assert.deepEqual(await idsBy(open, { index: 'byRank' }), ['a']);
    await open.write((tx) => tx.remove(notes, keyOf(note({ id: 'a' }))));
    assert.deepEqual(await idsBy(open, { index: 'byRank' }), []);
  });
}

function describeUnique(cases: Cases<OpenStore>): void {
  cases.it(
    'insert fails with record/exists when a unique index holds its values, and names the index',
    async (open) => {
      await open.insertNotes({ id: 'a', slug: 's' });
      const error = await expectErr(
        open.store.transact((tx) => tx.insert(notes, note({ id: 'b', slug: 's' }))),
        'record/exists',
      );
      assert.deepEqual([error.collection, error.index], [notes.name, 'bySlug']);
      assert.equal(await open.note('b'), null);
    },
  );

  cases.it('put fails with record/exists when a unique index holds its values for another record', async (open) => {
    await open.insertNotes({ id: 'a', slug: 's' }, { id: 'b', slug: 't' });
    for (const options of [{}, { expectVersion: 1 }]) {
      const error = await expectErr(
        open.store.transact((tx) => tx.put(notes, note({ id: 'b', slug: 's' }), options)),
        'record/exists',
      );
      assert.equal(error.index, 'bySlug');
    }
    assert.equal((await open.note('b'))?.value.slug, 't');
  });

  cases.it('put keeps the values that a unique index holds for the record itself', async (open) => {
    await open.insertNotes({ id: 'a', slug: 's' });
    await open.write((tx) => tx.put(notes, note({ id: 'a', slug: 's', body: 'new' })));
    assert.equal((await open.note('a'))?.version, 2);
  });

  cases.it('a taken key is named before a taken unique index', async (open) => {
    await open.insertNotes({ id: 'a', slug: 's' }, { id: 'b', slug: 't' });
    const error = await expectErr(
      open.store.transact((tx) => tx.insert(notes, note({ id: 'a', slug: 't' }))),
      'record/exists',
    );
    assert.equal(error.index, undefined);
  });

  cases.it('a record without a value leaves a unique index, and the values are free again', async (open) => {
    await open.insertNotes({ id: 'a', slug: 's' });
    await open.write((tx) => tx.put(notes, note({ id: 'a', slug: null })));
    await open.insertNotes(
      { id: 'b', slug: 's' },
      { id: 'c', slug: null },
      { id: 'd' },
      { tenantId: 'ten_b', slug: 's' },
    );
    assert.deepEqual(await idsBy(open, { index: 'bySlug', prefix: ['ten_a'] }), ['b']);
    await open.write((tx) => tx.remove(notes, keyOf(note({ id: 'b' }))));
    await open.insertNotes({ id: 'e', slug: 's' });
  });

  cases.it('a unique index can be read like an index', async (open) => {
    await open.insertNotes({ id: 'a', slug: 'z' }, { id: 'b', slug: 'x' }, { id: 'c', slug: 'y' });
    assert.deepEqual(await idsBy(open, { index: 'bySlug', prefix: ['ten_a'] }), ['b', 'c', 'a']);
    assert.deepEqual(await idsBy(open, { index: 'bySlug', prefix: ['ten_a', 'y'] }), ['c']);
    assert.deepEqual(await idsBy(open, { index: 'bySlug', prefix: ['ten_a'], start: ['y'], reverse: true }), [
      'a',
      'c',
    ]);
  });
}

function describeFilling(cases: Cases<OpenStore>): void {
  const before = collection<Note>()('kit_grows', { key: ['tenantId', 'id'] });
  const after = collection<Note>()('kit_grows', {
    key: ['tenantId', 'id'],
    indexes: { byRank: ['tenantId', 'rank'] },
    unique: { bySlug: ['tenantId', 'slug'] },
  });

  cases.it('open fills a new index from the records that are there', async ({ store }) => {
    await expectOk(store.open([before]));
    const fields: readonly Partial<Note>[] = [{ id: 'a', rank: 2, slug: 's' }, { id: 'b', rank: 1.5 }, { id: 'c' }];
    for (const each of fields) await expectOk(store.transact((tx) => tx.insert(before, note(each))));
    await expectOk(store.open([after]));
    const page = await expectOk(store.read((view) => view.scan(after, { index: 'byRank', limit: 10 })));
    assert.deepEqual(
      page.items.map(({ value }) => value.id),
      ['b', 'a'],
    );
    const refused = store.transact((tx) => tx.insert(after, note({ id: 'd', slug: 's' })));
    assert.equal((await expectErr(refused, 'record/exists')).index, 'bySlug');
  });
}

async function idsBy({ store }: OpenStore, options: Omit<ScanOptions, 'limit'>): Promise<readonly string[]> {
  const page = await expectOk(store.read((view) => view.scan(notes, { ...options, limit: 100 })));
  return page.items.map(({ value }) => value.id);
}
