import assert from 'node:assert/strict';
import type { RecordStore, StoreCapabilities } from '@carrel/core/store';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { whenAborted } from '../traits/when-aborted.js';
import { counters, increment, keyOf, note, notes, type OpenStore } from './record-store-subject.js';
import { Watching } from './watching.js';

/** What `watch` promises: nothing that is committed after it was armed goes untold. */
export function describeWatches(cases: Cases<OpenStore>, capabilities: StoreCapabilities): void {
  const watch = { has: capabilities.watch, lacks: 'the store has no watches' };
  const shared = {
    has: capabilities.watch && capabilities.multiProcess,
    lacks: 'the store has no watches, or is for one process alone',
  };
  cases.group('watches', () => {
    describeRecords(cases, watch);
    describePrefixes(cases, watch);
    describeRaces(cases, watch);
    describeOthers(cases, shared);
    describeEnds(cases, watch);
    describeLimit(cases, watch);
    cases.itWhen({ has: !watch.has, lacks: 'the store has watches' }, 'watch says that there is none', async (open) => {
      await expectErr(open.store.watch(notes, []), 'store/unsupported');
    });
  });
}

interface Capability {
  readonly has: boolean;
  readonly lacks: string;
}

const one = note();

function describeRecords(cases: Cases<OpenStore>, watch: Capability): void {
  cases.itWhen(watch, 'a watch tells of an insert, a put and a removal', async (open) => {
    const watching = await Watching.of(open.store, keyOf(one));
    await open.insertNotes({});
    await watching.changed();
    await open.write((tx) => tx.put(notes, note({ rank: 2 })));
    await watching.changed();
    await open.write((tx) => tx.remove(notes, keyOf(one)));
    await watching.changed();
    await watching.leave();
  });

  cases.itWhen(watch, 'a watch tells of a removal and an insert that leave the record as it was', async (open) => {
    await open.insertNotes({});
    const watching = await Watching.of(open.store, keyOf(one));
    await open.write((tx) => tx.remove(notes, keyOf(one)));
    await open.insertNotes({});
    await watching.changed();
    await watching.leave();
  });

  cases.itWhen(watch, 'a watch tells of a record that came and went again', async (open) => {
    const watching = await Watching.of(open.store, keyOf(one));
    await open.insertNotes({});
    await open.write((tx) => tx.remove(notes, keyOf(one)));
    await watching.changed();
    await watching.leave();
  });

  cases.itWhen(watch, 'a watch keeps one change for a reader that is slow, however many there were', async (open) => {
    const watching = await Watching.of(open.store, ['c'], counters);
    for (let time = 0; time < 50; time += 1) await open.write((tx) => increment(tx, 'c'));
    await watching.changed();
    const more = await watching.drain(300);
    assert.ok(more < 10, `${more} more changes were told`);
    await watching.leave();
  });

  cases.itWhen(watch, 'a thousand watches of one record all tell of its change', async (open) => {
    const all = await allAtOnce(1_000, () => Watching.of(open.store, keyOf(one)));
    await open.insertNotes({});
    await Promise.all(all.map((watching) => watching.changed()));
    await open.write((tx) => tx.put(notes, one));
    await Promise.all(all.map((watching) => watching.changed()));
    await Promise.all(all.map((watching) => watching.leave()));
  });
}

function describePrefixes(cases: Cases<OpenStore>, watch: Capability): void {
  cases.itWhen(watch, 'a watch of a prefix tells of every record whose key begins with it', async (open) => {
    const watching = await Watching.of(open.store, ['ten_a']);
    for (const id of ['a', 'b', 'c']) {
      await open.insertNotes({ id });
      await watching.changed();
    }
    await open.write((tx) => tx.remove(notes, ['ten_a', 'b']));
    await watching.changed();
    await watching.leave();
  });

  cases.itWhen(watch, 'a watch of the empty prefix tells of every record of its collection', async (open) => {
    const watching = await Watching.of(open.store, []);
    for (let number = 0; number < 20; number += 1) {
      await open.insertNotes({ tenantId: `ten_${number}`, id: `n${number}` });
      await watching.changed();
    }
    await watching.leave();
  });
}

function describeRaces(cases: Cases<OpenStore>, watch: Capability): void {
  cases.itWhen(watch, 'a change that is committed as soon as a watch is armed is told', async (open) => {
    for (let round = 0; round < 20; round += 1) {
      const watching = await Watching.of(open.store, ['c'], counters);
      await open.write((tx) => increment(tx, 'c'));
      await watching.changed();
      await watching.leave();
    }
  });

  cases.itWhen(watch, 'who arms, reads, and reads again after each change misses nothing', async (open) => {
    const target = 60;
    const followers = allAtOnce(5, (number) => follow(open.store, target, number));
    for (let count = 0; count < target; count += 1) await open.write((tx) => increment(tx, 'c'));
    await followers;
  });
}

