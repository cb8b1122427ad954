import assert from 'node:assert/strict';
import { contentDigest } from '@carrel/core/storage';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { digestsOf, pattern, small, text } from './contents-of-cases.js';
import type { OpenStorage } from './open-storage.js';

/** What is removed is not there, and nothing else is. */
export function describeRemovals(cases: Cases<OpenStorage>): void {
  cases.group('removals', () => {
    cases.it('what is removed is not there, by whatever way one looks', async (open) => {
      const [kept, small1, large] = [await open.put(text('kept')), await open.put(text('gone')), await open.put(LARGE)];
      await expectOk(open.storage.remove(open.tenant, [small1, large]));
      for (const digest of [small1, large]) {
        await expectErr(open.storage.get(open.tenant, digest), 'storage/content-not-found');
        await expectErr(open.storage.getMany(open.tenant, [digest]), 'storage/content-not-found');
      }
      assert.deepEqual(digestsOf(await open.list()), [kept]);
      assert.equal((await open.bytes(kept)).toString(), 'kept');
    });

    cases.it('remove is ok for what is not there, for nothing, and twice', async (open) => {
      const digest = await open.put(text('once'));
      const missing = contentDigest(text('never stored'));
      await expectOk(open.storage.remove(open.tenant, []));
      await expectOk(open.storage.remove(open.tenant, [missing, digest, digest]));
      await expectOk(open.storage.remove(open.tenant, [digest]));
      assert.deepEqual(await open.list(), []);
    });

    cases.it('what was removed can be stored again', async (open) => {
      for (const data of [text('again'), LARGE]) {
        const digest = await open.put(data);
        await expectOk(open.storage.remove(open.tenant, [digest]));
        await open.put(data);
        assert.ok((await open.bytes(digest)).equals(data));
      }
    });

    cases.it('remove takes many at once', async (open) => {
      const contents = Array.from({ length: 1_200 }, (_, index) => small(text(`content ${index}`)));
      await expectOk(open.storage.putMany(open.tenant, contents));
      const [kept, ...removed] = contents.map(({ digest }) => digest);
      await expectOk(open.storage.remove(open.tenant, removed));
      assert.deepEqual(digestsOf(await open.list()), [kept]);
    });
  });
}

const LARGE = pattern(5_000_000);
