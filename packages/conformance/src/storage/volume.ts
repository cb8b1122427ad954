import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ContentDigest, SmallContent, StreamedContent } from '@carrel/core/storage';
import type { Cases } from '../cases.js';
import { expectOk } from '../expect-result.js';
import { digestOf, digestsOf, pattern, small, text } from './contents-of-cases.js';
import type { OpenStorage } from './open-storage.js';
import { offers, type StorageKitOptions } from './storage-subject.js';

const LARGE_BYTES = 100_000_000;
const CHUNK = pattern(50_000);
/** The most that a storage may hold in memory of one content that streams by. */
const MAX_HELD_BYTES = 40_000_000;
const MANY = 10_000;
const BATCH = 500;

/** Contents that are large, and many of them. */
export function describeVolume(cases: Cases<OpenStorage>, options: StorageKitOptions): void {
  cases.group('volume', () => {
    cases.itWhen(offers(options, 'large'), 'a content of 100 MB is stored and read as it streams by', async (open) => {
      const content = largeContent();
      await expectOk(open.storage.put(open.tenant, content));
      const read = await digestOf(await expectOk(open.storage.get(open.tenant, content.digest)));
      assert.deepEqual(read, { digest: content.digest, bytes: LARGE_BYTES });
    });

    const bounded = offers(options, 'large', 'bounded');
    cases.itWhen(bounded, 'a content of 100 MB takes little memory, to store and to read', async (open) => {
      const memory = new HeldMemory();
      const content = largeContent((bytes) => {
        memory.look(bytes);
      });
      await expectOk(open.storage.put(open.tenant, content));
      assert.ok(memory.peak < MAX_HELD_BYTES, `${memory.peak} bytes were held while it was stored`);
      const reading = new HeldMemory();
      await digestOf(await expectOk(open.storage.get(open.tenant, content.digest)), (bytes) => {
        reading.look(bytes);
      });
      assert.ok(reading.peak < MAX_HELD_BYTES, `${reading.peak} bytes were held while it was read`);
    });

    cases.itWhen(offers(options, 'many'), '10,000 contents are stored, listed, read and removed', async (open) => {
      const contents = Array.from({ length: MANY }, (_, index) => small(text(`content ${index}`)));
      const batches = Array.from({ length: MANY / BATCH }, (_, index) =>
        contents.slice(index * BATCH, (index + 1) * BATCH),
      );
      for (const batch of batches) await expectOk(open.storage.putMany(open.tenant, batch));
      assert.deepEqual(
        (await open.list()).map(({ digest }) => digest),
        digestsOf(contents),
      );
      for (const batch of batches) await expectBatch(open, batch);
      for (const batch of batches)
        await expectOk(
          open.storage.remove(
            open.tenant,
            batch.map(({ digest }) => digest),
          ),
        );
      assert.deepEqual(await open.list(), []);
    });
  });
}

async function expectBatch(open: OpenStorage, batch: readonly SmallContent[]): Promise<void> {
  const read = await expectOk(
    open.storage.getMany(
      open.tenant,
      batch.map(({ digest }) => digest),
    ),
  );
  assert.ok(batch.every(({ data }, index) => Buffer.from(data).equals(read[index] ?? new Uint8Array())));
}

function largeContent(meanwhile: (bytes: number) => void = () => undefined): StreamedContent {
  const hash = createHash('sha256');
  for (let bytes = 0; bytes < LARGE_BYTES; bytes += CHUNK.length) hash.update(CHUNK);
  return { digest: hash.digest('hex') as ContentDigest, bytes: LARGE_BYTES, data: source(meanwhile) };
}

async function* source(meanwhile: (bytes: number) => void): AsyncGenerator<Uint8Array, undefined, undefined> {
  for (let bytes = 0; bytes < LARGE_BYTES; bytes += CHUNK.length) {
    meanwhile(bytes);
    await Promise.resolve();
    // A copy each, so that whoever keeps one can be told by the memory it takes.
    yield Uint8Array.from(CHUNK);
  }
}

/** How much more memory buffers hold than at the start, looked at every 10 MB after what nobody holds was collected. */
class HeldMemory {
  peak = 0;
  private next = 0;
  private readonly start = heldBytes();

  look(bytes: number): void {
    if (bytes < this.next) return;
    this.next = bytes + 10_000_000;
    this.peak = Math.max(this.peak, heldBytes() - this.start);
  }
}

function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().external;
}
