import assert from 'node:assert/strict';
import { CarrelException } from '@carrel/core/kernel';
import { contentDigest } from '@carrel/core/storage';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce, concurrently } from '../traits/concurrently.js';
import { digestOf, digestsOf, pattern, small, streamed, text } from './contents-of-cases.js';
import type { OpenStorage } from './open-storage.js';

/** What holds while several callers are at the same content. */
export function describeConcurrency(cases: Cases<OpenStorage>): void {
  cases.group('at once', () => {
    describeWriters(cases);
    describeReaders(cases);
  });
}

const SMALL = text('wanted by many');
const LARGE = pattern(6_000_000);

function describeWriters(cases: Cases<OpenStorage>): void {
  for (const [name, data] of [
    ['small', SMALL],
    ['large', LARGE],
  ] as const) {
    concurrently(cases, {
      name: `one ${name} content is stored once, and every caller is told so`,
      callers: 8,
      work: (open) => open.storage.put(open.tenant, streamed(data)),
      verify: async (open, results) => {
        for (const result of results) await expectOk(result);
        assert.deepEqual(digestsOf(await open.list()), [contentDigest(data)]);
        assert.ok((await open.bytes(contentDigest(data))).equals(data));
      },
    });

    concurrently(cases, {
      name: `a ${name} content that is put while it is removed is there whole, or not there`,
      callers: 12,
      work: async (open, caller) => {
        if (caller % 3 === 0) await expectOk(open.storage.remove(open.tenant, [contentDigest(data)]));
        else await expectOk(open.storage.put(open.tenant, streamed(data)));
      },
      verify: async (open) => {
        const digest = contentDigest(data);
        const listed = digestsOf(await open.list());
        if (listed.length === 0) await expectErr(open.storage.get(open.tenant, digest), 'storage/content-not-found');
        else assert.ok((await open.bytes(digest)).equals(data));
        await open.put(data);
        assert.ok((await open.bytes(digest)).equals(data));
      },
    });
  }

  cases.it('a put that fails leaves what another stored of the same content at the same time', async (open) => {
    const digest = contentDigest(LARGE);
    const results = await allAtOnce(6, (caller) =>
      caller % 2 === 0
        ? open.storage.put(open.tenant, streamed(LARGE))
        : open.storage.put(open.tenant, { ...streamed(pattern(LARGE.length, 9)), digest }),
    );
    assert.deepEqual(
      results.map((result) => (result.isOk() ? 'ok' : result.error.type)),
      results.map((_, caller) => (caller % 2 === 0 ? 'ok' : 'storage/content-corrupt')),
    );
    assert.ok((await open.bytes(digest)).equals(LARGE));
  });

  cases.it('calls of putMany that share contents all succeed', async (open) => {
    const contents = Array.from({ length: 40 }, (_, index) => small(text(`content ${index}`)));
    const results = await allAtOnce(5, (caller) =>
      open.storage.putMany(open.tenant, [...contents.slice(caller * 8), ...contents.slice(0, caller * 8)]),
    );
    for (const result of results) await expectOk(result);
    assert.deepEqual(digestsOf(await open.list()), digestsOf(contents));
  });
}

function describeReaders(cases: Cases<OpenStorage>): void {
  cases.it('a reader under way when its content is removed gets all of it, or an error', async (open) => {
    const digest = await open.put(LARGE);
    const chunks = await expectOk(open.storage.get(open.tenant, digest));
    let removed = false;
    const read = await digestOf(removedMeanwhile()).catch((thrown: unknown) => {
      assert.ok(thrown instanceof CarrelException, String(thrown));
      return null;
    });
    assert.ok(removed);
    if (read !== null) assert.deepEqual(read, { digest, bytes: LARGE.length });

    async function* removedMeanwhile(): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        if (!removed) await expectOk(open.storage.remove(open.tenant, [digest]));
        removed = true;
        yield chunk;
      }
    }
  });

  cases.it('a reader under way when its content is put again gets all of it', async (open) => {
    const digest = await open.put(LARGE);
    let bytes = 0;
    for await (const chunk of await expectOk(open.storage.get(open.tenant, digest))) {
      if (bytes === 0) await open.put(LARGE);
      bytes += chunk.length;
    }
    assert.equal(bytes, LARGE.length);
  });
}
