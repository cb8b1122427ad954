import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { createIdSource, systemClock, tenantId, type Clock } from '../kernel/index.js';
import { memoryStore } from '../memory/memory-store.js';
import { VirtualClock } from '../memory/virtual-clock.js';
import { chunkCollection, collection, type RecordStore } from '../store/index.js';
import { contentDigest } from './content-digest.js';
import { storageCollections } from './database-records.js';
import { databaseStorage } from './database-storage.js';
import type { StorageProvider } from './storage-provider.js';

const HOUR = 3_600_000;
const tenant = tenantId.create(createIdSource(systemClock));
const large = Buffer.alloc(9_000_000, 'a large content ');
const digest = contentDigest(large);
const chunks = chunkCollection('content_chunks');
const uploads = collection<{ readonly digest: string }>()('content_uploads', { key: ['digest'] });

async function openStore(): Promise<RecordStore> {
  const store = memoryStore();
  expectOk(await store.open(storageCollections));
  return store;
}

async function openStorage(store: RecordStore, clock: Clock): Promise<StorageProvider> {
  const storage = databaseStorage({ store, clock, sweepEveryMs: 1_000, abandonAfterMs: HOUR });
  expectOk(await storage.open());
  return storage;
}

/** How many records there are of chunks, and of uploads. */
async function leftovers(store: RecordStore): Promise<readonly [chunks: number, uploads: number]> {
  const limit = 10_000;
  const [parts, open] = await Promise.all([
    store.read((view) => view.scan(chunks, { limit })),
    store.read((view) => view.scan(uploads, { limit })),
  ]);
  return [expectOk(parts).items.length, expectOk(open).items.length];
}

/** A source that waits in the middle until it may go on. */
function halting(): { readonly reached: Promise<void>; release(): void; readonly data: AsyncIterable<Uint8Array> } {
  let reach = (): void => undefined;
  let release = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  async function* data(): AsyncGenerator<Uint8Array> {
    yield large.subarray(0, 8_999_999);
    reach();
    await released;
    yield large.subarray(8_999_999);
  }
  return {
    reached,
    release: () => {
      release();
    },
    data: data(),
  };
}

describe(databaseStorage, () => {
  it('sweeps what a put left that is silent for too long, and refuses it when it comes back', async () => {
    const store = await openStore();
    const clock = new VirtualClock();
    const crashed = await openStorage(store, new VirtualClock());
    const source = halting();
    const putting = crashed.put(tenant, { digest, bytes: large.length, data: source.data });
    await source.reached;
    expect(await leftovers(store)).toEqual([64, 1]);

    const storage = await openStorage(store, clock);
    await clock.advance(HOUR - 10_000);
    expect(await leftovers(store)).toEqual([64, 1]);
    await clock.advance(20_000);
    await expect.poll(() => leftovers(store)).toEqual([0, 0]);
    expect(expectOk(await storage.list(tenant)).items).toEqual([]);

    source.release();
    expectErr(await putting, 'storage/unavailable');
    expect(await leftovers(store)).toEqual([0, 0]);
  });

  it('keeps the chunks of one upload for a content that is stored twice, and none for one that is removed', async () => {
    const store = await openStore();
    const storage = await openStorage(store, new VirtualClock());
    const once = Math.ceil(large.length / 65_536);
    for (const round of [1, 2]) {
      expectOk(await storage.putMany(tenant, [{ digest, data: large }]));
      expect(await leftovers(store), `after ${round}`).toEqual([once, 0]);
    }
    const small = Buffer.from('small');
    expectOk(await storage.putMany(tenant, [{ digest: contentDigest(small), data: small }]));
    expectOk(await storage.remove(tenant, [digest, contentDigest(small)]));
    expect(await leftovers(store)).toEqual([0, 0]);
  });

  it('sweeps what a removal left that was cut off', async () => {
    const store = await openStore();
    const clock = new VirtualClock();
    const storage = await openStorage(store, clock);
    const larger = Buffer.alloc(60_000_000, 'a larger content ');
    expectOk(await storage.putMany(tenant, [{ digest: contentDigest(larger), data: larger }]));
    const controller = new AbortController();
    const removing = storage.remove(tenant, [contentDigest(larger)], { signal: controller.signal });
    // Looked at without a pause, since nothing in memory takes one.
    while (expectOk(await storage.list(tenant)).items.length > 0);
    controller.abort();
    expectOk(await removing);
    expect((await leftovers(store))[1]).toBe(1);
    await clock.advance(10_000);
    await expect.poll(() => leftovers(store)).toEqual([0, 0]);
  });

  it('cannot be opened over a store that is not', async () => {
    const storage = databaseStorage({ store: memoryStore() });
    expectErr(await storage.open(), 'storage/closed');
    expectErr(await storage.list(tenant), 'storage/closed');
  });
});
