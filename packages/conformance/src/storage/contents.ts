import assert from 'node:assert/strict';
import { contentDigest } from '@carrel/core/storage';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { eventually } from '../eventually.js';
import { bytesOf, digestsOf, pattern, small, streamed, text } from './contents-of-cases.js';
import type { OpenStorage } from './open-storage.js';

/** What is stored can be read, as it was. */
export function describeContents(cases: Cases<OpenStorage>): void {
  cases.group('contents', () => {
    describeOne(cases);
    describeMany(cases);
    describeStamps(cases);
  });
}

/** Lengths around the sizes that implementations cut at. */
const LENGTHS = [1, 255, 65_535, 65_536, 65_537, 131_072, 1_000_000, 4_194_304, 9_000_001];

function describeOne(cases: Cases<OpenStorage>): void {
  cases.it('a content is read as it was stored, whatever its length', async (open) => {
    for (const length of LENGTHS) {
      const data = pattern(length, length);
      assert.ok(Buffer.from(data).equals(await open.bytes(await open.put(data))), `${length} bytes`);
    }
  });

  cases.it('a content is the same in chunks of whatever size', async (open) => {
    const data = pattern(300_000);
    for (const chunkBytes of [1_000, 65_536, 65_537, 300_000]) {
      await expectOk(open.storage.put(open.tenant, streamed(data, chunkBytes)));
      assert.ok(Buffer.from(data).equals(await open.bytes(contentDigest(data))), `chunks of ${chunkBytes} bytes`);
    }
  });

  cases.it('an empty content is a content', async (open) => {
    const empty = await open.put(new Uint8Array());
    assert.equal((await open.bytes(empty)).length, 0);
    assert.deepEqual(
      (await open.list()).map(({ digest, bytes }) => [digest, bytes]),
      [[empty, 0]],
    );
    await expectOk(open.storage.putMany(open.tenant, [small(new Uint8Array())]));
    const [read] = await expectOk(open.storage.getMany(open.tenant, [empty]));
    assert.equal(read?.length, 0);
  });

  cases.it('a content can be read again, by several readers at once', async (open) => {
    const data = pattern(200_000);
    const digest = await open.put(data);
    const readers = await Promise.all([open.bytes(digest), open.bytes(digest), open.bytes(digest)]);
    for (const read of readers) assert.ok(read.equals(data));
  });

  cases.it('a reader may leave in the middle', async (open) => {
    const data = pattern(5_000_000);
    const digest = await open.put(data);
    for await (const chunk of await expectOk(open.storage.get(open.tenant, digest))) {
      assert.ok(Buffer.from(data).subarray(0, chunk.length).equals(chunk));
      break;
    }
    assert.ok((await open.bytes(digest)).equals(data));
  });

  cases.it('get fails with storage/content-not-found for what is not there', async (open) => {
    await open.put(text('another'));
    const missing = contentDigest(text('never stored'));
    const error = await expectErr(open.storage.get(open.tenant, missing), 'storage/content-not-found');
    assert.equal(error.digest, missing);
  });

  cases.it('a content that is stored twice is there once', async (open) => {
    const data = pattern(100_000);
    const digest = await open.put(data);
    assert.equal(await open.put(data), digest);
    await expectOk(open.storage.putMany(open.tenant, [small(data)]));
    assert.deepEqual(
      (await open.list()).map((content) => [content.digest, content.bytes]),
      [[digest, data.length]],
    );
    assert.ok((await open.bytes(digest)).equals(data));
  });

  cases.it('what the caller does with bytes that it gave or got changes nothing that is stored', async (open) => {
    const data = pattern(1_000);
    const content = small(Uint8Array.from(data));
    await expectOk(open.storage.putMany(open.tenant, [content]));
    content.data.fill(0);
    const [given] = await expectOk(open.storage.getMany(open.tenant, [content.digest]));
    assert.ok(given !== undefined && Buffer.from(data).equals(given));
    given.fill(0);
    for await (const chunk of await expectOk(open.storage.get(open.tenant, content.digest))) chunk.fill(0);
    assert.ok((await open.bytes(content.digest)).equals(data));
  });
}

