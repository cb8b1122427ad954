import assert from 'node:assert/strict';
import type { StreamRetention } from '@carrel/core/streams';
import type { Cases } from '../cases.js';
import { expectOk } from '../expect-result.js';
import { COMPLETED, KEY, numbered, type OpenStreamLog } from './open-stream-log.js';
import { Reading } from './reading.js';

/** What is kept is bounded, and what is not kept is told. */
export function describeRetention(cases: Cases<OpenStreamLog>): void {
  cases.group('retention', () => {
    describeBounds(cases);
    describeSlowness(cases);
  });
}

/** At most what the retention allows is kept, the newest chunks, and of them as many as possible but for some. */
async function kept(open: OpenStreamLog, retention: Partial<StreamRetention>, chunks: readonly string[]) {
  await open.stream([], retention);
  for (const chunk of chunks) await open.append([chunk]);
  await open.end();
  const reading = await open.readAll();
  const info = await expectOk(open.log.info(KEY));
  assert.deepEqual(reading.chunks, chunks.slice(chunks.length - reading.chunks.length));
  const first = chunks.length - reading.chunks.length;
  assert.equal(info?.first, first);
  assert.deepEqual(reading.gaps, first === 0 ? [] : [{ from: 0, to: first }]);
  return reading.chunks;
}

function describeBounds(cases: Cases<OpenStreamLog>): void {
  cases.it('at most maxChunks of the latest chunks stay readable, and the gap is told', async (open) => {
    const chunks = await kept(open, { maxChunks: 10 }, numbered(35));
    assert.deepEqual(chunks, numbered(10, 25));
  });

  cases.it('at most maxBytes of the latest chunks stay readable, and the gap is told', async (open) => {
    const text = 'üü';
    const chunks = await kept(
      open,
      { maxBytes: 42 },
      Array.from({ length: 30 }, () => text),
    );
    assert.equal(chunks.length, 10);
  });

  cases.it('the newest chunk stays, however large', async (open) => {
    const large = 'x'.repeat(1_000);
    assert.deepEqual(await kept(open, { maxBytes: 10 }, ['a', 'b', large]), [large]);
  });

  cases.it('one append of more than is kept leaves the newest chunks', async (open) => {
    await open.stream([], { maxChunks: 4 });
    assert.equal(await open.append(numbered(9)), 9);
    await open.end();
    const reading = await open.readAll();
    assert.deepEqual([reading.chunks, reading.gaps], [numbered(4, 5), [{ from: 0, to: 5 }]]);
  });

  cases.it('reading from a dropped position begins with the gap from there', async (open) => {
    await open.stream(numbered(20), { maxChunks: 5 });
    await open.end();
    for (const from of [0, 7, 14]) assert.deepEqual((await open.readAll(from)).gaps, [{ from, to: 15 }]);
    for (const from of [15, 18, 20]) assert.deepEqual((await open.readAll(from)).gaps, []);
  });
}

function describeSlowness(cases: Cases<OpenStreamLog>): void {
  cases.it('a slow reader gets a gap for what was dropped meanwhile, and then goes on', async (open) => {
    await open.stream(numbered(1), { maxChunks: 10 });
    const slow = (await open.events())[Symbol.asyncIterator]();
    assert.deepEqual((await slow.next()).value, { type: 'chunks', position: 0, chunks: numbered(1) });
    for (let at = 1; at < 500; at += 1) await open.append(numbered(1, at));
    await open.end();
    const rest = await Reading.toEnd({ [Symbol.asyncIterator]: () => slow }, 1);
    const told = rest.gaps.reduce((sum, { from, to }) => sum + to - from, 0);
    assert.equal(told + rest.chunks.length, 499, 'each chunk was read or told as a gap');
    assert.ok(told > 0, 'what a slow reader did not take is not kept for it');
    assert.deepEqual([rest.position, rest.ended], [500, COMPLETED]);
    assert.deepEqual(rest.chunks, numbered(500).slice(500 - rest.chunks.length));
  });
}