function describeOthers(cases: Cases<OpenStore>, shared: Capability): void {
  cases.itWhen(shared, 'a watch tells of what another store on the same data commits', async (open) => {
    await withOther(open, async (other) => {
      const record = await Watching.of(open.store, keyOf(one));
      const prefix = await Watching.of(open.store, ['ten_a']);
      await expectOk(other.transact((tx) => tx.insert(notes, one)));
      await Promise.all([record.changed(), prefix.changed()]);
      assert.notEqual(await open.note('one'), null);
      await record.drain(50);
      await prefix.drain(50);
      await expectOk(other.transact((tx) => tx.remove(notes, keyOf(one))));
      await Promise.all([record.changed(), prefix.changed()]);
      await Promise.all([record.leave(), prefix.leave()]);
    });
  });

  cases.itWhen(shared, 'who follows a record misses nothing that several stores commit', async (open) => {
    await withOther(open, async (other) => {
      const target = 40;
      const followers = Promise.all([follow(open.store, target), follow(other, target)]);
      for (let count = 0; count < target; count += 1) {
        const store = count % 2 === 0 ? open.store : other;
        await expectOk(store.transact((tx) => increment(tx, 'c')));
      }
      await followers;
    });
  });
}

function describeEnds(cases: Cases<OpenStore>, watch: Capability): void {
  if (watch.has) {
    whenAborted(cases, {
      operations: { watch: ({ store }, signal) => store.watch(notes, keyOf(one), { signal }) },
    });
  }

  cases.itWhen(watch, 'a watch ends quietly when its signal fires, also while it is waited for', async (open) => {
    const controller = new AbortController();
    const waiting = await Watching.of(open.store, keyOf(one), notes, controller.signal);
    const idle = await Watching.of(open.store, keyOf(one), notes, controller.signal);
    const end = waiting.next();
    controller.abort();
    assert.equal(await end, null);
    assert.deepEqual([await waiting.next(), await idle.next()], [null, null]);
    await open.insertNotes({});
    assert.equal(await idle.next(), null);
  });

  cases.itWhen(watch, 'a watch ends when its reader leaves', async (open) => {
    const watching = await Watching.of(open.store, keyOf(one));
    const end = watching.next();
    await watching.leave();
    assert.deepEqual([await end, await watching.next()], [null, null]);
  });

  cases.itWhen(
    watch,
    'a watch fails with store/closed when the store is disposed, and tells nothing more',
    async (open) => {
      const waiting = await Watching.of(open.store, keyOf(one));
      const idle = await Watching.of(open.store, []);
      const end = waiting.next();
      await open.store.dispose();
      for (const change of [await end, await idle.next()]) {
        assert.equal(change?.type === 'failed' ? change.error.type : change?.type, 'store/closed');
      }
      assert.deepEqual([await waiting.next(), await idle.next()], [null, null]);
    },
  );
}

function describeLimit(cases: Cases<OpenStore>, watch: Capability): void {
  const openAll = (open: OpenStore, signalOf: (number: number) => AbortSignal | undefined = () => undefined) =>
    allAtOnce(open.maxWatches, (number) => Watching.of(open.store, keyOf(one), notes, signalOf(number)));

  cases.itWhen(watch, 'one watch more than there may be fails with store/too-many-watches', async (open) => {
    const [first, ...rest] = await openAll(open);
    const error = await expectErr(open.store.watch(notes, []), 'store/too-many-watches');
    assert.equal(error.maxWatches, open.maxWatches);
    await open.insertNotes({});
    await rest[0]?.changed();
    await first?.leave();
    const another = await Watching.of(open.store, []);
    await Promise.all([another, ...rest].map((watching) => watching.leave()));
  });

  cases.itWhen(watch, 'watches that have ended leave room for others', async (open) => {
    const controllers = Array.from({ length: open.maxWatches }, () => new AbortController());
    await openAll(open, (number) => controllers[number]?.signal);
    for (const controller of controllers) controller.abort();
    const again = await openAll(open);
    await Promise.all(again.map((watching) => watching.leave()));
    const last = await openAll(open);
    await Promise.all(last.map((watching) => watching.leave()));
  });
}

/** Follows the counter `c` until it is at `target`. */
async function follow(store: RecordStore, target: number, lateMs = 0): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, lateMs));
  const watching = await Watching.of(store, ['c'], counters);
  for (;;) {
    const stored = await expectOk(store.read((view) => view.get(counters, ['c'])));
    if ((stored?.value.count ?? 0) >= target) break;
    await watching.changed();
  }
  await watching.leave();
}

async function withOther(open: OpenStore, use: (store: RecordStore) => Promise<void>): Promise<void> {
  const other = await open.reopen();
  assert.ok(other !== null, 'a subject that is for several processes has "reopen"');
  try {
    await use(other);
  } finally {
    await other.dispose();
  }
}
