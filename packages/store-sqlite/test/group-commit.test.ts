import { setImmediate as nextTurn } from 'node:timers/promises';
import { allAtOnce, expectErr, expectOk } from '@carrel/conformance';
import { errAsync, okAsync, ResultAsync } from '@carrel/core/kernel';
import type { RecordStore } from '@carrel/core/store';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { counters, increment } from './counters.js';
import { openStore, temporaryPath } from './temporary-store.js';

const count = async (store: RecordStore, name: string) =>
  (await expectOk(store.read((view) => view.get(counters, [name]))))?.value.count ?? 0;

/** Another connection to the file, that sees what is committed and nothing else. */
function spectator(path: string): Database.Database {
  const database = new Database(path);
  onTestFinished(() => {
    database.close();
  });
  return database;
}

describe('transactions that wait at the same time', () => {
  it('lose no update, with 1,000 writers of one record', async () => {
    const store = await openStore([counters]);
    const results = await allAtOnce(1_000, () => store.transact((tx) => increment(tx, 'c')));
    expect(results.filter((result) => result.isErr())).toEqual([]);
    expect(await count(store, 'c')).toBe(1_000);
  });

  it('are committed together, at most maxBatch at once, and resolve after their commit', async () => {
    const path = temporaryPath();
    const store = await openStore([counters], { path, maxBatch: 4 });
    const database = spectator(path);
    const committed = database.prepare('SELECT count(*) FROM counters').pluck();
    const seen: unknown[] = [];
    await allAtOnce(10, (caller) =>
      store
        .transact((tx) => tx.insert(counters, { name: `c${caller}`, count: 0 }))
        .map(() => seen.push(committed.get())),
    );
    expect(seen).toEqual([4, 4, 4, 4, 8, 8, 8, 8, 10, 10]);
  });

  it('are committed together only until they have written what one transaction may', async () => {
    const path = temporaryPath();
    const store = await openStore([counters], { path, maxTransactionBytes: 1_000 });
    const committed = spectator(path).prepare('SELECT count(*) FROM counters').pluck();
    const seen: unknown[] = [];
    await allAtOnce(3, (caller) =>
      store
        .transact((tx) => tx.insert(counters, { name: `${'x'.repeat(600)}${caller}`, count: 0 }))
        .map(() => seen.push(committed.get())),
    );
    expect(seen).toEqual([2, 2, 3]);
  });

  it('begin in the order in which they came', async () => {
    const store = await openStore([counters], { path: temporaryPath(), maxBatch: 3 });
    const order: number[] = [];
    await allAtOnce(20, (caller) =>
      store.transact((tx) => {
        order.push(caller);
        return increment(tx, 'c');
      }),
    );
    expect(order).toEqual(Array.from({ length: 20 }, (_, caller) => caller));
  });

  it('share a commit when they come one by one in one turn of the event loop', async () => {
    const path = temporaryPath();
    const store = await openStore([counters], { path });
    const committed = spectator(path).prepare('SELECT count(*) FROM counters').pluck();
    const first = store.transact((tx) => tx.insert(counters, { name: 'first', count: 0 })).map(() => committed.get());
    for (let step = 0; step < 100; step += 1) await Promise.resolve();
    const second = store.transact((tx) => tx.insert(counters, { name: 'second', count: 0 }));
    expect([await expectOk(first), (await second).isOk()]).toEqual([2, true]);
  });

  it('never run in between another, though that takes many steps', async () => {
    const store = await openStore([counters]);
    let running = 0;
    await allAtOnce(20, () =>
      store.transact((tx) => {
        running += 1;
        const work = async () => {
          expect(running).toBe(1);
          for (let step = 0; step < 5; step += 1) expect((await increment(tx, 'c')).isOk()).toBe(true);
          await nextTurn();
          running -= 1;
        };
        return new ResultAsync(work().then(() => increment(tx, 'c')));
      }),
    );
    expect(await count(store, 'c')).toBe(120);
  });

  it('take nothing of the others with them when they fail or throw', async () => {
    const store = await openStore([counters]);
    const outcomes = await allAtOnce(9, async (caller) =>
      store
        .transact((tx) =>
          increment(tx, 'c').andThen(() => {
            if (caller % 3 === 1) return errAsync({ type: 'test/refused' as const });
            if (caller % 3 === 2) throw new Error('a mistake');
            return okAsync(caller);
          }),
        )
        .then(
          (result) => (result.isOk() ? 'ok' : result.error.type),
          (thrown: unknown) => (thrown as Error).message,
        ),
    );
    expect(outcomes).toEqual(Array.from({ length: 3 }, () => ['ok', 'test/refused', 'a mistake']).flat());
    expect(await count(store, 'c')).toBe(3);
  });

  it('are held up by one that is stuck for its time at most', async () => {
    const store = await openStore([counters], { path: temporaryPath(), transactionTimeoutMs: 200 });
    const before = store.transact((tx) => increment(tx, 'c'));
    const stuck = store.transact((tx) =>
      increment(tx, 'c').andThen(() => new ResultAsync<never, never>(new Promise(() => undefined))),
    );
    const after = store.transact((tx) => increment(tx, 'c'));
    await expectErr(stuck, 'store/contention');
    await expectOk(before);
    await expectOk(after);
    expect(await count(store, 'c')).toBe(2);
  });
});

