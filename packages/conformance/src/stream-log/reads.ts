import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { COMPLETED, KEY, numbered, type OpenStreamLog } from './open-stream-log.js';
import { Reading } from './reading.js';

/** What is kept, then what follows, without a seam. */
export function describeReads(cases: Cases<OpenStreamLog>): void {
  cases.group('reads', () => {
    describeSeam(cases);
    describeReaders(cases);
    describeLeaving(cases);
  });
}

function describeSeam(cases: Cases<OpenStreamLog>): void {
  cases.it('an ended stream is read from every position', async (open) => {
    await open.stream(numbered(6));
    await open.end();
    for (let from = 0; from <= 6; from += 1)
      assert.deepEqual((await open.readAll(from)).chunks, numbered(6).slice(from), `from ${from}`);
  });

  cases.it('a reader gets chunks as they come', async (open) => {
    await open.stream();
    const reading = await open.follow();
    for (let count = 1; count <= 5; count += 1) {
      await open.append(numbered(1, count - 1));
      await reading.reaches(count);
      assert.deepEqual(reading.chunks, numbered(count));
    }
  });

  cases.it('a position that is not written yet is waited for', async (open) => {
    await open.stream(numbered(2));
    const reading = await open.follow({ from: 4 });
    await open.append(numbered(4, 2));
    await reading.reaches(6);
    assert.deepEqual([reading.chunks, reading.gaps], [numbered(2, 4), []]);
  });

  cases.it('readers that come while it is written get each chunk once', async (open) => {
    await open.stream();
    const readings: Reading[] = [];
    for (let at = 0; at < 300; at += 3) {
      // One begins while the append is under way.
      const written = open.append(numbered(3, at));
      if (at % 15 === 0) readings.push(await open.follow({ from: at - (at % 7) }));
      await written;
    }
    await open.end();
    for (const reading of readings) {
      await reading.finished();
      assert.deepEqual(reading.chunks, numbered(300).slice(300 - reading.chunks.length));
      assert.deepEqual([reading.position, reading.ended, reading.gaps], [300, COMPLETED, []]);
    }
  });

  cases.it('a reader that leaves and comes back at its position gets the rest', async (open) => {
    await open.stream();
    const writing = (async () => {
      for (let at = 0; at < 200; at += 1) await open.append(numbered(1, at));
      await open.end();
    })();
    const got: string[] = [];
    for (let ended = false; !ended;) {
      for await (const event of await open.events({ from: got.length })) {
        assert.ok(event.type === 'chunks' || event.type === 'end');
        ended = event.type === 'end';
        if (event.type === 'chunks') {
          assert.equal(event.position, got.length);
          got.push(...event.chunks);
        }
        break;
      }
    }
    await writing;
    assert.deepEqual(got, numbered(200));
  });
}

function describeReaders(cases: Cases<OpenStreamLog>): void {
  cases.it('20 readers of one stream get the same', async (open) => {
    await open.stream(numbered(10));
    const readings = await Promise.all(Array.from({ length: 20 }, () => open.follow()));
    for (let at = 10; at < 100; at += 10) await open.append(numbered(10, at));
    await open.end();
    for (const reading of readings) {
      await reading.finished();
      assert.deepEqual(reading.chunks, numbered(100));
    }
  });

  cases.it('a reader that stands still holds up neither the writer nor other readers', async (open) => {
    await open.stream();
    const still = (await open.events())[Symbol.asyncIterator]();
    const other = await open.follow();
    await open.append(numbered(1));
    const first = await still.next();
    assert.deepEqual(first.value, { type: 'chunks', position: 0, chunks: numbered(1) });
    for (let at = 1; at < 1_000; at += 1) await open.append(numbered(1, at));
    await open.end();
    await other.finished();
    assert.deepEqual(other.chunks, numbered(1_000));
    const rest = await Reading.toEnd({ [Symbol.asyncIterator]: () => still }, 1);
    assert.deepEqual(rest.chunks, numbered(999, 1));
  });

  cases.it('two iterations of one reading are two readers', async (open) => {
    await open.stream(numbered(3));
    const events = await open.events({ from: 1 });
    await open.end();
    const [one, two] = [await Reading.toEnd(events, 1), await Reading.toEnd(events, 1)];
    assert.deepEqual([one.chunks, two.chunks], [numbered(2, 1), numbered(2, 1)]);
  });
}

function describeLeaving(cases: Cases<OpenStreamLog>): void {
  cases.it('a signal ends the reading quietly, also while it waits', async (open) => {
    await open.stream(numbered(2));
    const stop = new AbortController();
    const reading = await open.follow({ signal: stop.signal });
    await reading.reaches(2);
    stop.abort();
    await reading.finished();
    assert.deepEqual([reading.ended, reading.failure], [null, null]);
    await open.append(numbered(1, 2));
    assert.deepEqual(reading.chunks, numbered(2));
  });

  cases.it('a reader that leaves changes nothing for the stream and for others', async (open) => {
    await open.stream(numbered(2));
    const other = await open.follow();
    for await (const event of await open.events()) {
      assert.equal(event.type, 'chunks');
      break;
    }
    const waiting = (await open.events({ from: 2 }))[Symbol.asyncIterator]();
    const next = waiting.next();
    await waiting.return?.();
    assert.equal((await next).done, true);
    await open.append(numbered(1, 2));
    await open.end();
    await other.finished();
    assert.deepEqual([other.chunks, other.ended], [numbered(3), COMPLETED]);
    assert.equal((await open.log.info(KEY)).isOk(), true);
  });
}
