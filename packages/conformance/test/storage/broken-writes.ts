import { err, errAsync, ok, ResultAsync, systemClock, type Result, type TenantId } from '@carrel/core/kernel';
import type { MemoryContents } from '@carrel/core/memory';
import { storageFailed, type ContentDigest, type StorageError, type StreamedContent } from '@carrel/core/storage';
import { streamed } from '../../src/storage/contents-of-cases.js';
import type { BrokenStorage } from './broken-storage.js';

/** Breaks what is promised of `put` and `putMany`. */
export const brokenWrites: Readonly<Record<string, BrokenStorage>> = {
  storesWhateverItGets: {
    found: 'put refuses bytes of another digest with storage/content-corrupt, and stores nothing',
    alter: (inner, contents) => ({
      put: (tenant, content) =>
        inner
          .getMany(tenant, [])
          .andThen(() => keptWhole(content).map((data) => keep(contents, tenant, { ...content, data }))),
    }),
  },

  doesNotCount: {
    found: 'put refuses fewer bytes than was said with storage/content-corrupt, and stores nothing',
    alter: (inner) => ({
      put: (tenant, content, options) =>
        keptWhole(content).andThen((data) => inner.put(tenant, { ...streamed(data), digest: content.digest }, options)),
    }),
  },

  keepsThePartBeforeAnError: {
    found: 'put fails with storage/failed when the source throws, and stores nothing',
    alter: (inner, contents) => ({
      put: (tenant, content, options) => {
        const parts: Uint8Array[] = [];
        return inner.put(tenant, { ...content, data: noted(content.data, parts) }, options).mapErr((error) => {
          if (error.type === 'storage/failed') keep(contents, tenant, { ...content, data: Buffer.concat(parts) });
          return error;
        });
      },
    }),
  },

  keepsThePartBeforeAnAbort: {
    found: 'a signal in the middle of put ends it with request/aborted, and nothing is stored',
    alter: (inner, contents) => ({
      put: (tenant, content, options) => {
        const parts: Uint8Array[] = [];
        return inner.put(tenant, { ...content, data: noted(content.data, parts) }, options).mapErr((error) => {
          if (error.type === 'request/aborted') keep(contents, tenant, { ...content, data: Buffer.concat(parts) });
          return error;
        });
      },
    }),
  },

  keepsThePartBeforeItsEnd: {
    found: 'of a put that was cut off nothing is there, and it can be done again',
    alter: (inner, contents) => ({
      put: (tenant, content, options) => {
        const parts: Uint8Array[] = [];
        return inner.put(tenant, { ...content, data: noted(content.data, parts) }, options).mapErr((error) => {
          if (error.type === 'storage/closed') keep(contents, tenant, { ...content, data: Buffer.concat(parts) });
          return error;
        });
      },
    }),
  },

  takesAwayBeforeItStores: {
    found: 'put of wrong bytes under the digest of a stored content leaves it as it was',
    alter: (inner) => ({
      put: (tenant, content, options) =>
        inner.remove(tenant, [content.digest]).andThen(() => inner.put(tenant, content, options)),
    }),
  },

  leavesTheStampOfPut: {
    found: 'put of what is there makes it stored now',
    alter: (inner, contents) => ({
      put: (tenant, content, options) => {
        const before = contents.find(tenant, content.digest);
        return inner.put(tenant, content, options).map(() => {
          const after = contents.find(tenant, content.digest);
          if (before !== null && after !== null) contents.set(tenant, content.digest, { ...after, ...before });
        });
      },
    }),
  },

  leavesTheStampOfPutMany: {
    found: 'putMany of what is there makes it stored now',
    alter: (inner, contents) => ({
      putMany: (tenant, all, options) =>
        inner.putMany(
          tenant,
          all.filter(({ digest }) => contents.find(tenant, digest) === null),
          options,
        ),
    }),
  },

  trustsWhatIsThere: {
    found: 'put mends a damaged small content',
    alter: (inner, contents) => ({
      put: (tenant, content, options) => {
        const before = contents.find(tenant, content.digest);
        return inner.put(tenant, content, options).map(() => {
          if (before !== null) contents.set(tenant, content.digest, { ...before, storedAt: systemClock.now() });
        });
      },
    }),
  },

  believesDigestsOfMany: {
    found: 'putMany never stores bytes under a digest that is not theirs',
    alter: (inner, contents) => ({
      putMany: (tenant, all, options) =>
        inner.putMany(tenant, [], options).map(() => {
          for (const content of all) keep(contents, tenant, content);
        }),
    }),
  },

  keepsTheBytesOfTheCaller: {
    found: 'what the caller does with bytes that it gave or got changes nothing that is stored',
    alter: (inner, contents) => ({
      putMany: (tenant, all, options) =>
        inner.putMany(tenant, all, options).map(() => {
          for (const content of all) keep(contents, tenant, content);
        }),
    }),
  },

  refusesTheSecondWriter: {
    found: 'one small content is stored once, and every caller is told so, with 8 callers at once',
    alter: (inner) => {
      let writing = false;
      return {
        put: (tenant, content, options) => {
          if (writing) return errAsync(storageFailed());
          writing = true;
          const done = (): void => {
            writing = false;
          };
          return inner.put(tenant, content, options).andTee(done).orTee(done);
        },
      };
    },
  },

  forgetsItsSource: {
    found: 'put ends a source that gives too much, soon and for good',
    alter: (inner) => ({
      put: (tenant, content, options) => inner.put(tenant, { ...content, data: withoutReturn(content.data) }, options),
    }),
  },

  waitsForASilentSource: {
    found: 'dispose ends a put that waits for its source with storage/closed, and the source',
    alter: (inner) => ({
      put: (tenant, content, options) =>
        inner
          .getMany(tenant, [], options)
          .andThen(() => keptWhole(content))
          .andThen((data) => inner.put(tenant, { ...content, ...streamed(data), digest: content.digest }, options)),
    }),
  },
};

function keep(
  contents: MemoryContents,
  tenantId: TenantId,
  { digest, data }: { readonly digest: ContentDigest; readonly data: Uint8Array },
): void {
  contents.set(tenantId, digest, { data, storedAt: systemClock.now() });
}

function keptWhole(content: StreamedContent): ResultAsync<Uint8Array, StorageError> {
  const read = async (): Promise<Result<Uint8Array, StorageError>> => {
    const parts: Uint8Array[] = [];
    try {
      for await (const chunk of content.data) parts.push(chunk);
      return ok(Buffer.concat(parts));
    } catch (thrown) {
      return err(storageFailed(thrown));
    }
  };
  return new ResultAsync(read());
}

function noted(source: AsyncIterable<Uint8Array>, parts: Uint8Array[]): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]: () => {
      const iterator = source[Symbol.asyncIterator]();
      return {
        next: async () => {
          const item = await iterator.next();
          if (item.done !== true) parts.push(item.value);
          return item;
        },
        return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}

function withoutReturn(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]: () => {
      const iterator = source[Symbol.asyncIterator]();
      return { next: () => iterator.next() };
    },
  };
}