describe('views', () => {
  it('see one state, also when another commit falls between their first two reads', async () => {
    const store = await openStore([counters]);
    await expectOk(store.transact((tx) => tx.put(counters, { name: 'a', count: 1 })));
    let runs = 0;
    const seen = await expectOk(
      store.read((view) => {
        runs += 1;
        const work = async () => {
          const first = (await view.get(counters, ['a']))._unsafeUnwrap()?.value.count;
          await expectOk(store.transact((tx) => increment(tx, 'a')));
          const again = await view.get(counters, ['a']);
          return again.map((stored) => [first, stored?.value.count]);
        };
        return new ResultAsync(work());
      }),
    );
    expect(seen).toEqual([2, 2]);
    expect(runs).toBe(2);
    expect(await count(store, 'a')).toBe(3);
  });

  it('keep the state of their first two reads to the end', async () => {
    const store = await openStore([counters]);
    await expectOk(store.transact((tx) => tx.put(counters, { name: 'a', count: 1 })));
    const seen = await expectOk(
      store.read((view) => {
        const work = async () => {
          const counts: (number | undefined)[] = [];
          for (let read = 0; read < 4; read += 1) {
            if (read >= 2) await expectOk(store.transact((tx) => increment(tx, 'a')));
            counts.push((await view.get(counters, ['a']))._unsafeUnwrap()?.value.count);
          }
          return counts;
        };
        return ResultAsync.fromSafePromise(work());
      }),
    );
    expect(seen).toEqual([1, 1, 1, 1]);
    expect(await count(store, 'a')).toBe(3);
  });

  it('wait for a connection when there are more of them than readers, and give up when their signal fires', async () => {
    const store = await openStore([counters], { path: temporaryPath(), readers: 2 });
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const holding = allAtOnce(2, () =>
      store.read((view) => view.get(counters, ['a']).andThen(() => ResultAsync.fromSafePromise(held))),
    );
    const controller = new AbortController();
    const aborted = store.read((view) => view.get(counters, ['a']), { signal: controller.signal });
    let started = false;
    const waiting = store.read((view) => {
      started = true;
      return view.get(counters, ['a']);
    });
    await nextTurn();
    controller.abort();
    await expectErr(aborted, 'request/aborted');
    expect(started).toBe(false);
    release();
    await expectOk(waiting);
    expect((await holding).every((result) => result.isOk())).toBe(true);
  });

  it('are waited for by dispose', async () => {
    const store = await openStore([counters], { path: temporaryPath(), readers: 1 });
    const reads = Array.from({ length: 5 }, () => store.read((view) => view.scan(counters, { limit: 1 })));
    await store.dispose();
    for (const read of reads) await expectOk(read);
  });
});
