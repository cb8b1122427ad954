import { eventually, expectOk } from '@carrel/conformance';
import { VirtualClock } from '@carrel/core/memory';
import type { RecordChange, RecordStore } from '@carrel/core/store';
import { expect, it, onTestFinished } from 'vitest';
import { startChild } from './child-process.js';
import { counters, increment } from './counters.js';
import { openStore, temporaryPath } from './temporary-store.js';

const changed: IteratorResult<RecordChange> = { done: false, value: { type: 'changed' } };

async function watch(store: RecordStore, prefix: readonly string[] = ['shared']) {
  const changes = await expectOk(store.watch(counters, prefix));
  return changes[Symbol.asyncIterator]();
}

it('a watch follows what another process commits, to its last commit', async () => {
  const path = temporaryPath();
  const store = await openStore([counters], { path });
  const watching = await watch(store);
  const child = await startChild('increment-loop', [path, '50']);
  onTestFinished(() => {
    child.process.kill('SIGKILL');
  });
  for (let count = 0; count < 50;) {
    expect(await watching.next()).toEqual(changed);
    const stored = await expectOk(store.read((view) => view.get(counters, ['shared'])));
    count = stored?.value.count ?? 0;
  }
  expect(await child.ended).toBe(0);
});

it('what this process commits is told at once, and what another commits within the interval', async () => {
  const path = temporaryPath();
  const clock = new VirtualClock();
  const store = await openStore([counters], { path, clock, watchIntervalMs: 1_000 });
  const other = await openStore([counters], { path });
  const watching = await watch(store);
  await expectOk(store.transact((tx) => increment(tx, 'shared')));
  expect(await watching.next()).toEqual(changed);
  await clock.advance(5_000);
  const told: unknown[] = [];
  void watching.next().then((step) => told.push(step));
  await expectOk(other.transact((tx) => increment(tx, 'shared')));
  await clock.advance(999);
  expect(told).toEqual([]);
  await clock.advance(1);
  await eventually(() => expect(told).toEqual([changed]));
});

it('nothing is asked while nothing is watched', async () => {
  const path = temporaryPath();
  const clock = new VirtualClock();
  const store = await openStore([counters], { path, clock });
  const other = await openStore([counters], { path });
  await clock.advance(10_000);
  expect(clock.pendingTimers).toBe(0);
  const [first, second] = [await watch(store), await watch(store, [])];
  expect(clock.pendingTimers).toBe(1);
  await first.return?.();
  expect(clock.pendingTimers).toBe(1);
  await second.return?.();
  expect(clock.pendingTimers).toBe(0);
  // What was committed before it is nothing to a later watch, and what comes after it is.
  await expectOk(other.transact((tx) => increment(tx, 'shared')));
  const third = await watch(store);
  await expectOk(other.transact((tx) => increment(tx, 'shared')));
  await clock.advance(100);
  expect(await third.next()).toEqual(changed);
});
