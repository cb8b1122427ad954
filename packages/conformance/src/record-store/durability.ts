import assert from 'node:assert/strict';
import type { RecordStore, StoreCapabilities } from '@carrel/core/store';
import type { Cases } from '../cases.js';
import { expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { counters, increment, note, notes, type OpenStore } from './record-store-subject.js';

/** What is there after the store was closed, and what another process that has it open sees. */
export function describeDurability(cases: Cases<OpenStore>, capabilities: StoreCapabilities): void {
  const durable = { has: capabilities.durable, lacks: 'the store is not durable' };
  const shared = { has: capabilities.multiProcess, lacks: 'the store is for one process alone' };

  cases.group('durability', () => {
    cases.itWhen(durable, 'everything committed is there after the store was closed', async (open) => {
      await open.insertNotes({ id: 'a', rank: 2, slug: 's', body: 'é' }, { id: 'b', rank: 1 });
      await open.write((tx) => tx.put(notes, note({ id: 'b', rank: 3 }), { bytes: Uint8Array.of(1, 2) }));
      await open.store.dispose();
      await withReopened(open, async (store) => {
        const page = await expectOk(store.read((view) => view.scan(notes, { index: 'byRank', limit: 10 })));
        assert.deepEqual(
          page.items.map(({ value, version, bytes }) => [value.id, version, bytes?.length]),
          [
            ['a', 1, undefined],
            ['b', 2, 2],
          ],
        );
      });
    });

    cases.itWhen(durable, 'a record goes on counting its version after the store was closed', async (open) => {
      await open.insertNotes({});
      await open.store.dispose();
      await withReopened(open, async (store) => {
        const put = await expectOk(store.transact((tx) => tx.put(notes, note(), { expectVersion: 1 })));
        assert.equal(put.version, 2);
      });
    });

    cases.itWhen(shared, 'a read sees what another store on the same data has committed', async (open) => {
      await withReopened(open, async (other) => {
        for (let count = 1; count <= 20; count += 1) {
          await open.write((tx) => tx.put(counters, { name: 'c', count }));
          const seen = await expectOk(other.read((view) => view.get(counters, ['c'])));
          assert.equal(seen?.value.count, count);
        }
      });
    });

    cases.itWhen(shared, 'no update is lost between stores on the same data', async (open) => {
      await withReopened(open, async (other) => {
        await allAtOnce(100, (caller) =>
          expectOk((caller % 2 === 0 ? open.store : other).transact((tx) => increment(tx, 'shared'))),
        );
        assert.equal(await open.count('shared'), 100);
      });
    });
  });
}

async function withReopened(open: OpenStore, use: (store: RecordStore) => Promise<void>): Promise<void> {
  const store = await open.reopen();
  assert.ok(store !== null, 'a subject that is durable or for several processes has "reopen"');
  try {
    await use(store);
  } finally {
    await store.dispose();
  }
}
