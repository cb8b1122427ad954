import { allAtOnce, eventually, expectErr, expectOk } from '@carrel/conformance';
import { systemClock } from '@carrel/core/kernel';
import { VirtualClock } from '@carrel/core/memory';
import type { RecordChange, RecordStore } from '@carrel/core/store';
import { describe, expect, it } from 'vitest';
import { hasStandIn } from './backend.js';
import { counters, increment, openOn, openStore } from './open-store.js';

async function watch(store: RecordStore, prefix: readonly string[] = ['c'], signal?: AbortSignal) {
  const changes = await expectOk(store.watch(counters, prefix, signal === undefined ? {} : { signal }));
  return changes[Symbol.asyncIterator]();
}

const changed: IteratorResult<RecordChange> = { done: false, value: { type: 'changed' } };
const over: IteratorResult<RecordChange> = { done: true, value: undefined };

describe.runIf(hasStandIn)('watches, on the stand-in', () => {
  it('of one record share one watch of the cluster, which is gone with the last of them', async () => {
    const { store, cluster } = await openStore();
    const controller = new AbortController();
    const all = await allAtOnce(1_000, () => watch(store));
    const last = await watch(store, ['c'], controller.signal);
    expect(cluster.watchCount).toBe(1);
    await Promise.all(all.map(async (each) => each.return?.()));
    expect(cluster.watchCount).toBe(1);
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    expect(await last.next()).toEqual(changed);
    controller.abort();
    await eventually(() => expect(cluster.watchCount).toBe(0));
  });

  it('of however many records and prefixes take a bounded number of watches of the cluster', async () => {
    const { store, cluster } = await openStore();
    await allAtOnce(3_000, (number) => watch(store, [`c${number}`]));
    await allAtOnce(100, () => watch(store, []));
    expect(cluster.watchCount).toBeLessThanOrEqual(256 + 16);
  });

  it.each([1009, 1025, 1031, 1037, 1101])('that the cluster ends are set anew, and tell of it (%i)', async (code) => {
    const { store, cluster } = await openStore();
    const watching = await watch(store);
    for (let round = 0; round < 3; round += 1) {
      cluster.breakWatches(code);
      expect(await watching.next()).toEqual(changed);
    }
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    expect(await watching.next()).toEqual(changed);
  });

  it('tell of what was committed while the cluster had none of them', async () => {
    const clock = new VirtualClock();
    const { store, cluster, options } = await openStore({ clock });
    const other = await openOn({ ...options, clock: systemClock });
    const watching = await watch(store);
    cluster.breakWatches(1101);
    await expectOk(other.transact((tx) => increment(tx, 'c')));
    expect(cluster.watchCount).toBe(0);
    const told = watching.next();
    await clock.advance(20);
    expect(await told).toEqual(changed);
    expect(cluster.watchCount).toBe(1);
  });

  it('tell of a commit without an answer', async () => {
    const { store, cluster } = await openStore();
    const watching = await watch(store);
    cluster.inject({ at: 'commit', code: 1021, landed: true });
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    expect(await watching.next()).toEqual(changed);
  });

  it('are refused in their time by a cluster that does not answer, and leave nothing', async () => {
    const { store, cluster } = await openStore({ connectTimeoutMs: 50, maxWatches: 1 });
    cluster.isDown = true;
    await expectErr(store.watch(counters, ['c']), 'store/unavailable');
    cluster.isDown = false;
    const watching = await watch(store);
    expect(cluster.watchCount).toBe(1);
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    expect(await watching.next()).toEqual(changed);
  });

  it('are not waited for any longer when their signal fires', async () => {
    const { store, cluster } = await openStore();
    cluster.isDown = true;
    const controller = new AbortController();
    const opening = store.watch(counters, ['c'], { signal: controller.signal });
    controller.abort();
    await expectErr(opening, 'request/aborted');
    cluster.isDown = false;
    await eventually(() => expect(cluster.watchCount).toBe(0));
  });

  it('are refused when the client library has as many as it may, and all that share one are', async () => {
    const { store, cluster } = await openStore();
    cluster.maxWatches = 3;
    const refused = await allAtOnce(3, () => expectErr(store.watch(counters, []), 'store/too-many-watches'));
    expect(refused.map(({ maxWatches }) => maxWatches)).toEqual([null, null, null]);
    await eventually(() => expect(cluster.watchCount).toBe(0));
    const watching = await watch(store);
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    expect(await watching.next()).toEqual(changed);
  });

  it('that cannot be set anew, because there are too many, say so and end', async () => {
    const { store, cluster } = await openStore();
    const watching = await watch(store);
    cluster.maxWatches = 0;
    await expectOk(store.transact((tx) => increment(tx, 'c')));
    expect(await watching.next()).toMatchObject({
      value: { type: 'failed', error: { type: 'store/too-many-watches' } },
    });
    expect(await watching.next()).toEqual(over);
  });

  it('do not keep a store from being disposed whose cluster is gone', async () => {
    const { store, cluster } = await openStore({ connectTimeoutMs: 50 });
    const watching = await watch(store);
    cluster.isDown = true;
    cluster.breakWatches(1101);
    const opening = store.watch(counters, ['other']);
    await store.dispose();
    await expectErr(opening, 'store/closed');
    expect(await watching.next()).toMatchObject({ value: { type: 'failed', error: { type: 'store/closed' } } });
    cluster.isDown = false;
    await eventually(() => expect(cluster.watchCount).toBe(0));
  });
});
