import assert from 'node:assert/strict';
import { errAsync, okAsync } from '@carrel/core/kernel';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { keyOf, note, notes, type OpenStore } from './record-store-subject.js';

/** What `get`, `getMany`, `insert`, `put` and `remove` promise about one record. */
export function describeRecords(cases: Cases<OpenStore>): void {
  cases.group('records', () => {
    describeReading(cases);
    describeInserting(cases);
    describePutting(cases);
    describeRemoving(cases);
  });
}

function describeReading(cases: Cases<OpenStore>): void {
  cases.it('get gives null for a record that is not there', async ({ store }) => {
    assert.equal(await expectOk(store.read((view) => view.get(notes, ['ten_a', 'none']))), null);
  });

  cases.it('get gives the value with the types it was written with', async (open) => {
    const body = {
      text: 'é\u0000😀"\\',
      whole: 7,
      part: -0.5,
      large: 2 ** 53,
      yes: true,
      none: null,
      list: [1, ['a'], {}],
    };
    await open.insertNotes({ body, rank: 1.5 });
    assert.deepEqual((await open.note('one'))?.value, { tenantId: 'ten_a', id: 'one', body, rank: 1.5 });
  });

  cases.it('a field that is undefined is not there when it is read', async (open) => {
    await open.write((tx) => tx.insert(notes, { ...note(), body: undefined }));
    assert.deepEqual(Object.keys((await open.note('one'))?.value ?? {}).sort(), ['id', 'tenantId']);
  });

  cases.it('getMany gives records in the order of the keys, and null where there is none', async (open) => {
    await open.insertNotes({ id: 'a' }, { id: 'b' }, { id: 'c' });
    const keys = ['c', 'none', 'a', 'c'].map((id) => ['ten_a', id]);
    const found = await expectOk(open.store.read((view) => view.getMany(notes, keys)));
    assert.deepEqual(
      found.map((stored) => stored?.value.id ?? null),
      ['c', null, 'a', 'c'],
    );
    assert.deepEqual(await expectOk(open.store.read((view) => view.getMany(notes, []))), []);
  });
}

function describeInserting(cases: Cases<OpenStore>): void {
  cases.it('insert gives the record at version 1, as get does afterwards', async (open) => {
    const inserted = await open.write((tx) => tx.insert(notes, note({ body: 'x' })));
    assert.deepEqual(inserted, { value: note({ body: 'x' }), version: 1 });
    assert.deepEqual(await open.note('one'), inserted);
  });

  cases.it('insert fails with record/exists when the key is taken, and the record stays', async (open) => {
    await open.insertNotes({ body: 'first' });
    const error = await expectErr(
      open.store.transact((tx) => tx.insert(notes, note({ body: 'second' }))),
      'record/exists',
    );
    assert.equal(error.collection, notes.name);
    assert.equal(error.index, undefined);
    assert.deepEqual(await open.note('one'), { value: note({ body: 'first' }), version: 1 });
  });

  cases.it('a write that was refused changes nothing, and the transaction goes on', async (open) => {
    await open.insertNotes({ id: 'taken', slug: 's' });
    const refused = await open.write((tx) =>
      tx.insert(notes, note({ id: 'before' })).andThen(() =>
        tx
          .insert(notes, note({ id: 'refused', slug: 's' }))
          .map(() => 'written')
          .orElse(({ type }) => okAsync(type))
          .andThen((outcome) => tx.insert(notes, note({ id: 'after' })).map(() => outcome)),
      ),
    );
    assert.equal(refused, 'record/exists');
    assert.notEqual(await open.note('before'), null);
    assert.equal(await open.note('refused'), null);
    assert.notEqual(await open.note('after'), null);
  });
}

function describePutting(cases: Cases<OpenStore>): void {
  cases.it('put writes the whole record, whether it was there or not, and counts the version', async (open) => {
    const versions: number[] = [];
    for (const body of ['first', 'second', 'third']) {
      versions.push((await open.write((tx) => tx.put(notes, note({ body, rank: versions.length })))).version);
    }
    await open.write((tx) => tx.put(notes, note({ body: 'last' })));
    assert.deepEqual(versions, [1, 2, 3]);
    assert.deepEqual(await open.note('one'), { value: note({ body: 'last' }), version: 4 });
  });

  cases.it('put writes when the record is at the expected version', async (open) => {
    await open.insertNotes({ body: 'first' });
    const put = await open.write((tx) => tx.put(notes, note({ body: 'second' }), { expectVersion: 1 }));
    assert.equal(put.version, 2);
    assert.deepEqual(await open.note('one'), { value: note({ body: 'second' }), version: 2 });
  });

  cases.it(
    'put fails with record/conflict when the record is at another version, and the record stays',
    async (open) => {
      await open.insertNotes({ body: 'first' });
      await open.write((tx) => tx.put(notes, note({ body: 'second' })));
      const stale = await expectErr(
        open.store.transact((tx) => tx.put(notes, note({ body: 'stale' }), { expectVersion: 1 })),
        'record/conflict',
      );
      assert.deepEqual([stale.collection, stale.expected, stale.actual], [notes.name, 1, 2]);
      assert.deepEqual(await open.note('one'), { value: note({ body: 'second' }), version: 2 });
    },
  );

  cases.it('put with an expected version fails with record/conflict when there is no record', async (open) => {
    const missing = await expectErr(
      open.store.transact((tx) => tx.put(notes, note(), { expectVersion: 1 })),
      'record/conflict',
    );
    assert.deepEqual([missing.expected, missing.actual], [1, null]);
    assert.equal(await open.note('one'), null);
  });
}

function describeRemoving(cases: Cases<OpenStore>): void {
  cases.it('remove takes the record away, also when it was not there', async (open) => {
    await open.insertNotes({}, { id: 'other' });
    for (let time = 0; time < 2; time += 1) await open.write((tx) => tx.remove(notes, keyOf(note())));
    assert.equal(await open.note('one'), null);
    assert.notEqual(await open.note('other'), null);
  });

  cases.it(
    'remove with an expected version fails with record/conflict at another one, and the record stays',
    async (open) => {
      await open.insertNotes({});
      const stale = await expectErr(
        open.store.transact((tx) => tx.remove(notes, keyOf(note()), { expectVersion: 2 })),
        'record/conflict',
      );
      assert.deepEqual([stale.expected, stale.actual], [2, 1]);
      assert.notEqual(await open.note('one'), null);
      await open.write((tx) => tx.remove(notes, keyOf(note()), { expectVersion: 1 }));
      assert.equal(await open.note('one'), null);
      const missing = await expectErr(
        open.store.transact((tx) => tx.remove(notes, keyOf(note()), { expectVersion: 1 })),
        'record/conflict',
      );
      assert.equal(missing.actual, null);
    },
  );

  cases.it('a removed record that is inserted again starts at version 1', async (open) => {
    await open.insertNotes({});
    await open.write((tx) => tx.put(notes, note()));
    await open.write((tx) => tx.remove(notes, keyOf(note())));
    assert.equal((await open.write((tx) => tx.insert(notes, note()))).version, 1);
  });

  cases.it('a removal in a transaction that fails is undone', async (open) => {
    await open.insertNotes({});
    const failed = open.store.transact((tx) =>
      tx.remove(notes, keyOf(note())).andThen(() => errAsync({ type: 'kit/refused' as const })),
    );
    await expectErr(failed, 'kit/refused');
    assert.notEqual(await open.note('one'), null);
  });
}
