import { posix } from 'node:path';
import { okAsync, type TenantId } from '@carrel/core/kernel';
import type { MemoryContents } from '@carrel/core/memory';
import type { ContentDigest } from '@carrel/core/storage';
import type { BrokenStorage } from './broken-storage.js';

/** Breaks what is promised of `get`, `getMany`, `remove`, `list`, tenants and life. */
export const brokenReads: Readonly<Record<string, BrokenStorage>> = {
  readsManyInItsOwnOrder: {
    found: 'getMany gives the bytes in the order of the digests, also of one that is named twice',
    alter: (inner) => ({
      getMany: (tenant, digests, options) => inner.getMany(tenant, digests.toSorted(), options),
    }),
  },

  givesNothingForWhatIsMissing: {
    found: 'getMany fails with storage/content-not-found when one of them is not there',
    alter: (inner, contents) => ({
      getMany: (tenant, digests, options) =>
        inner.getMany(
          tenant,
          digests.filter((digest) => contents.find(tenant, digest) !== null),
          options,
        ),
    }),
  },

  givesDamagedBytes: {
    found: 'get finds out that a small content is damaged',
    alter: (inner, contents) => ({
      get: (tenant, digest, options) =>
        inner.get(tenant, digest, options).map(() => unchecked(contents, tenant, digest)),
    }),
  },

  endsQuietlyWhenAborted: {
    found: 'a signal in the middle of a reader ends it with request/aborted',
    alter: (inner) => ({
      get: (tenant, digest, options) => inner.get(tenant, digest, options).map(quietly),
    }),
  },

  readsOnAfterDispose: {
    found: 'dispose ends a reader under way with an error',
    alter: (inner, contents) => ({
      get: (tenant, digest, options) =>
        inner.get(tenant, digest, options).map(() => unchecked(contents, tenant, digest)),
    }),
  },

  endsQuietlyWhenRemoved: {
    found: 'a reader under way when its content is removed gets all of it, or an error',
    alter: (inner, contents) => ({
      get: (tenant, digest, options) =>
        inner.get(tenant, digest, options).map(async function* (chunks) {
          for await (const chunk of chunks) {
            if (contents.find(tenant, digest) === null) return;
            yield chunk;
          }
        }),
    }),
  },

  removesOneAtATime: {
    found: 'remove takes many at once',
    alter: (inner) => ({
      remove: (tenant, digests, options) => inner.remove(tenant, digests.slice(0, 1_000), options),
    }),
  },

  listsInNoOrder: {
    found: 'list has every content once, in the order of the digests, with its bytes',
    alter: (inner) => ({
      list: (tenant, options) =>
        inner.list(tenant, options).map(({ items, next }) => ({ items: items.toReversed(), next })),
    }),
  },

  forgetsTheLimit: {
    found: 'a page has at most 1,000 contents, and at least the one that a limit below 1 stands for',
    alter: (_, contents) => ({
      list: (tenant, { limit = 1_000, after } = {}) => okAsync(contents.page(tenant, limit, after)),
    }),
  },

  alwaysHasANext: {
    found: 'pages of whatever limit have the same together, and the last has no next',
    alter: (inner) => ({
      list: (tenant, options) =>
        inner.list(tenant, options).map(({ items }) => ({ items, next: items.at(-1)?.digest ?? null })),
    }),
  },

  goesOnByNumber: {
    found: 'what is there all the time is listed exactly once while others come and go',
    alter: (inner) => {
      const offsets = new Map<string, number>();
      return {
        list: (tenant, options = {}) => {
          const { after, limit = 1_000 } = options;
          const offset = after === undefined ? 0 : (offsets.get(after) ?? 0);
          return inner.list(tenant).map((all) => {
            const items = all.items.slice(offset, offset + limit);
            const last = items.at(-1);
            if (last !== undefined) offsets.set(last.digest, offset + limit);
            return { items, next: offset + limit < all.items.length ? (last?.digest ?? null) : null };
          });
        },
      };
    },
  },

  sharesContents: {
    found: 'get answers for a thing of another tenant as for a missing one',
    alter: (inner) => {
      const owners = new Map<ContentDigest, TenantId>();
      return {
        put: (tenant, content, options) => {
          owners.set(content.digest, tenant);
          return inner.put(tenant, content, options);
        },
        get: (tenant, digest, options) => inner.get(owners.get(digest) ?? tenant, digest, options),
      };
    },
  },

  removesForEveryone: {
    found: 'one content of two tenants is each one alone',
    alter: (inner, contents) => {
      const tenants = new Set<TenantId>();
      return {
        put: (tenant, content, options) => {
          tenants.add(tenant);
          return inner.put(tenant, content, options);
        },
        remove: (tenant, digests, options) =>
          inner.remove(tenant, digests, options).map(() => {
            for (const other of tenants) for (const digest of digests) contents.delete(other, digest);
          }),
      };
    },
  },

  followsPaths: {
    found: 'a tenant id of whatever text reaches nothing of another tenant',
    alter: (inner) => ({
      get: (tenant, digest, options) => inner.get(posix.normalize(`/${tenant}`).slice(1) as TenantId, digest, options),
    }),
  },

  ignoresCase: {
    found: 'a digest of whatever text is that of nothing',
    alter: (inner) => ({
      get: (tenant, digest, options) => inner.get(tenant, digest.toLowerCase() as ContentDigest, options),
    }),
  },

  opensItself: {
    found: 'list fails with storage/closed before open',
    alter: (inner) => ({
      list: (tenant, options) => inner.open().andThen(() => inner.list(tenant, options)),
    }),
  },

  ignoresSignals: {
    found: 'remove fails with request/aborted when its signal has fired',
    alter: (inner) => ({ remove: (tenant, digests) => inner.remove(tenant, digests) }),
  },

  forgetsWhatIsThere: {
    found: 'everything stored is there after the storage was closed',
    alter: (inner, contents) => {
      const known = new Set<ContentDigest>();
      return {
        put: (tenant, content, options) => {
          known.add(content.digest);
          return inner.put(tenant, content, options);
        },
        get: (tenant, digest, options) => {
          if (!known.has(digest)) contents.delete(tenant, digest);
          return inner.get(tenant, digest, options);
        },
      };
    },
  },
};

async function* unchecked(
  contents: MemoryContents,
  tenantId: TenantId,
  digest: ContentDigest,
): AsyncGenerator<Uint8Array> {
  const { data = new Uint8Array() } = contents.find(tenantId, digest) ?? {};
  for (let start = 0; start < data.length; start += 65_536) yield data.slice(start, start + 65_536);
}

async function* quietly(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch {
    // The promise that is broken.
  }
}
