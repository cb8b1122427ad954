import { collection, type ScanOptions } from '@carrel/core/store';
import fc from 'fast-check';

interface Note {
  readonly tenantId: string;
  readonly id: string;
  readonly rank?: number | null;
  readonly slug?: string | null;
}

export const notes = collection<Note>()('notes', {
  key: ['tenantId', 'id'],
  indexes: { byRank: ['tenantId', 'rank'], byAll: ['rank', 'slug'] },
  unique: { bySlug: ['tenantId', 'slug'] },
});

/** One thing that is asked of a store in a transaction. */
export type Step =
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

export const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('insert', 'put'), note, bytes, expect: version }),
  fc.record({ do: fc.constantFrom('remove', 'get'), note, expect: version }),
  fc.record({ do: fc.constant('scan'), scan }),
);
