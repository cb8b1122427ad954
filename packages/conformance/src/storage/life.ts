import assert from 'node:assert/strict';
import { tenantId, type TenantId } from '@carrel/core/kernel';
import { contentDigest, type ContentDigest, type StorageProvider } from '@carrel/core/storage';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { whenAborted } from '../traits/when-aborted.js';
import { whenClosed, type Operation } from '../traits/when-closed.js';
import { bytesOf, expectThrown, hangingSource, pattern, small, streamed, text } from './contents-of-cases.js';
import type { OpenStorage } from './open-storage.js';
import type { StorageSubject } from './storage-subject.js';

/** What `open`, `dispose` and the signals of the caller promise. */
export function describeLife(cases: Cases<OpenStorage>): void {
  cases.group('life', () => {
    describeOpening(cases);
    describeClosing(cases);
    describeAborting(cases);
  });
}

const TENANT = `${tenantId.prefix}_00000000000000000000000000` as TenantId;
const DATA = text('a content');
const DIGEST = contentDigest(DATA);
/** More than any implementation has under way for one reader. */
const LARGE = pattern(30_000_000);

interface OnStorage {
  readonly storage: StorageProvider;
}

const operations: Readonly<Record<string, Operation<OnStorage, [AbortSignal?]>>> = {
  put: ({ storage }, signal) => storage.put(TENANT, streamed(DATA), given(signal)),
  putMany: ({ storage }, signal) => storage.putMany(TENANT, [small(DATA)], given(signal)),
  'putMany of nothing': ({ storage }, signal) => storage.putMany(TENANT, [], given(signal)),
  get: ({ storage }, signal) => storage.get(TENANT, DIGEST, given(signal)),
  getMany: ({ storage }, signal) => storage.getMany(TENANT, [DIGEST], given(signal)),
  'getMany of nothing': ({ storage }, signal) => storage.getMany(TENANT, [], given(signal)),
  remove: ({ storage }, signal) => storage.remove(TENANT, [DIGEST], given(signal)),
  list: ({ storage }, signal) => storage.list(TENANT, given(signal)),
};

/** What holds before `open`; it needs storages that are not open. */
export function describeUnopened(cases: Cases<StorageSubject>): void {
  cases.group('before open', () => {
    const unopened = Object.entries(operations).map(
      ([name, operation]) => [name, ({ subject }: StorageSubject) => operation({ storage: subject })] as const,
    );
    whenClosed(cases, {
      when: 'before open',
      close: () => Promise.resolve(),
      operations: Object.fromEntries(unopened),
      expected: 'storage/closed',
    });

    cases.it('a storage that was never opened can be disposed, and has a name', async ({ subject }) => {
      assert.ok(subject.name.length > 0);
      await subject.dispose();
      await expectErr(subject.open(), 'storage/closed');
    });
  });
}

function describeOpening(cases: Cases<OpenStorage>): void {
  cases.it('open can be called again, and changes nothing that is there', async (open) => {
    const digest = await open.put(DATA);
    await expectOk(open.storage.open());
    const opened = await allAtOnce(3, () => open.storage.open());
    assert.ok(opened.every((result) => result.isOk()));
    assert.ok((await open.bytes(digest)).equals(DATA));
    assert.equal((await open.list()).length, 1);
  });
}

function describeClosing(cases: Cases<OpenStorage>): void {
  whenClosed(cases, {
    close: ({ storage }) => storage.dispose(),
    operations: { ...withoutSignal(operations), open: ({ storage }) => storage.open() },
    expected: 'storage/closed',
  });

  cases.it('dispose can be called any number of times', async ({ storage }) => {
    await Promise.all([storage.dispose(), storage.dispose()]);
    await storage.dispose();
  });

  cases.it('dispose ends a put that waits for its source with storage/closed, and the source', async (open) => {
    const data = hangingSource(DATA);
    const putting = open.storage.put(open.tenant, { ...streamed(LARGE), data });
    await data.silent;
    await open.storage.dispose();
    await expectErr(putting, 'storage/closed');
    await eventually(() => {
      assert.ok(data.ended, 'the source was ended');
    });
  });

  cases.it('dispose ends a reader under way with an error', async (open) => {
    const reading = await begun(open, LARGE);
    await open.storage.dispose();
    await expectThrown(bytesOf(reading), 'storage/closed');
  });

  cases.it('what get gave before dispose cannot be read after it', async (open) => {
    const digest = await open.put(DATA);
    const chunks = await expectOk(open.storage.get(open.tenant, digest));
    await open.storage.dispose();
    await expectThrown(bytesOf(chunks), 'storage/closed');
  });
}

function describeAborting(cases: Cases<OpenStorage>): void {
  whenAborted(cases, {
    operations,
    verify: async (open) => {
      assert.deepEqual(await open.list(TENANT), []);
    },
  });

  cases.it('a signal in the middle of put ends it with request/aborted, and nothing is stored', async (open) => {
    for (const start of [DATA, LARGE.subarray(0, 9_000_000)]) {
      const controller = new AbortController();
      const data = hangingSource(start);
      const putting = open.storage.put(open.tenant, { ...streamed(LARGE), data }, { signal: controller.signal });
      await data.silent;
      controller.abort();
      await expectErr(putting, 'request/aborted');
      await eventually(() => {
        assert.ok(data.ended, 'the source was ended');
      });
      assert.deepEqual(await open.list(), []);
      await expectErr(open.storage.get(open.tenant, contentDigest(LARGE)), 'storage/content-not-found');
    }
  });

  cases.it('a signal in the middle of a reader ends it with request/aborted', async (open) => {
    const controller = new AbortController();
    const reading = await begun(open, LARGE, controller.signal);
    controller.abort();
    await expectThrown(bytesOf(reading), 'request/aborted');
    assert.ok((await open.bytes(contentDigest(LARGE))).equals(LARGE));
  });

  cases.it('a signal that does not fire, or fires late, has no effect', async (open) => {
    const controller = new AbortController();
    const options = { signal: controller.signal };
    await expectOk(open.storage.put(open.tenant, streamed(DATA), options));
    const chunks = await expectOk(open.storage.get(open.tenant, DIGEST, options));
    assert.ok((await bytesOf(chunks)).equals(DATA));
    controller.abort();
    assert.ok((await open.bytes(DIGEST)).equals(DATA));
  });
}

/** The rest of a content, of which a reader has the first chunk. */
async function begun(open: OpenStorage, data: Uint8Array, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const digest: ContentDigest = await open.put(data);
  const iterable = await expectOk(open.storage.get(open.tenant, digest, given(signal)));
  const iterator = iterable[Symbol.asyncIterator]();
  const first = await iterator.next();
  assert.ok(first.done !== true && first.value.length < data.length, 'a large content has several chunks');
  return { [Symbol.asyncIterator]: () => iterator };
}

function given(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function withoutSignal(all: typeof operations): Readonly<Record<string, Operation<OnStorage>>> {
  return Object.fromEntries(
    Object.entries(all).map(([name, operation]) => [name, (subject: OnStorage) => operation(subject)]),
  );
}
