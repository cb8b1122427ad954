import assert from 'node:assert/strict';
import { err, errAsync, ok, okAsync, ResultAsync } from '@carrel/core/kernel';
import type { ReadView, StoreError, Transaction } from '@carrel/core/store';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { counters, increment, keyOf, note, notes, type OpenStore } from './record-store-subject.js';

/** What `transact` and `read` promise: all or nothing, one state, and no use after the end. */
export function describeTransactions(cases: Cases<OpenStore>): void {
  cases.group('transactions', () => {
    describeAtomicity(cases);
    describeVisibility(cases);
    describeEnd(cases);
  });
}

const refuse = () => errAsync({ type: 'kit/refused' as const });

function describeAtomicity(cases: Cases<OpenStore>): void {
  cases.it('a transaction gives what its work gives', async ({ store }) => {
    assert.equal(await expectOk(store.transact(() => okAsync('value'))), 'value');
    assert.deepEqual(await expectErr(store.transact(refuse), 'kit/refused'), { type: 'kit/refused' });
    assert.equal(await expectOk(store.read(() => okAsync('value'))), 'value');
    assert.deepEqual(await expectErr(store.read(refuse), 'kit/refused'), { type: 'kit/refused' });
  });

  cases.it('nothing remains of a transaction whose work is an error', async (open) => {
    await open.insertNotes({ id: 'kept', body: 'before' }, { id: 'removed' });
    const failed = open.store.transact((tx) =>
      tx
        .insert(notes, note({ id: 'inserted', slug: 'free' }))
        .andThen(() => tx.put(notes, note({ id: 'kept', body: 'after' })))
        .andThen(() => tx.remove(notes, keyOf(note({ id: 'removed' }))))
        .andThen(refuse),
    );
    await expectErr(failed, 'kit/refused');
    assert.equal(await open.note('inserted'), null);
    assert.deepEqual(await open.note('kept'), { value: note({ id: 'kept', body: 'before' }), version: 1 });
    assert.notEqual(await open.note('removed'), null);
    await open.insertNotes({ id: 'other', slug: 'free' });
  });

  cases.it('nothing remains of a transaction whose work throws, and the exception reaches the caller', async (open) => {
    const mistake = new Error('a mistake in the work');
    const thrown = open.store.transact((tx) => {
      const broken = async () => {
        await expectOk(tx.insert(notes, note()));
        throw mistake;
      };
      return new ResultAsync<never, never>(broken());
    });
    await assert.rejects(Promise.resolve(thrown), mistake);
    assert.equal(await open.note('one'), null);
    await open.insertNotes({ id: 'after' });
  });
}

function describeVisibility(cases: Cases<OpenStore>): void {
  cases.it('reads in a transaction see the writes before them', async (open) => {
    await open.insertNotes({ id: 'a', rank: 1 }, { id: 'b', rank: 2 });
    const seen = await open.write((tx) =>
      tx
        .put(notes, note({ id: 'a', rank: 3 }))
        .andThen(() => tx.remove(notes, keyOf(note({ id: 'b' }))))
        .andThen(() => tx.insert(notes, note({ id: 'c', rank: 0 })))
        .andThen(() => readAll(tx)),
    );
    assert.deepEqual(seen, { a: 3, b: undefined, c: 0, byRank: ['c', 'a'] });
  });

  cases.it('nobody sees what was not committed', async (open) => {
    const seen: PromiseLike<unknown>[] = [];
    // Each look is begun inside the work, and awaited after it.
    const look = () => seen.push(open.note('one').then((stored) => stored));
    const failed = open.store.transact((tx) =>
      tx
        .insert(notes, note())
        .andTee(look)
        .andThen(() => tx.put(notes, note({ body: 'again' })))
        .andTee(look)
        .andThen(refuse),
    );
    await expectErr(failed, 'kit/refused');
    assert.deepEqual(await Promise.all(seen), [null, null]);
  });

  cases.it('a read sees everything that was committed before it', async (open) => {
    for (let count = 1; count <= 50; count += 1) {
      await open.write((tx) => tx.put(counters, { name: 'c', count }));
      assert.equal(await open.count('c'), count);
    }
  });

  cases.it('all reads of a view see one state, whatever is committed meanwhile', async (open) => {
    const transfer = (tx: Transaction) => increment(tx, 'from', -1).andThen(() => increment(tx, 'to'));
    const writes: Promise<unknown>[] = [];
    const views: Promise<readonly number[]>[] = [];
    for (let round = 0; round < 40; round += 1) {
      writes.push(open.write(transfer));
      views.push(expectOk(open.store.read((view) => manyReads(view, ['from', 'to']))));
      if (round % 10 === 0) await Promise.all(writes);
    }
    for (const [from = 0, to = 0, ...again] of await Promise.all(views)) {
      assert.equal(from + to, 0);
      assert.deepEqual(
        again,
        Array.from({ length: again.length }, (_, read) => (read % 2 === 0 ? from : to)),
      );
    }
    await Promise.all(writes);
    assert.equal(await open.count('to'), 40);
  });
}

function describeEnd(cases: Cases<OpenStore>): void {
  const uses: Readonly<Record<string, (view: Transaction) => PromiseLike<unknown>>> = {
    get: (tx) => expectErr(tx.get(notes, keyOf(note())), 'store/closed'),
    getMany: (tx) => expectErr(tx.getMany(notes, [keyOf(note())]), 'store/closed'),
    scan: (tx) => expectErr(tx.scan(notes, { limit: 1 }), 'store/closed'),
    insert: (tx) => expectErr(tx.insert(notes, note()), 'store/closed'),
    put: (tx) => expectErr(tx.put(notes, note()), 'store/closed'),
    remove: (tx) => expectErr(tx.remove(notes, keyOf(note())), 'store/closed'),
  };

  cases.it('a transaction that is used after its end fails with store/closed', async (open) => {
    for (const end of [() => okAsync(undefined), refuse]) {
      const kept: Transaction[] = [];
      const ended = await open.store.transact((tx) => {
        kept.push(tx);
        return end();
      });
      assert.equal(ended.isErr(), end === refuse);
      for (const tx of kept) for (const use of Object.values(uses)) await use(tx);
    }
    assert.equal(await open.note('one'), null);
  });

  cases.it('a view that is used after its end fails with store/closed', async ({ store }) => {
    const kept: ReadView[] = [];
    await expectOk(store.read((view) => okAsync(kept.push(view))));
    for (const view of kept) {
      await expectErr(view.get(notes, keyOf(note())), 'store/closed');
      await expectErr(view.getMany(notes, [keyOf(note())]), 'store/closed');
      await expectErr(view.scan(notes, { limit: 1 }), 'store/closed');
    }
  });
}

function readAll(tx: Transaction) {
  const keys = ['a', 'b', 'c'].map((id) => keyOf(note({ id })));
  return tx.getMany(notes, keys).andThen(([a, b, c]) =>
    tx.scan(notes, { index: 'byRank', limit: 10 }).map(({ items }) => ({
      a: a?.value.rank,
      b: b?.value.rank,
      c: c?.value.rank,
      byRank: items.map(({ value }) => value.id),
    })),
  );
}

/** The counts, read one after the other, again and again. */
function manyReads(view: ReadView, names: readonly string[]): ResultAsync<readonly number[], StoreError> {
  const read = async () => {
    const counts: number[] = [];
    for (let number = 0; number < 60; number += 1) {
      const stored = await view.get(counters, [names[number % names.length] ?? '']);
      if (stored.isErr()) return err(stored.error);
      counts.push(stored.value?.value.count ?? 0);
    }
    return ok(counts);
  };
  return new ResultAsync(read());
}
