import assert from 'node:assert/strict';
import { CarrelException } from '@carrel/core/kernel';
import { contentDigest, storageUnavailable, type StreamedContent } from '@carrel/core/storage';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';
import { endlessSource, failingSource, pattern, small, streamed, text } from './contents-of-cases.js';
import type { OpenStorage } from './open-storage.js';

/** A content is there whole, with the bytes of its digest, or is not there. */
export function describeRefusals(cases: Cases<OpenStorage>): void {
  cases.group('whole or absent', () => {
    describeWrongBytes(cases);
    describeSources(cases);
  });
}

const DATA = pattern(200_000);

/** Contents that are not what they say. */
const WRONG: Readonly<Record<string, () => StreamedContent>> = {
  'bytes of another digest': () => ({ ...streamed(DATA), digest: contentDigest(text('another')) }),
  'fewer bytes than was said': () => ({ ...streamed(DATA), bytes: DATA.length + 1 }),
  'more bytes than was said': () => ({ ...streamed(DATA), bytes: DATA.length - 1 }),
  'no bytes where some were said': () => ({ ...streamed(new Uint8Array()), digest: contentDigest(DATA), bytes: 5 }),
  'the start of what it should be': () => ({ ...streamed(DATA.subarray(0, 100_000)), digest: contentDigest(DATA) }),
};

function describeWrongBytes(cases: Cases<OpenStorage>): void {
  for (const [name, create] of Object.entries(WRONG)) {
    cases.it(`put refuses ${name} with storage/content-corrupt, and stores nothing`, async (open) => {
      const content = create();
      const error = await expectErr(open.storage.put(open.tenant, content), 'storage/content-corrupt');
      assert.equal(error.digest, content.digest);
      assert.deepEqual(await open.list(), []);
      await expectErr(open.storage.get(open.tenant, content.digest), 'storage/content-not-found');
    });
  }

  cases.it('put of wrong bytes under the digest of a stored content leaves it as it was', async (open) => {
    const digest = await open.put(DATA);
    const [before] = await open.list();
    await expectErr(
      open.storage.put(open.tenant, { ...streamed(pattern(DATA.length, 2)), digest }),
      'storage/content-corrupt',
    );
    assert.deepEqual(await open.list(), [before]);
    assert.ok((await open.bytes(digest)).equals(DATA));
  });

  cases.it('putMany never stores bytes under a digest that is not theirs', async (open) => {
    const wrong = { digest: contentDigest(text('another')), data: text('wrong') };
    const error = await expectErr(
      open.storage.putMany(open.tenant, [small(text('sound')), wrong]),
      'storage/content-corrupt',
    );
    assert.equal(error.digest, wrong.digest);
    await expectErr(open.storage.get(open.tenant, wrong.digest), 'storage/content-not-found');
    await expectErr(open.storage.getMany(open.tenant, [wrong.digest]), 'storage/content-not-found');
  });
}

function describeSources(cases: Cases<OpenStorage>): void {
  cases.it('put fails with storage/failed when the source throws, and stores nothing', async (open) => {
    for (const data of [new Uint8Array(), DATA, pattern(5_000_000)]) {
      const thrown = new Error('the source broke');
      const content = { ...streamed(pattern(9_000_000)), data: failingSource(data, thrown) };
      const error = await expectErr(open.storage.put(open.tenant, content), 'storage/failed');
      assert.equal(error.cause, thrown);
      assert.deepEqual(await open.list(), []);
      await expectErr(open.storage.get(open.tenant, content.digest), 'storage/content-not-found');
    }
  });

  cases.it('put fails with the error of a storage that it is read from', async (open) => {
    const data = failingSource(DATA, new CarrelException(storageUnavailable()));
    await expectErr(open.storage.put(open.tenant, { ...streamed(pattern(300_000)), data }), 'storage/unavailable');
    assert.deepEqual(await open.list(), []);
  });

  cases.it('put ends a source that gives too much, soon and for good', async (open) => {
    const data = endlessSource(pattern(10_000));
    await expectErr(open.storage.put(open.tenant, { ...streamed(DATA), data }), 'storage/content-corrupt');
    assert.ok(data.given < 20_000_000, `${data.given} bytes were taken`);
    await eventually(() => {
      assert.ok(data.ended, 'the source was ended');
    });
  });

  cases.it('what one storage reads another can store', async (open) => {
    const digest = await open.put(DATA);
    const data = await expectOk(open.storage.get(open.tenant, digest));
    await expectOk(open.storage.put(open.stranger, { digest, bytes: DATA.length, data }));
    assert.ok((await open.bytes(digest, open.stranger)).equals(DATA));
  });
}
