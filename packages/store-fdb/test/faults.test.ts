import { allAtOnce, eventually, expectErr, expectOk } from '@carrel/conformance';
import { okAsync } from '@carrel/core/kernel';
import { collection, type Transaction } from '@carrel/core/store';
import { describe, expect, it } from 'vitest';
import { fdbStore } from '../src/index.js';
import { hasStandIn, standIn } from './backend.js';
import { counters, countOf, increment, openOn, openStore } from './open-store.js';

describe.runIf(hasStandIn)('faults of a cluster, on the stand-in', () => {
  describe('a commit without an answer', () => {
    it.each([1021, 1039])('is not done twice when it has happened (%i)', async (code) => {
      const { store, cluster } = await openStore();
      cluster.inject({ at: 'commit', code, landed: true });
      const inserted = await expectOk(store.transact((tx) => tx.insert(counters, { name: 'c', count: 7 })));
      expect(inserted).toEqual({ value: { name: 'c', count: 7 }, version: 1 });
      cluster.inject({ at: 'commit', code, landed: true });
      expect((await expectOk(store.transact((tx) => increment(tx, 'c')))).value.count).toBe(8);
      expect(await countOf(store, 'c')).toBe(8);
    });

    it.each([1021, 1039])('is done again when it has not happened (%i)', async (code) => {
      const { store, cluster } = await openStore();
      cluster.inject({ at: 'commit', code, times: 3 });
      expect((await expectOk(store.transact((tx) => increment(tx, 'c')))).value.count).toBe(1);
      expect(await countOf(store, 'c')).toBe(1);
    });

    it('gives the result of the try that happened, though what it depended on has changed since', async () => {
      const { store, cluster, options } = await openStore();
      const other = await openOn(options);
      cluster.inject({ at: 'commit', code: 1021, landed: true });
      cluster.inject({ at: 'version', code: 1037, times: 3, after: 1 });
      const mine = store.transact((tx) => increment(tx, 'c'));
      await eventually(() => expect(cluster.asked.commit).toBeGreaterThanOrEqual(3));
      await expectOk(other.transact((tx) => increment(tx, 'c')));
      expect((await expectOk(mine)).value.count).toBe(1);
      expect(await countOf(store, 'c')).toBe(2);
    });

    it('is found out when the time is over, and has happened', async () => {
      const { store, cluster } = await openStore();
      cluster.inject({ at: 'commit', code: 1031, landed: true });
      expect((await expectOk(store.transact((tx) => increment(tx, 'c')))).value.count).toBe(1);
    });

    it('cannot happen any more after its error was given', async () => {
      const { store, cluster } = await openStore();
      cluster.inject({ at: 'commit', code: 1031, landed: 'late' });
      const error = await expectErr(
        store.transact((tx) => increment(tx, 'c')),
        'store/unavailable',
      );
      expect(error).not.toHaveProperty('maybeWritten');
      cluster.landLate();
      expect(await countOf(store, 'c')).toBe(0);
    });

    it('says so when nobody can be asked how it ended', async () => {
      const { store, cluster } = await openStore({ connectTimeoutMs: 100 });
      cluster.weather = (at) => {
        if (at !== 'commit') return null;
        cluster.isDown = true;
        return { code: 1031, landed: 'late' };
      };
      const error = await expectErr(
        store.transact((tx) => increment(tx, 'c')),
        'store/unavailable',
      );
      expect(error).toMatchObject({ maybeWritten: true, retryable: false });
      cluster.weather = () => null;
      cluster.isDown = false;
      cluster.landLate();
      expect(await countOf(store, 'c')).toBe(1);
    });

    it.each([1020, 1042, 1213, 1223])('is none when its error says that it did not happen (%i)', async (code) => {
      const { store, cluster } = await openStore({
        transactionTimeoutMs: 100,
        retryTimeoutMs: 50,
        connectTimeoutMs: 50,
      });
      cluster.weather = (at) => {
        if (at !== 'commit') return null;
        cluster.isDown = true;
        return { code };
      };
      const error = await expectErr(
        store.transact((tx) => increment(tx, 'c')),
        'store/unavailable',
      );
      expect(error).not.toHaveProperty('maybeWritten');
      cluster.weather = () => null;
      cluster.isDown = false;
      expect(await countOf(store, 'c')).toBe(0);
    });

    it('does not keep its mark', async () => {
      const { store, cluster } = await openStore();
      const before = cluster.size;
      for (let number = 0; number < 50; number += 1) await expectOk(store.transact((tx) => increment(tx, 'c')));
      // The record, the two keys that are watched for it, and the mark that the next transaction takes away.
      expect(cluster.size - before).toBe(4);
    });
  });

  describe('conflicts', () => {
    it('that do not end are told as store/contention when the time for them is over, and nothing is written', async () => {
      const { store, cluster } = await openStore({ retryTimeoutMs: 200 });
      cluster.weather = (at) => (at === 'commit' ? { code: 1020 } : null);
      const startedAt = performance.now();
      const error = await expectErr(
        store.transact((tx) => increment(tx, 'c')),
        'store/contention',
      );
      expect(error.retryable).toBe(true);
      expect(performance.now() - startedAt).toBeGreaterThan(190);
      cluster.weather = () => null;
      expect(await countOf(store, 'c')).toBe(0);
    });

    it('of many over one record give each its turn, with few tries in vain', async () => {
      const { store, cluster } = await openStore();
      const before = cluster.asked.commit;
      await allAtOnce(100, () => expectOk(store.transact((tx) => increment(tx, 'hot'))));
      expect(await countOf(store, 'hot')).toBe(100);
      expect(cluster.asked.commit - before).toBeLessThan(300);
    });
  });

  describe('reads', () => {
    it.each([1007, 1009, 1037])('that fail on the way begin anew, on one state (%i)', async (code) => {
      const { store, cluster } = await openStore();
      for (const name of ['a', 'b']) await expectOk(store.transact((tx) => increment(tx, name)));
      cluster.inject({ at: 'read', code, after: 2 });
      let runs = 0;
      const both = await expectOk(
        store.read((view) => {
          runs += 1;
          return view.get(counters, ['a']).andThen((a) => view.get(counters, ['b']).map((b) => [a, b]));
        }),
      );
      expect(both.map((stored) => stored?.value.count)).toEqual([1, 1]);
      expect(runs).toBe(2);
    });

    it.each([
      [1037, 'store/unavailable'],
      [1223, 'store/unavailable'],
      [1007, 'store/contention'],
      [1038, 'store/busy'],
    ] as const)('that fail for longer than the time are told (%i as %s)', async (code, type) => {
      const { store, cluster } = await openStore({ retryTimeoutMs: 100 });
      cluster.weather = (at) => (at === 'read' ? { code } : null);
      await expectErr(
        store.read((view) => view.get(counters, ['c'])),
        type,
      );
      cluster.weather = () => null;
      expect(await countOf(store, 'c')).toBe(0);
    });

    it('do not go by an error that the work looked away from', async () => {
      const { store, cluster } = await openStore();
      await expectOk(store.transact((tx) => increment(tx, 'c')));
      cluster.inject({ at: 'read', code: 1037, after: 1 });
      const count = (tx: Transaction) =>
        tx
          .get(counters, ['c'])
          .map((stored) => stored?.value.count ?? 0)
          .orElse(() => okAsync(0));
      expect(await expectOk(store.transact(count))).toBe(1);
    });
  });

  describe('a cluster that is gone', () => {
    it('makes open fail in its time, with what to look at', async () => {
      const { cluster, options } = standIn();
      cluster.isDown = true;
      const store = fdbStore({ ...options, connectTimeoutMs: 50 });
      const error = await expectErr(store.open([counters]), 'store/unavailable');
      expect(error.message).toContain('fdbcli');
      cluster.isDown = false;
      await expectOk(store.open([counters]));
      await store.dispose();
    });

    it('makes what is under way fail in its time, and what comes later succeed', async () => {
      const { store, cluster } = await openStore({ transactionTimeoutMs: 100, connectTimeoutMs: 50 });
      cluster.isDown = true;
      await Promise.all([
        expectErr(
          store.transact((tx) => increment(tx, 'c')),
          'store/unavailable',
        ),
        expectErr(
          store.read((view) => view.get(counters, ['c'])),
          'store/unavailable',
        ),
        expectErr(store.health(), 'store/unavailable'),
      ]);
      cluster.isDown = false;
      await expectOk(store.transact((tx) => increment(tx, 'c')));
      expect(await countOf(store, 'c')).toBe(1);
    });
  });

  describe('what is too large for FoundationDB', () => {
    const wide = collection<{ readonly id: string; readonly text: string }>()('wide', {
      key: ['id'],
      indexes: { byText: ['text'] },
    });

    it('is told as store/too-large with what to do, and nothing is written', async () => {
      const { store, cluster } = await openStore({ transactionTimeoutMs: 15_000 }, [wide]);
      const before = cluster.size;
      // The entries, and the ranges that find conflicts, count beside the records.
      const insertAll = store.transact((tx) =>
        Array.from({ length: 1_200 }, (_, number) => String(number)).reduce(
          (done, id) => done.andThen(() => tx.insert(wide, { id, text: `${'x'.repeat(3_000)}${id}` })),
          tx.insert(wide, { id: 'first', text: '' }),
        ),
      );
      const error = await expectErr(insertAll, 'store/too-large');
      expect(error.message).toContain('Split the transaction');
      expect(cluster.size).toBe(before);
    });
  });
});

describe.runIf(hasStandIn)('work that does not wait for what it does, on the stand-in', () => {
  it('writes nothing after its end, whatever becomes of its transaction', async () => {
    const { store, cluster } = await openStore();
    cluster.latencyMs = 5;
    const late: Promise<unknown>[] = [];
    const done = await expectOk(
      store.transact((tx) =>
        tx.put(counters, { name: 'awaited', count: 1 }).map((stored) => {
          late.push(expectErr(tx.put(counters, { name: 'late', count: 1 }), 'store/closed'));
          late.push(expectErr(tx.remove(counters, ['awaited']), 'store/closed'));
          return stored.version;
        }),
      ),
    );
    expect(done).toBe(1);
    await Promise.all(late);
    cluster.latencyMs = 0;
    expect([await countOf(store, 'awaited'), await countOf(store, 'late')]).toEqual([1, 0]);
  });
});
