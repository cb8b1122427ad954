import { okAsync } from '@carrel/core/kernel';
import { recordKey, type CollectionSchema, type KeyPart, type Stored } from '@carrel/core/store';
import { alterStore } from './alter-store.js';
import { memory, type BrokenStore } from './broken-store.js';

/** Breaks what is promised of scans. */
export const brokenScans: Readonly<Record<string, BrokenStore>> = {
  ignoresPrefixes: {
    found: 'a prefix keeps the entries that begin with its values, whole ones',
    create: () =>
      alterStore(memory(), {
        view: (view) => ({ scan: (collection, { prefix: _, ...options }) => view.scan(collection, options) }),
      }),
  },

  includesTheEnd: {
    found: 'start is included and end is not, after the prefix',
    create: () =>
      alterStore(memory(), {
        view: (view) => ({
          scan: (collection, { end, ...options }) =>
            view.scan(collection, end === undefined ? options : { ...options, end: justAfter(end) }),
        }),
      }),
  },

  readsOneWay: {
    found: 'records are in the order of the key, from the first or from the last',
    create: () =>
      alterStore(memory(), {
        view: (view) => ({ scan: (collection, options) => view.scan(collection, { ...options, reverse: false }) }),
      }),
  },

  ordersByLocale: {
    found: 'strings are in the order of their UTF-8 bytes',
    create: () =>
      alterStore(memory(), {
        view: (view) => ({
          scan: (collection, options) =>
            view
              .scan(collection, options)
              .map(({ items, next }) => ({ items: [...items].sort(byLocale(collection)), next })),
        }),
      }),
  },

  neverSaysThatItEnded: {
    found: 'a page has at most limit records, and next is null on the last alone',
    create: () =>
      alterStore(memory(), {
        view: (view) => ({
          scan: (collection, options) =>
            view.scan(collection, options).map(({ items, next }) => {
              const last = items.at(-1);
              return { items, next: next ?? (last === undefined ? null : recordKey(collection, last.value)) };
            }),
        }),
      }),
  },

  unstablePaging: {
    found: 'pages put together are the whole scan, each record once, from the first',
    create: () =>
      alterStore(memory(), {
        view: (view) => ({
          scan: (collection, options) =>
            view.scan(collection, options).map(({ items, next }) => ({
              items: options.after === undefined ? items : [...items.slice(0, 1), ...items],
              next,
            })),
        }),
      }),
  },

  losesItsPlace: {
    found: 'a scan goes on after its position when the record there is gone',
    create: () =>
      alterStore(memory(), {
        view: (view) => ({
          scan: (collection, options) => {
            const key = options.after?.slice(-1);
            if (key === undefined) return view.scan(collection, options);
            return view
              .get(collection, ['ten_a', ...key])
              .andThen((stored) =>
                stored === null ? okAsync({ items: [], next: null }) : view.scan(collection, options),
              );
          },
        }),
      }),
  },

  forgetsToFillIndexes: {
    found: 'open fills a new index from the records that are there',
    create: () => {
      const inner = memory();
      const known = new Map<string, CollectionSchema>();
      return alterStore(inner, {
        store: {
          open: (collections) => {
            const first = collections.map((schema) => known.get(schema.name) ?? schema);
            for (const schema of first) known.set(schema.name, schema);
            return inner.open(first);
          },
        },
        view: (view) => ({
          scan: (collection, options) =>
            known.get(collection.name)?.indexes[options.index ?? ''] === undefined && options.index === 'byRank'
              ? okAsync({ items: [], next: null })
              : view.scan(collection, options),
        }),
      });
    },
  },
};

function justAfter(bound: readonly KeyPart[]): readonly KeyPart[] {
  return bound.map((part) => (typeof part === 'number' ? part + 0.5 : `${part}\0`));
}

function byLocale(collection: CollectionSchema) {
  const text = <R extends object>({ value }: Stored<R>) => recordKey(collection, value).join(' ');
  return <R extends object>(left: Stored<R>, right: Stored<R>) => text(left).localeCompare(text(right), 'en');
}
