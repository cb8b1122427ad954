import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { AMPLE, COMPLETED, KEY, numbered, type OpenStreamLog } from './open-stream-log.js';
import { offers, type StreamLogKitOptions } from './stream-log-subject.js';

/** Several logs over one place are one log. */
export function describeSharing(cases: Cases<OpenStreamLog>, options: StreamLogKitOptions): void {
  const shared = offers(options, 'another');
  cases.group('sharing', () => {
    cases.itWhen(shared, 'a log that others share says so', async (open) => {
      const other = await open.another();
      assert.deepEqual([open.log.shared, other.shared], [true, true]);
    });

    cases.itWhen(shared, 'what one log writes another reads, as it comes and to the end', async (open) => {
      const other = await open.another();
      await open.stream(numbered(3));
      const reading = await open.follow({}, KEY, other);
      await reading.reaches(3);
      for (let at = 3; at < 60; at += 3) await open.append(numbered(3, at));
      await open.end({ reason: 'cancelled' });
      await reading.finished();
      assert.deepEqual([reading.chunks, reading.ended], [numbered(60), { reason: 'cancelled' }]);
      assert.deepEqual((await open.readAll(50, KEY, other)).chunks, numbered(10, 50));
    });

    cases.itWhen(shared, 'of two logs that write one at a position one happens', async (open) => {
      const other = await open.another();
      await open.stream();
      for (let at = 0; at < 30; at += 1) {
        const results = await Promise.all([
          open.log.append(KEY, ['one'], { at }),
          other.append(KEY, ['other'], { at }),
        ]);
        assert.equal(results.filter((result) => result.isOk()).length, 1, `at ${at}`);
        for (const result of results)
          if (result.isErr()) assert.deepEqual(result.error.type === 'stream/conflict' && result.error.next, at + 1);
      }
      await open.end();
      assert.equal((await open.readAll(0, KEY, other)).chunks.length, 30);
    });

    cases.itWhen(shared, 'both write, and each reader gets all of it in one order', async (open) => {
      const other = await open.another();
      await open.stream();
      const readings = [await open.follow(), await open.follow({}, KEY, other)];
      const write = async (log: OpenStreamLog['log'], name: string) => {
        for (let count = 0; count < 50; count += 1) await expectOk(log.append(KEY, [`${name} ${count}`]));
      };
      await Promise.all([write(open.log, 'one'), write(other, 'two')]);
      await expectOk(other.end(KEY, COMPLETED));
      for (const reading of readings) await reading.finished();
      assert.deepEqual(readings[0]?.chunks, readings[1]?.chunks);
      for (const name of ['one', 'two'])
        assert.deepEqual(
          readings[0]?.chunks.filter((chunk) => chunk.startsWith(name)),
          Array.from({ length: 50 }, (_, count) => `${name} ${count}`),
        );
    });

    describeOthersChanges(cases, options);
  });
}

function describeOthersChanges(cases: Cases<OpenStreamLog>, options: StreamLogKitOptions): void {
  const shared = offers(options, 'another');
  cases.itWhen(shared, 'what one log ended or made is so for another', async (open) => {
    const other = await open.another();
    await open.stream(['a']);
    await expectErr(other.create(KEY, AMPLE), 'stream/exists');
    await expectOk(other.end(KEY, { reason: 'cancelled' }));
    const refused = await expectErr(open.log.append(KEY, ['b']), 'stream/ended');
    assert.deepEqual(refused.end, { reason: 'cancelled' });
  });

  cases.itWhen(shared, 'readers of a stream that another log removes fail with stream/not-found', async (open) => {
    const other = await open.another();
    await open.stream(['a']);
    const reading = await open.follow();
    await reading.reaches(1);
    await expectOk(other.remove(KEY));
    await reading.finished();
    assert.equal(reading.failure?.type, 'stream/not-found');
  });

  cases.itWhen(shared, 'dispose of one log leaves streams and the readers of others alone', async (open) => {
    const other = await open.another();
    await open.stream(['a']);
    const reading = await open.follow({}, KEY, other);
    await reading.reaches(1);
    await open.log.dispose();
    await expectOk(other.append(KEY, ['b']));
    await expectOk(other.end(KEY, COMPLETED));
    await reading.finished();
    assert.deepEqual([reading.chunks, reading.ended], [['a', 'b'], COMPLETED]);
  });
}
