import assert from 'node:assert/strict';
import { err, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import { memoryStore } from '@carrel/core/memory';
import type { RecordStore, Transaction } from '@carrel/core/store';
import fc from 'fast-check';
import type { CasesOptions } from '../cases.js';
import { expectOk } from '../expect-result.js';
import type { RecordStoreSubject } from '../record-store/record-store-subject.js';
import { notes, step, type Step } from './random-step.js';

export interface RandomStepsOptions extends Pick<CasesOptions<RecordStoreSubject>, 'test' | 'createSubject'> {
  /** How many random histories are tried. Each gets a subject of its own. @default 100 */
  readonly runs?: number;
}

/**
 * Proves that a store answers as the reference does, `memoryStore`, whatever it is asked: random transactions of inserts, puts,
 * removals, reads and scans by every index, some of them taken back, with keys and values whose order is easily got wrong. A
 * history that tells the two apart is made as short as it can be, and printed.
 *
 * @example
 * describeRandomSteps({ test: { describe, it }, createSubject: () => ({ subject: myStore(), dispose: () => Promise.resolve() }) });
 */
export function describeRandomSteps({ test, createSubject, runs = 100 }: RandomStepsOptions): void {
  const histories = fc.array(fc.tuple(fc.array(step, { maxLength: 12 }), fc.boolean()), { maxLength: 8 });
  test.describe('RecordStore beside the reference', () => {
    test.it('random transactions are answered as by the reference', async () => {
      const property = fc.asyncProperty(histories, async (history) => {
        const { subject, dispose } = await createSubject();
        try {
          await compare(subject, history);
        } finally {
          await subject.dispose();
          await dispose();
        }
      });
      await fc.assert(property, { numRuns: runs });
    });
  });
}

async function compare(store: RecordStore, history: readonly (readonly [readonly Step[], boolean])[]): Promise<void> {
  const reference = memoryStore();
  for (const each of [store, reference]) await expectOk(each.open([notes]));
  for (const [steps, keep] of history) {
    assert.deepEqual(await answers(store, steps, keep), await answers(reference, steps, keep));
  }
  assert.deepEqual(await everything(store), await everything(reference));
  await reference.dispose();
}

async function everything(store: RecordStore): Promise<unknown> {
  return plain(await expectOk(store.read((view) => view.scan(notes, { limit: 1_000 }))));
}

/** What the store answers to each step, all of them in one transaction, which is kept or not. */
async function answers(store: RecordStore, steps: readonly Step[], keep: boolean): Promise<readonly unknown[]> {
  let seen: unknown[] = [];
  const work = async (tx: Transaction): Promise<Result<null, { readonly type: string }>> => {
    // It may run more than once.
    seen = [];
    for (const each of steps) {
      const result = await perform(tx, each);
      seen.push(plain(result.isOk() ? result.value : { ...result.error, message: undefined }));
    }
    return keep ? ok(null) : err({ type: 'kit/refused' });
  };
  const kept = await store.transact((tx) => new ResultAsync(work(tx)));
  assert.equal(kept.isOk(), keep);
  return seen;
}

function perform(tx: Transaction, action: Step): ResultAsync<unknown, { readonly type: string }> {
  switch (action.do) {
    case 'insert':
      return tx.insert(notes, action.note, action.bytes);
    case 'put':
      return tx.put(notes, action.note, {
        ...(action.bytes === undefined ? {} : { bytes: action.bytes }),
        ...(action.expect === 0 ? {} : { expectVersion: action.expect }),
      });
    case 'remove':
      return tx.remove(notes, [action.note.tenantId, action.note.id], {
        ...(action.expect === 0 ? {} : { expectVersion: action.expect }),
      });
    case 'get':
      return tx.get(notes, [action.note.tenantId, action.note.id]);
    case 'scan':
      return tx.scan(notes, action.scan).andThen((page) => {
        if (page.next === null) return tx.getMany(notes, []).map(() => [page.items, null]);
        // Positions are each store's own; what follows them is not.
        return tx.scan(notes, { ...action.scan, after: page.next }).map((rest) => [page.items, rest.items]);
      });
  }
}

/** A value without what may differ between stores: fields that are there with `undefined`, and the class of bytes. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, plain(field)]));
}
