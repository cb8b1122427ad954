import { exec } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expectOk } from '@carrel/conformance';
import { collection, type RecordStore } from '@carrel/core/store';
import { describe, expect, it } from 'vitest';
import { fdbStore, type FdbStoreOptions } from '../src/index.js';
import { backendName, createBackend, hasCluster, hasStandIn, standIn } from './backend.js';
import { counters, countOf, increment } from './open-store.js';
import { stormy } from './storm.js';

const run = promisify(exec);

/** A shell command that kills processes of the cluster of `FDB_CLUSTER_FILE` and starts them again. */
const killCommand = process.env['FDB_KILL_COMMAND'];

const entries = collection<{ readonly id: string }>()('entries', { key: ['id'] });

/** How transactions ended, by the entry that each of them was to write. */
interface Ledger {
  readonly acknowledged: Set<string>;
  readonly refused: Set<string>;
  /** Of these nobody knows whether they were written. */
  readonly unknown: Set<string>;
}

/** Writes an entry and counts it, again and again, and writes down how each ended. */
async function work(store: RecordStore, name: string, ledger: Ledger, until: AbortSignal): Promise<void> {
  for (let number = 0; !until.aborted; number += 1) {
    const id = `${name}.${number}`;
    const counter = `c${number % 3}`;
    const done = await store.transact((tx) => tx.insert(entries, { id }).andThen(() => increment(tx, counter)));
    if (done.isOk()) ledger.acknowledged.add(id);
    else if ('maybeWritten' in done.error) ledger.unknown.add(id);
    else {
      // An entry that is there already was written twice.
      expect(done.error.type).toMatch(/^store\//);
      ledger.refused.add(id);
    }
  }
}

/** Lets eight writers on two stores work while `disturb` runs, and judges what is left. */
async function judge(options: FdbStoreOptions, disturb: () => Promise<void>): Promise<Ledger> {
  const stores = [fdbStore(options), fdbStore(options)];
  for (const store of stores) await expectOk(store.open([entries, counters]));
  const ledger: Ledger = { acknowledged: new Set(), refused: new Set(), unknown: new Set() };
  const over = new AbortController();
  const working = stores.flatMap((store, at) =>
    [0, 1, 2, 3].map((number) => work(store, `w${at}${number}`, ledger, over.signal)),
  );
  await disturb();
  over.abort();
  await Promise.all(working);
  const [store] = stores as [RecordStore];
  const written = new Set(await idsIn(store));
  expect([...ledger.acknowledged].filter((id) => !written.has(id))).toEqual([]);
  expect([...ledger.refused].filter((id) => written.has(id))).toEqual([]);
  const counts = await Promise.all(['c0', 'c1', 'c2'].map((name) => countOf(store, name)));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(written.size);
  for (const each of stores) await each.dispose();
  return ledger;
}

async function idsIn(store: RecordStore): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after: readonly (string | number)[] | null = []; after !== null;) {
    const from = after.length === 0 ? {} : { after };
    const page = await expectOk(store.read((view) => view.scan(entries, { limit: 500, ...from })));
    ids.push(...page.items.map(({ value }) => value.id));
    after = page.next as readonly (string | number)[] | null;
  }
  return ids;
}

describe.runIf(hasStandIn)('a cluster that goes and comes again, on the stand-in', () => {
  it('loses nothing that was acknowledged, and does nothing twice', async () => {
    const backend = standIn(stormy(11));
    const { cluster } = backend;
    const options = { ...backend.options, transactionTimeoutMs: 300, retryTimeoutMs: 300, connectTimeoutMs: 200 };
    const { acknowledged } = await judge(options, async () => {
      for (let round = 0; round < 3; round += 1) {
        await sleep(150);
        cluster.inject({ at: 'commit', code: 1021, landed: true, times: 3 });
        cluster.inject({ at: 'commit', code: 1031, landed: 'late', times: 2 });
        cluster.isDown = true;
        await sleep(round * 400);
        cluster.isDown = false;
        cluster.landLate();
      }
    });
    expect(acknowledged.size).toBeGreaterThan(50);
    await backend.dispose();
  });
});

describe.runIf(hasCluster && killCommand !== undefined)(`processes that are killed, on ${backendName}`, () => {
  it('take nothing with them that was acknowledged, and nothing is done twice', { timeout: 300_000 }, async () => {
    const backend = createBackend();
    const { acknowledged, refused, unknown } = await judge(backend.options, async () => {
      for (let round = 0; round < 6; round += 1) {
        await sleep(1_000 + 300 * round);
        await run(killCommand ?? '');
      }
      await sleep(5_000);
    });
    console.log(`${acknowledged.size} acknowledged, ${refused.size} refused, ${unknown.size} unknown`);
    expect(acknowledged.size).toBeGreaterThan(50);
    await backend.dispose();
  });
});
