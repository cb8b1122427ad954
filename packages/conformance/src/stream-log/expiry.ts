import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';
import { AMPLE, COMPLETED, KEY, numbered, type OpenStreamLog } from './open-stream-log.js';
import type { StreamLogKitOptions } from './stream-log-subject.js';

const SHORT_TTL_MS = 1_000;

/** A stream is gone its time to live after the last that happened to it. */
export function describeExpiry(
  cases: Cases<OpenStreamLog>,
  { shortTtlMs: ttlMs = SHORT_TTL_MS }: StreamLogKitOptions,
): void {
  cases.group('expiry', () => {
    describeGoing(cases, ttlMs);
    describeStaying(cases, ttlMs);
  });
}

/** Passes what a stream has left, and looks until it is gone. */
async function untilGone(open: OpenStreamLog, ttlMs: number): Promise<void> {
  await open.advance(ttlMs + 1);
  await eventually(async () => {
    assert.equal(await expectOk(open.log.info(KEY)), null);
  });
}

function describeGoing(cases: Cases<OpenStreamLog>, ttlMs: number): void {
  cases.it('an expired stream answers as one that never was', async (open) => {
    await open.stream(numbered(3), { ttlMs });
    await open.end();
    await untilGone(open, ttlMs);
    await expectErr(open.log.read(KEY), 'stream/not-found');
    await expectErr(open.log.append(KEY, ['late']), 'stream/not-found');
    await expectErr(open.log.end(KEY, COMPLETED), 'stream/not-found');
  });

  cases.it('a stream to which nothing happens expires, ended or not', async (open) => {
    await open.stream([], { ttlMs });
    await untilGone(open, ttlMs);
  });

  cases.it('readers of a stream that expires fail with stream/not-found', async (open) => {
    await open.stream(numbered(2), { ttlMs });
    const reading = await open.follow();
    await reading.reaches(2);
    await open.advance(ttlMs * 3);
    await reading.finished();
    assert.deepEqual([reading.failure?.type, reading.ended], ['stream/not-found', null]);
  });

  cases.it('the key of an expired stream can be used again, from position 0', async (open) => {
    await open.stream(numbered(5), { ttlMs });
    await untilGone(open, ttlMs);
    await open.stream(['new']);
    await open.end();
    assert.deepEqual((await open.readAll()).chunks, ['new']);
  });

  cases.it('streams expire each at its own time', async (open) => {
    await open.stream(['long'], {}, 'long');
    await open.stream(['short'], { ttlMs });
    await untilGone(open, ttlMs);
    await open.append(['more'], 'long');
    await open.end(COMPLETED, 'long');
    assert.deepEqual((await open.readAll(0, 'long')).chunks, ['long', 'more']);
  });
}

function describeStaying(cases: Cases<OpenStreamLog>, ttlMs: number): void {
  const changes: Readonly<Record<string, (open: OpenStreamLog) => Promise<unknown>>> = {
    'an append': (open) => open.append(['more']),
    'an append of nothing': (open) => open.append([]),
    'the end': (open) => open.end(),
  };
  for (const [what, change] of Object.entries(changes)) {
    cases.it(`${what} makes the time to live begin anew`, async (open) => {
      await open.stream(['a'], { ttlMs });
      const before = await expectOk(open.log.info(KEY));
      await open.advance(ttlMs / 2);
      await change(open);
      const after = await expectOk(open.log.info(KEY));
      assert.ok(before !== null && after !== null);
      const later = after.expiresAt - before.expiresAt;
      assert.ok(later >= ttlMs * 0.4, `it expires ${later} ms later`);
      await open.advance(ttlMs * 0.7);
      assert.notEqual(await expectOk(open.log.info(KEY)), null);
      await untilGone(open, ttlMs);
    });
  }

  cases.it('reading, looking and a refused append keep no stream from expiring', async (open) => {
    await open.stream(numbered(2), { ttlMs });
    const before = await expectOk(open.log.info(KEY));
    await open.advance(ttlMs / 2);
    const reading = await open.follow();
    await reading.reaches(2);
    await expectErr(open.log.append(KEY, ['a'], { at: 0 }), 'stream/conflict');
    await expectErr(open.log.create(KEY, AMPLE), 'stream/exists');
    const after = await expectOk(open.log.info(KEY));
    assert.ok(before !== null && after !== null);
    assert.ok(Math.abs(after.expiresAt - before.expiresAt) < ttlMs * 0.25, 'it expires when it would have');
    await untilGone(open, ttlMs / 2);
  });
}
