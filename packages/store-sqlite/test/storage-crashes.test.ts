import { setTimeout as pause } from 'node:timers/promises';
import { expectErr, expectOk } from '@carrel/conformance';
import { systemClock } from '@carrel/core/kernel';
import { VirtualClock } from '@carrel/core/memory';
import { databaseStorage, storageCollections, type StorageProvider } from '@carrel/core/storage';
import { chunkCollection, collection, type RecordStore } from '@carrel/core/store';
import { expect, it } from 'vitest';
import { sqliteStore } from '../src/index.js';
import { startChild } from './child-process.js';
import { contentOf, TENANT } from './numbered-contents.js';
import { temporaryPath } from './temporary-store.js';

const KILLS = 5;
const DAY = 86_400_000;
const chunks = chunkCollection('content_chunks');
const uploads = collection<{ readonly digest: string }>()('content_uploads', { key: ['digest'] });

it('loses nothing that was acknowledged and leaves nothing behind, whenever the process is killed', async () => {
  const path = temporaryPath();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const first = kill * 1_000;
    const lines = await killedAt(path, first, kill);
    await look(path, async (store, storage) => {
      await expectAcknowledged(storage, lines);
      await expectNothingElse(store, storage);
      const { items } = await expectOk(storage.list(TENANT));
      await expectOk(
        storage.remove(
          TENANT,
          items.map(({ digest }) => digest),
        ),
      );
    });
  }
}, 120_000);

/** What a process said that was killed in the middle of storing. */
async function killedAt(path: string, first: number, kill: number): Promise<readonly string[]> {
  const child = await startChild('store-contents', [path, String(first)]);
  await expect.poll(() => child.lines.length, { timeout: 60_000, interval: 1 }).toBeGreaterThan(kill);
  await pause(Math.random() * 150);
  child.process.kill('SIGKILL');
  expect(await child.ended).toBe('SIGKILL');
  return child.lines;
}

/** Opens the storage a day later, when everything that was cut off is old. */
async function look(path: string, use: (store: RecordStore, storage: StorageProvider) => Promise<void>): Promise<void> {
  const store = sqliteStore({ path });
  await expectOk(store.open(storageCollections));
  const storage = databaseStorage({ store, clock: new VirtualClock(systemClock.now() + DAY) });
  await expectOk(storage.open());
  try {
    await use(store, storage);
  } finally {
    await storage.dispose();
    await store.dispose();
  }
}

async function expectAcknowledged(storage: StorageProvider, lines: readonly string[]): Promise<void> {
  const last = new Map(lines.map((line) => [Number(line.split(' ')[1]), line.split(' ')[0]]));
  for (const [number, word] of last) {
    const { digest, data } = contentOf(number);
    const got = storage.getMany(TENANT, [digest]);
    if (word === 'stored') expect(data.equals((await expectOk(got))[0] ?? Buffer.of())).toBe(true);
    if (word === 'removed') await expectErr(got, 'storage/content-not-found');
  }
}

/** What is listed is whole, and there is no chunk that it does not need. */
async function expectNothingElse(store: RecordStore, storage: StorageProvider): Promise<void> {
  const { items } = await expectOk(storage.list(TENANT));
  for (const { digest } of items) await expectOk(storage.getMany(TENANT, [digest]));
  const needed = items.reduce((total, { bytes }) => total + Math.ceil(bytes / 65_536), 0);
  await expect
    .poll(async () => [await count(store, chunks), await count(store, uploads)], { timeout: 60_000 })
    .toEqual([needed, 0]);
}

async function count(store: RecordStore, records: typeof chunks | typeof uploads): Promise<number> {
  const page = await expectOk(store.read((view) => view.scan<object>(records, { limit: 100_000 })));
  return page.items.length;
}
