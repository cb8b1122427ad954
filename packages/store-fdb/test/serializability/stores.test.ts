import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectOk } from '@carrel/conformance';
import { err, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import { collection, type RecordStore, type Transaction } from '@carrel/core/store';
import { sqliteStore } from '@carrel/store-sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fdbStore } from '../../src/index.js';
import { backendName, createBackend, hasFdb, hasStandIn, standIn } from '../backend.js';
import { stormy } from '../storm.js';
import { isSerializable, type Committed, type Step } from './history.js';

interface Cell {
  readonly id: number;
  readonly group: number;
  readonly value: string;
}

/** The index has the same order as the key, so that scans are by either. */
const cells = collection<Cell>()('cells', { key: ['id'], indexes: { byGroup: ['group', 'id'] } });

/** Few records, so that transactions meet. */
const id = fc.integer({ min: 0, max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('get'), id }),
  fc.record({ do: fc.constant('remove'), id }),
  fc.record({ do: fc.constant('put'), id, value: fc.constant('') }),
  fc.tuple(id, id).map(([one, two]) => ({ do: 'scan', id: Math.min(one, two), end: Math.max(one, two) + 1 }) as const),
) as fc.Arbitrary<Step>;
const transactions = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 7 });

async function run(tx: Transaction, each: Step, byIndex: boolean): Promise<Result<unknown, { readonly type: string }>> {
  switch (each.do) {
    case 'get':
      return tx.get(cells, [each.id]).map((stored) => stored?.value.value ?? null);
    case 'put':
      return tx.put(cells, { id: each.id, group: 1, value: each.value }).map(() => null);
    case 'remove':
      return tx.remove(cells, [each.id]).map(() => null);
    case 'scan': {
      const index = byIndex ? { index: 'byGroup', prefix: [1] } : {};
      const page = tx.scan(cells, { ...index, start: [each.id], end: [each.end], limit: 10 });
      return page.map(({ items }) => items.map(({ value }) => [value.id, value.value]));
    }
  }
}

let clock = 0;

/** Runs the steps in one transaction, every value that it writes its own. */
async function commit(store: RecordStore, number: number, plain: readonly Step[]): Promise<Committed> {
  const steps = plain.map((each, at) => (each.do === 'put' ? { ...each, value: `t${number}.${at}` } : each));
  let seen: unknown[] = [];
  const began = (clock += 1);
  const work = async (tx: Transaction): Promise<Result<null, { readonly type: string }>> => {
    seen = [];
    for (const [at, each] of steps.entries()) {
      const result = await run(tx, each, at % 2 === 1);
      if (result.isErr()) return err(result.error);
      seen.push(result.value);
    }
    return ok(null);
  };
  await expectOk(store.transact((tx) => new ResultAsync(work(tx))));
  return { steps, seen, began, ended: (clock += 1) };
}

/** Runs all transactions at the same time, on stores that share their data, and asks the checker. */
async function isAccepted(stores: readonly RecordStore[], all: readonly (readonly Step[])[]): Promise<boolean> {
  for (const store of stores) await expectOk(store.open([cells]));
  const [first] = stores;
  if (first === undefined) throw new Error('There is a store at least.');
  try {
    const history = await Promise.all(
      all.map((steps, number) => commit(stores[number % stores.length] ?? first, number, steps)),
    );
    const left = await expectOk(first.read((view) => view.scan(cells, { limit: 10 })));
    return isSerializable(history, new Map(left.items.map(({ value }) => [value.id, value.value])));
  } finally {
    for (const store of stores) await store.dispose();
  }
}

/** Each property makes dozens of stores. */
const TIMEOUT_MS = 60_000;

describe.runIf(hasFdb)(`random transactions at the same time on store-fdb, on ${backendName}`, () => {
  it('are serializable', { timeout: TIMEOUT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(transactions, async (all) => {
        const { options, cluster, dispose } = createBackend();
        if (cluster !== null) cluster.backOffScale = 0.01;
        expect(await isAccepted([fdbStore(options), fdbStore(options)], all)).toBe(true);
        await dispose();
      }),
      { numRuns: 60 },
    );
  });
});

describe.runIf(hasStandIn)('random transactions at the same time on store-fdb, on the stand-in', () => {
  it('are serializable in bad weather', { timeout: TIMEOUT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(transactions, fc.nat(), async (all, seed) => {
        const { options } = standIn(stormy(seed));
        expect(await isAccepted([fdbStore(options), fdbStore(options)], all)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('are found not to be where a cluster ignores conflicts', { timeout: TIMEOUT_MS }, async () => {
    const found = await fc.check(
      fc.asyncProperty(transactions, async (all) => {
        const { options, cluster } = standIn();
        cluster.ignoresConflicts = true;
        return isAccepted([fdbStore(options), fdbStore(options)], all);
      }),
      { numRuns: 60 },
    );
    expect(found.failed).toBe(true);
  });
});

describe('random transactions at the same time on store-sqlite', () => {
  it('are serializable', { timeout: TIMEOUT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(transactions, async (all) => {
        const directory = mkdtempSync(join(tmpdir(), 'carrel-serializable-'));
        const path = join(directory, 'carrel.db');
        try {
          const stores = [sqliteStore({ path, durability: 'normal' }), sqliteStore({ path, durability: 'normal' })];
          expect(await isAccepted(stores, all)).toBe(true);
        } finally {
          rmSync(directory, { recursive: true, force: true });
        }
      }),
      { numRuns: 40 },
    );
  });
});
