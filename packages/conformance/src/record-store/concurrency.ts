import assert from 'node:assert/strict';
import { errAsync, okAsync } from '@carrel/core/kernel';
import type { Transaction } from '@carrel/core/store';
import type { Cases } from '../cases.js';
import { expectOk } from '../expect-result.js';
import { allAtOnce, concurrently } from '../traits/concurrently.js';
import { counters, increment, note, notes, words, type OpenStore } from './record-store-subject.js';

/** What holds however many transactions there are at once: their outcome is that of some order, one after the other. */
export function describeConcurrency(cases: Cases<OpenStore>): void {
  cases.group('concurrent transactions', () => {
    describeUpdates(cases);
    describeDecisions(cases);
  });
}

function describeUpdates(cases: Cases<OpenStore>): void {
  concurrently(cases, {
    name: 'no update of a counter is lost',
    callers: 100,
    work: ({ store }) => expectOk(store.transact((tx) => increment(tx, 'shared'))),
    verify: async (open, results) => {
      assert.equal(await open.count('shared'), 100);
      const versions = results.map(({ version }) => version).sort((left, right) => left - right);
      assert.deepEqual(
        versions,
        Array.from({ length: 100 }, (_, number) => number + 1),
      );
    },
  });

  concurrently(cases, {
    name: 'the failures of some take nothing of the others with them',
    callers: 60,
    work: ({ store }, caller) =>
      store.transact((tx) =>
        increment(tx, 'kept').andThen(() =>
          caller % 3 === 0 ? errAsync({ type: 'kit/refused' as const }) : okAsync(caller),
        ),
      ),
    verify: async (open, results) => {
      const failed = results.flatMap((result, caller) => (result.isErr() ? [caller] : []));
      assert.deepEqual(
        failed,
        Array.from({ length: 20 }, (_, number) => number * 3),
      );
      assert.equal(await open.count('kept'), 40);
    },
  });
}

function describeDecisions(cases: Cases<OpenStore>): void {
  concurrently(cases, {
    name: 'one of those who insert the same key succeeds',
    callers: 20,
    work: ({ store }, caller) => store.transact((tx) => tx.insert(notes, note({ body: caller }))),
    verify: async (open, results) => {
      const winners = results.flatMap((result, caller) => (result.isOk() ? [caller] : []));
      assert.equal(winners.length, 1);
      assert.equal((await open.note('one'))?.value.body, winners[0]);
      const errors = new Set(results.flatMap((result) => (result.isErr() ? [result.error.type] : [])));
      assert.deepEqual(errors, new Set(['record/exists']));
    },
  });

  concurrently(cases, {
    name: 'one of those who insert the same values of a unique index succeeds',
    callers: 20,
    work: ({ store }, caller) => store.transact((tx) => tx.insert(notes, note({ id: `n${caller}`, slug: 'same' }))),
    verify: (_, results) => {
      assert.equal(results.filter((result) => result.isOk()).length, 1);
      return Promise.resolve();
    },
  });

  concurrently(cases, {
    name: 'one of those who write a record of their own because a scan found none succeeds',
    callers: 20,
    work: ({ store }, caller) =>
      store.transact((tx) =>
        tx
          .scan(words, { limit: 1 })
          .andThen(({ items }) =>
            items.length > 0 ? errAsync({ type: 'kit/refused' as const }) : tx.put(words, { word: `w${caller}` }),
          ),
      ),
    verify: async ({ store }, results) => {
      const winners = results.flatMap((result, caller) => (result.isOk() ? [`w${caller}`] : []));
      const { items } = await expectOk(store.read((view) => view.scan(words, { limit: 100 })));
      assert.equal(winners.length, 1);
      assert.deepEqual(
        items.map(({ value }) => value.word),
        winners,
      );
    },
  });

  cases.it('two transactions that each read what the other writes do not both go by the old state', async (open) => {
    const takeLast = (mine: string, other: string) => (tx: Transaction) =>
      tx.getMany(counters, [[mine], [other]]).andThen((both) => {
        const left = both.reduce((total, stored) => total + (stored?.value.count ?? 0), 0);
        return left < 2 ? errAsync({ type: 'kit/refused' as const }) : tx.put(counters, { name: mine, count: 0 });
      });
    for (let round = 0; round < 20; round += 1) {
      for (const name of ['a', 'b']) await open.write((tx) => tx.put(counters, { name, count: 1 }));
      const results = await allAtOnce(2, (caller) =>
        open.store.transact(caller === 0 ? takeLast('a', 'b') : takeLast('b', 'a')),
      );
      assert.equal(results.filter((result) => result.isOk()).length, 1);
      assert.equal((await open.count('a')) + (await open.count('b')), 1);
    }
  });
}
