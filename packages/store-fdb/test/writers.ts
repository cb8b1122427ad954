import { expectOk } from '@carrel/conformance';
import { collection, type RecordStore } from '@carrel/core/store';
import { expect } from 'vitest';
import { fdbStore, type FdbStoreOptions } from '../src/index.js';
import { counters, countOf, increment } from './open-store.js';

const entries = collection<{ readonly id: string }>()('entries', { key: ['id'] });

/** How transactions ended, by the entry that each of them was to write. */
export interface Ledger {
  readonly acknowledged: Set<string>;
  readonly refused: Set<string>;
  /** Of these nobody knows whether they were written. */
  readonly unknown: Set<string>;
  /** The longest time in which none was acknowledged, in milliseconds. */
  longestPauseMs: number;
  acknowledgedAt: number;
}

/** Writes an entry and counts it, again and again, and writes down how each ended. */
async function work(store: RecordStore, name: string, ledger: Ledger, until: AbortSignal): Promise<void> {
  for (let number = 0; !until.aborted; number += 1) {
    const id = `${name}.${number}`;
    const counter = `c${number % 3}`;
    const done = await store.transact((tx) => tx.insert(entries, { id }).andThen(() => increment(tx, counter)));
    if (done.isOk()) acknowledge(ledger, id);
    else if ('maybeWritten' in done.error) ledger.unknown.add(id);
    else {
      // An entry that is there already was written twice.
      expect(done.error.type).toMatch(/^store\//);
      ledger.refused.add(id);
    }
  }
}

function acknowledge(ledger: Ledger, id: string): void {
  const now = performance.now();
  ledger.longestPauseMs = Math.max(ledger.longestPauseMs, now - ledger.acknowledgedAt);
  ledger.acknowledgedAt = now;
  ledger.acknowledged.add(id);
}

/** Lets eight writers on two stores work while `disturb` runs, and judges what is left. */
export async function judge(options: FdbStoreOptions, disturb: (ledger: Ledger) => Promise<void>): Promise<Ledger> {
  const stores = [fdbStore(options), fdbStore(options)];
  for (const store of stores) await expectOk(store.open([entries, counters]));
  const ledger: Ledger = {
    acknowledged: new Set(),
    refused: new Set(),
    unknown: new Set(),
    longestPauseMs: 0,
    acknowledgedAt: performance.now(),
  };
  const over = new AbortController();
  const working = stores.flatMap((store, at) =>
    [0, 1, 2, 3].map((number) => work(store, `w${at}${number}`, ledger, over.signal)),
  );
  await disturb(ledger);
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
