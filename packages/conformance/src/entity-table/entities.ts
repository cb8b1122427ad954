import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce, concurrently } from '../traits/concurrently.js';
import { book, type OpenTable } from './open-table.js';

/** Versions, unique values, deletion, and writers at the same time. */
export function describeEntities(cases: Cases<OpenTable>): void {
  cases.group('entities', () => {
    describeVersions(cases);
    describeUniqueValues(cases);
    describeDeletion(cases);
    describeWriters(cases);
  });
}

function describeVersions(cases: Cases<OpenTable>): void {
  cases.it('an entity has version 1 at first, and one more at each write', async (open) => {
    const inserted = await open.insert();
    assert.deepEqual(inserted, { ...book(), version: 1 });
    const updated = await open.write((tx) => open.table.update(tx, { ...inserted, shelf: 'poetry' }));
    assert.deepEqual(updated, { ...book({ shelf: 'poetry' }), version: 2 });
    assert.deepEqual(await open.get('one'), updated);
  });

  cases.it('an update of an entity that was written since it was read fails with record/conflict', async (open) => {
    const read = await open.insert();
    await open.write((tx) => open.table.update(tx, { ...read, shelf: 'poetry' }));
    const stale = await expectErr(
      open.store.transact((tx) => open.table.update(tx, { ...read, shelf: 'drama' })),
      'record/conflict',
    );
    assert.deepEqual([stale.expected, stale.actual], [1, 2]);
    assert.equal((await open.get('one'))?.shelf, 'poetry');
  });

  cases.it('an update of an entity that is gone fails with record/conflict', async (open) => {
    const read = await open.insert();
    await open.write((tx) => open.table.erase(tx, ['ten_a', 'one']));
    const gone = await expectErr(
      open.store.transact((tx) => open.table.update(tx, read)),
      'record/conflict',
    );
    assert.equal(gone.actual, null);
    assert.equal(await open.get('one'), null);
  });
}

function describeUniqueValues(cases: Cases<OpenTable>): void {
  cases.it('two entities of a tenant do not share a unique value, and two tenants may', async (open) => {
    await open.insert({ id: 'a', isbn: '1' });
    const taken = await expectErr(
      open.store.transact((tx) => open.table.insert(tx, book({ id: 'b', isbn: '1' }))),
      'record/exists',
    );
    assert.equal(taken.index, 'byIsbn');
    await open.insert({ tenantId: 'ten_b', id: 'a', isbn: '1' });
  });

  cases.it('find gives the entity with these values, or null', async (open) => {
    const a = await open.insert({ id: 'a', isbn: '1' });
    await open.insert({ id: 'b', isbn: '11' });
    const find = (isbn: string) => open.read((view) => open.table.find(view, 'byIsbn', ['ten_a', isbn]));
    assert.deepEqual(await find('1'), a);
    assert.equal(await find('2'), null);
  });
}

function describeDeletion(cases: Cases<OpenTable>): void {
  cases.it('a deleted entity is missing wherever it could be read', async (open) => {
    const kept = await open.insert({ id: 'a', createdAt: '2030-01-01T00:00:01.000Z' });
    await open.delete(await open.insert({ id: 'b', isbn: '1' }));
    assert.equal(await open.get('b'), null);
    const many = await open.read((view) =>
      open.table.getMany(view, [
        ['ten_a', 'b'],
        ['ten_a', 'a'],
      ]),
    );
    assert.deepEqual(many, [null, kept]);
    assert.equal(await open.read((view) => open.table.find(view, 'byIsbn', ['ten_a', '1'])), null);
    assert.deepEqual(await open.read((view) => open.table.find(view, 'byShelf', ['ten_a', 'fiction'])), kept);
    const page = await open.page({ scope: 's', index: 'byShelf', prefix: ['ten_a'] }, {});
    assert.deepEqual(page, { items: [kept], nextCursor: null });
  });

  cases.it('the unique values of a deleted entity are free again', async (open) => {
    await open.delete(await open.insert({ id: 'a', isbn: '1' }));
    await open.insert({ id: 'b', isbn: '1' });
  });

  cases.it('an erased entity is gone for good, and its key is free again', async (open) => {
    await open.delete(await open.insert());
    await expectErr(
      open.store.transact((tx) => open.table.insert(tx, book())),
      'record/exists',
    );
    await open.write((tx) => open.table.erase(tx, ['ten_a', 'one']));
    assert.equal((await open.insert()).version, 1);
  });
}

function describeWriters(cases: Cases<OpenTable>): void {
  concurrently(cases, {
    name: 'of those who update the same version one succeeds',
    callers: 20,
    work: async (open, caller) => {
      const inserted = await open.store.transact((tx) => open.table.insert(tx, book()));
      if (inserted.isErr()) await expectErr(inserted, 'record/exists');
      const entity = { ...book({ shelf: `shelf ${caller}` }), version: 1 };
      return open.store.transact((tx) => open.table.update(tx, entity));
    },
    verify: async (open, results) => {
      const winners = results.flatMap((result, caller) => (result.isOk() ? [`shelf ${caller}`] : []));
      assert.equal(winners.length, 1);
      assert.deepEqual(await open.get('one'), { ...book({ shelf: winners[0] ?? '' }), version: 2 });
    },
  });

  cases.it('writers that read again after a conflict all succeed in the end', async (open) => {
    await open.insert({ shelf: '0' });
    await allAtOnce(10, async () => {
      for (let written = false; !written;) {
        const entity = await open.get('one');
        assert.ok(entity !== null);
        const shelf = String(Number(entity.shelf) + 1);
        const result = await open.store.transact((tx) => open.table.update(tx, { ...entity, shelf }));
        if (result.isErr()) await expectErr(result, 'record/conflict');
        written = result.isOk();
      }
    });
    const last = await expectOk(open.store.read((view) => open.table.get(view, ['ten_a', 'one'])));
    assert.deepEqual([last?.shelf, last?.version], ['10', 11]);
  });
}