function describeMany(cases: Cases<OpenStorage>): void {
  cases.it('getMany gives the bytes in the order of the digests, also of one that is named twice', async (open) => {
    const contents = Array.from({ length: 50 }, (_, index) => small(text(`content ${index}`)));
    await expectOk(open.storage.putMany(open.tenant, contents));
    const asked = [...contents.slice(10).reverse(), ...contents.slice(0, 20)];
    const read = await expectOk(
      open.storage.getMany(
        open.tenant,
        asked.map(({ digest }) => digest),
      ),
    );
    assert.deepEqual(
      read.map((data) => Buffer.from(data).toString()),
      asked.map(({ data }) => Buffer.from(data).toString()),
    );
  });

  cases.it('putMany and getMany take contents of different sizes, and together more than 8 MB', async (open) => {
    const contents = [1, 60_000, 65_537, 400_000, ...Array.from({ length: 20 }, () => 500_000)].map((length, index) =>
      small(pattern(length, index)),
    );
    await expectOk(open.storage.putMany(open.tenant, contents));
    const read = await expectOk(
      open.storage.getMany(
        open.tenant,
        contents.map(({ digest }) => digest),
      ),
    );
    assert.ok(contents.every(({ data }, index) => Buffer.from(data).equals(read[index] ?? new Uint8Array())));
  });

  cases.it('putMany and getMany of nothing are ok, and so is a content that is given twice', async (open) => {
    await expectOk(open.storage.putMany(open.tenant, []));
    assert.deepEqual(await expectOk(open.storage.getMany(open.tenant, [])), []);
    const content = small(text('twice'));
    await expectOk(open.storage.putMany(open.tenant, [content, content]));
    assert.deepEqual(digestsOf(await open.list()), [content.digest]);
  });

  cases.it('getMany fails with storage/content-not-found when one of them is not there', async (open) => {
    const digest = await open.put(text('there'));
    const missing = contentDigest(text('never stored'));
    const error = await expectErr(open.storage.getMany(open.tenant, [digest, missing]), 'storage/content-not-found');
    assert.equal(error.digest, missing);
  });

  cases.it('what put stored is read by getMany, and what putMany stored by get', async (open) => {
    const [streamedIn, manyIn] = [text('by put'), text('by putMany')];
    const digest = await open.put(streamedIn);
    await expectOk(open.storage.putMany(open.tenant, [small(manyIn)]));
    const [read] = await expectOk(open.storage.getMany(open.tenant, [digest]));
    assert.deepEqual([...(read ?? [])], [...streamedIn]);
    assert.deepEqual([...(await open.bytes(contentDigest(manyIn)))], [...manyIn]);
  });
}

function describeStamps(cases: Cases<OpenStorage>): void {
  cases.it('put of what is there makes it stored now', async (open) => {
    const data = text('again');
    const digest = await open.put(data);
    const before = await open.storedAt(digest);
    await eventually(async () => {
      await open.put(data);
      assert.ok((await open.storedAt(digest)) > before);
    });
  });

  cases.it('putMany of what is there makes it stored now', async (open) => {
    const data = text('again');
    const digest = await open.put(data);
    const before = await open.storedAt(digest);
    await eventually(async () => {
      await expectOk(open.storage.putMany(open.tenant, [small(data)]));
      assert.ok((await open.storedAt(digest)) > before);
    });
  });

  cases.it('reading a content does not make it stored now', async (open) => {
    const digest = await open.put(text('read'));
    const before = await open.storedAt(digest);
    const other = text('other');
    await eventually(async () => {
      await bytesOf(await expectOk(open.storage.get(open.tenant, digest)));
      assert.ok((await open.storedAt(await open.put(other))) > before);
    });
    assert.equal(await open.storedAt(digest), before);
  });
}
