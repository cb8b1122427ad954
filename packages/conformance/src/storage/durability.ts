import assert from 'node:assert/strict';
import type { StorageProvider } from '@carrel/core/storage';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { bytesOf, digestsOf, hangingSource, pattern, small, streamed, text } from './contents-of-cases.js';
import type { OpenStorage } from './open-storage.js';
import { offers, type StorageKitOptions } from './storage-subject.js';

/** What is there after the storage was closed, and what another over the same place sees. */
export function describeDurability(cases: Cases<OpenStorage>, options: StorageKitOptions): void {
  const restart = offers(options, 'restart');
  const large = pattern(5_000_000);

  cases.group('durability', () => {
    cases.itWhen(restart, 'everything stored is there after the storage was closed', async (open) => {
      const digest = await open.put(large);
      const contents = Array.from({ length: 30 }, (_, index) => small(text(`content ${index}`)));
      await expectOk(open.storage.putMany(open.tenant, contents));
      const before = await open.list();
      await open.storage.dispose();
      await restarted(open, async (storage) => {
        assert.deepEqual((await expectOk(storage.list(open.tenant))).items, before);
        assert.ok((await bytesOf(await expectOk(storage.get(open.tenant, digest)))).equals(large));
        const read = await expectOk(
          storage.getMany(
            open.tenant,
            contents.map((content) => content.digest),
          ),
        );
        assert.ok(read.every((data, index) => Buffer.from(data).equals(contents[index]?.data ?? new Uint8Array())));
      });
    });

    cases.itWhen(restart, 'what was removed is not there after the storage was closed', async (open) => {
      const [kept, gone] = [await open.put(text('kept')), await open.put(large)];
      await expectOk(open.storage.remove(open.tenant, [gone]));
      await open.storage.dispose();
      await restarted(open, async (storage) => {
        await expectErr(storage.get(open.tenant, gone), 'storage/content-not-found');
        assert.deepEqual(digestsOf((await expectOk(storage.list(open.tenant))).items), [kept]);
      });
    });

    cases.itWhen(restart, 'of a put that was cut off nothing is there, and it can be done again', async (open) => {
      const data = hangingSource(large.subarray(0, 4_500_000));
      const content = streamed(large);
      const putting = open.storage.put(open.tenant, { ...content, data });
      await data.silent;
      await open.storage.dispose();
      await expectErr(putting, 'storage/closed');
      await restarted(open, async (storage) => {
        assert.deepEqual((await expectOk(storage.list(open.tenant))).items, []);
        await expectErr(storage.get(open.tenant, content.digest), 'storage/content-not-found');
        await expectOk(storage.put(open.tenant, streamed(large)));
        assert.ok((await bytesOf(await expectOk(storage.get(open.tenant, content.digest)))).equals(large));
      });
    });

    cases.itWhen(restart, 'a storage that opens takes nothing from one that is storing', async (open) => {
      const content = streamed(large);
      const putting = open.storage.put(open.tenant, { ...content, data: openedMidway() });
      await expectOk(putting);
      assert.ok((await open.bytes(content.digest)).equals(large));

      async function* openedMidway(): AsyncGenerator<Uint8Array> {
        yield large.subarray(0, 4_500_000);
        await restarted(open, async (storage) => {
          assert.deepEqual((await expectOk(storage.list(open.tenant))).items, []);
        });
        yield large.subarray(4_500_000);
      }
    });

    cases.itWhen(restart, 'two storages over one place see what the other does', async (open) => {
      await restarted(open, async (storage) => {
        const digest = await open.put(text('by the one'));
        assert.deepEqual(digestsOf((await expectOk(storage.list(open.tenant))).items), [digest]);
        await expectOk(storage.remove(open.tenant, [digest]));
        await expectErr(open.storage.get(open.tenant, digest), 'storage/content-not-found');
      });
    });
  });
}

async function restarted(open: OpenStorage, use: (storage: StorageProvider) => Promise<void>): Promise<void> {
  const storage = await open.restart();
  try {
    await use(storage);
  } finally {
    await storage.dispose();
  }
}
