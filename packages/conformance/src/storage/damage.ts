import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { bytesOf, expectThrown, pattern, small, text } from './contents-of-cases.js';
import type { OpenStorage } from './open-storage.js';
import { offers, type StorageKitOptions } from './storage-subject.js';

/** Damaged bytes are never given as if they were sound, and a put mends them. */
export function describeDamage(cases: Cases<OpenStorage>, options: StorageKitOptions): void {
  const damage = offers(options, 'damage');
  const contents = { small: text('sound'), large: pattern(5_000_000) };

  cases.group('damage', () => {
    for (const [name, data] of Object.entries(contents)) {
      cases.itWhen(damage, `get finds out that a ${name} content is damaged`, async (open) => {
        const digest = await open.put(data);
        await open.damage(digest);
        const got = await open.storage.get(open.tenant, digest);
        if (got.isErr()) assert.equal(got.error.type, 'storage/content-corrupt');
        else await expectThrown(bytesOf(got.value), 'storage/content-corrupt');
      });

      cases.itWhen(damage, `getMany finds out that a ${name} content is damaged`, async (open) => {
        const sound = await open.put(text('another'));
        const digest = await open.put(data);
        await open.damage(digest);
        const error = await expectErr(open.storage.getMany(open.tenant, [sound, digest]), 'storage/content-corrupt');
        assert.equal(error.digest, digest);
        assert.equal((await open.bytes(sound)).toString(), 'another');
      });

      cases.itWhen(damage, `put mends a damaged ${name} content`, async (open) => {
        const digest = await open.put(data);
        await open.damage(digest);
        await open.put(data);
        assert.ok((await open.bytes(digest)).equals(data));
      });

      cases.itWhen(damage, `a damaged ${name} content can be removed`, async (open) => {
        const digest = await open.put(data);
        await open.damage(digest);
        await expectOk(open.storage.remove(open.tenant, [digest]));
        assert.deepEqual(await open.list(), []);
      });
    }

    cases.itWhen(damage, 'putMany mends a damaged content', async (open) => {
      const data = text('sound');
      const digest = await open.put(data);
      await open.damage(digest);
      await expectOk(open.storage.putMany(open.tenant, [small(data)]));
      assert.ok((await open.bytes(digest)).equals(data));
    });
  });
}
