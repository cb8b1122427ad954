import assert from 'node:assert/strict';
import type { StreamEnd } from '@carrel/core/streams';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { COMPLETED, KEY, numbered, type OpenStreamLog } from './open-stream-log.js';

const ENDS: readonly StreamEnd[] = [
  COMPLETED,
  { reason: 'failed', error: { type: 'model/refused', message: 'The model "would" not — 日本語.' } },
  { reason: 'cancelled' },
  { reason: 'lost', error: { type: 'stream/lost', message: '' } },
];

/** A stream ends once, and every reader is told. */
export function describeEnds(cases: Cases<OpenStreamLog>): void {
  cases.group('ends', () => {
    for (const end of ENDS) {
      cases.it(`readers get the end ${end.reason} after the last chunk, whenever they come`, async (open) => {
        await open.stream(numbered(2));
        const early = await open.follow();
        await early.reaches(2);
        await open.append(numbered(1, 2));
        await open.end(end);
        await early.finished();
        for (const reading of [early, await open.readAll(), await open.readAll(2)])
          assert.deepEqual(reading.ended, end);
        assert.deepEqual(early.chunks, numbered(3));
      });
    }
    describeRefusals(cases);
    describePlaces(cases);
  });
}

function describeRefusals(cases: Cases<OpenStreamLog>): void {
  cases.it('after the end append and end fail with stream/ended, and tell the end', async (open) => {
    await open.stream(['a']);
    await open.end({ reason: 'cancelled' });
    const failures = [
      await expectErr(open.log.append(KEY, ['b']), 'stream/ended'),
      await expectErr(open.log.append(KEY, ['b'], { at: 1 }), 'stream/ended'),
      await expectErr(open.log.append(KEY, ['b'], { at: 7 }), 'stream/ended'),
      await expectErr(open.log.end(KEY, COMPLETED), 'stream/ended'),
    ];
    for (const failure of failures) assert.deepEqual(failure.end, { reason: 'cancelled' });
    const reading = await open.readAll();
    assert.deepEqual([reading.chunks, reading.ended], [['a'], { reason: 'cancelled' }]);
  });

  cases.it('of several ends at once one counts, and the others tell it', async (open) => {
    await open.stream(['a']);
    const results = await Promise.all(ENDS.map((end) => open.log.end(KEY, end)));
    const winner = results.findIndex((result) => result.isOk());
    assert.equal(results.filter((result) => result.isOk()).length, 1);
    for (const result of results)
      if (result.isErr()) assert.deepEqual(result.error.type === 'stream/ended' && result.error.end, ENDS[winner]);
    assert.deepEqual((await open.readAll()).ended, ENDS[winner]);
  });

  cases.it('an end at another position is stream/conflict, and the stream goes on', async (open) => {
    await open.stream(numbered(2));
    assert.equal((await expectErr(open.log.end(KEY, COMPLETED, { at: 1 }), 'stream/conflict')).next, 2);
    await open.append(numbered(1, 2));
    await expectOk(open.log.end(KEY, COMPLETED, { at: 3 }));
    assert.deepEqual((await open.readAll()).chunks, numbered(3));
  });
}

function describePlaces(cases: Cases<OpenStreamLog>): void {
  cases.it('the end has the position of how many chunks there were', async (open) => {
    await open.stream(numbered(3));
    await open.end();
    for (const from of [0, 2, 3, 10]) {
      const last = [];
      for await (const event of await open.events({ from })) last.push(event);
      assert.deepEqual(last.at(-1), { type: 'end', position: 3, end: COMPLETED });
      assert.equal(last.length, from < 3 ? 2 : 1);
    }
  });

  cases.it('a stream may end without a chunk', async (open) => {
    await open.stream();
    const reading = await open.follow();
    await open.end();
    await reading.finished();
    assert.deepEqual([reading.chunks, reading.ended], [[], COMPLETED]);
  });
}
