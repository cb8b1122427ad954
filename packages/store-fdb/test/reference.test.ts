import { expectOk } from '@carrel/conformance';
import { err, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import { memoryStore } from '@carrel/core/memory';
import { collection, type RecordStore, type ScanOptions, type Transaction } from '@carrel/core/store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasStandIn } from './backend.js';
import { openStore } from './open-store.js';

interface Note {
  readonly tenantId: string;
  readonly id: string;
  readonly rank?: number | null;
  readonly slug?: string | null;
}

const notes = collection<Note>()('notes', {
  key: ['tenantId', 'id'],
  indexes: { byRank: ['tenantId', 'rank'], byAll: ['rank', 'slug'] },
  unique: { bySlug: ['tenantId', 'slug'] },
});

type Step =
  | {
      readonly do: 'insert' | 'put';
      readonly note: Note;
      readonly bytes: Uint8Array | undefined;
      readonly expect: number;
    }
  | { readonly do: 'remove' | 'get'; readonly note: Note; readonly expect: number }
  | { readonly do: 'scan'; readonly scan: ScanOptions };

// Few values, so that they meet; odd ones, so that their order matters.
const tenant = fc.constantFrom('t', 'ta', 'é');
const id = fc.constantFrom('a', 'b', 'ab', '', '1', '\u{1f600}', '\uffee', 'a\0b');
const rank = fc.constantFrom(-1.5, 0, 1, 2, 10, 2 ** 53, null, undefined);
const slug = fc.constantFrom('x', 'y', 'X', 'é', '10', '9', null, undefined);
const note: fc.Arbitrary<Note> = fc.record({ tenantId: tenant, id, rank, slug }) as fc.Arbitrary<Note>;
const bytes = fc.option(fc.uint8Array({ maxLength: 3 }), { nil: undefined });
const version = fc.constantFrom(0, 0, 1, 2, 3);
const number = fc.constantFrom(-2, 0, 1, 5);

const bounds = (prefixes: readonly fc.Arbitrary<string | number>[], rest: fc.Arbitrary<string | number>) =>
  fc
    .record(
      {
        prefix: fc.oneof(...prefixes.map((_, count) => fc.tuple(...prefixes.slice(0, count)))),
        reverse: fc.boolean(),
        limit: fc.integer({ min: 1, max: 4 }),
      },
      { requiredKeys: ['limit'] },
    )
    .chain((scan) => {
      const bound = fc.tuple(prefixes[scan.prefix?.length ?? 0] ?? rest);
      return fc.record({ start: bound, end: bound }, { requiredKeys: [] }).map((range) => ({ ...scan, ...range }));
    });

const scan: fc.Arbitrary<ScanOptions> = fc.oneof(
  bounds([tenant, id], id),
  bounds([tenant, number], number).map((options) => ({ ...options, index: 'byRank' })),
  bounds([number, fc.constantFrom('x', 'y')], id).map((options) => ({ ...options, index: 'byAll' })),
  bounds([tenant, fc.constantFrom('x', 'y', '9')], id).map((options) => ({ ...options, index: 'bySlug' })),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('insert', 'put'), note, bytes, expect: version }),
  fc.record({ do: fc.constantFrom('remove', 'get'), note, expect: version }),
  fc.record({ do: fc.constant('scan'), scan }),
);

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

/** What the store answers to each step, all of them in one transaction, which is kept or not. */
async function answers(store: RecordStore, steps: readonly Step[], keep: boolean): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const work = async (tx: Transaction): Promise<Result<null, { readonly type: string }>> => {
    for (const each of steps) {
      const result = await perform(tx, each);
      seen.push(result.isOk() ? result.value : { ...result.error, message: undefined });
    }
    return keep ? ok(null) : err({ type: 'test/refused' });
  };
  const kept = await store.transact((tx) => new ResultAsync(work(tx)));
  expect(kept.isOk()).toBe(keep);
  return seen;
}

describe.runIf(hasStandIn)('the store, on the stand-in', () => {
  it('answers as the reference does, whatever it is asked', async () => {
    const transactions = fc.array(fc.tuple(fc.array(step, { maxLength: 12 }), fc.boolean()), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(transactions, async (all) => {
        const { store: fdb } = await openStore({}, [notes]);
        const memory = memoryStore();
        await expectOk(memory.open([notes]));
        for (const [steps, keep] of all) {
          expect(await answers(fdb, steps, keep)).toEqual(await answers(memory, steps, keep));
        }
        const everything = (store: RecordStore) => expectOk(store.read((view) => view.scan(notes, { limit: 1_000 })));
        expect(await everything(fdb)).toEqual(await everything(memory));
        await fdb.dispose();
      }),
      { numRuns: 100 },
    );
  });
});
