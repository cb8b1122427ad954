import { beforeEach, describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { VirtualClock } from '../memory/index.js';
import { memoryStreamLog, MemoryStreams, type StreamLog } from './index.js';

const RETENTION = { ttlMs: 10_000, maxChunks: 100, maxBytes: 10_000 };
/** What a chunk counts beside its text. */
const OVERHEAD = 32;

let clock: VirtualClock;
let streams: MemoryStreams;
let log: StreamLog;

beforeEach(async () => {
  clock = new VirtualClock();
  streams = new MemoryStreams({ clock, maxStreams: 3, maxTotalBytes: 10 * (100 + OVERHEAD) });
  log = memoryStreamLog({ streams, maxChunkBytes: 100 });
  expectOk(await log.open());
});

const chunk = 'x'.repeat(100);

describe('memoryStreamLog', () => {
  it('has at most so many streams, of which the expired ones make room', async () => {
    for (const key of ['a', 'b', 'c']) expectOk(await log.create(key, RETENTION));
    expectErr(await log.create('d', RETENTION), 'stream/log-full');
    await clock.advance(5_000);
    expectOk(await log.append('b', []));
    expectErr(await log.create('d', RETENTION), 'stream/log-full');
    await clock.advance(5_000);
    for (const key of ['d', 'e']) expectOk(await log.create(key, RETENTION));
    expectErr(await log.create('f', RETENTION), 'stream/log-full');
    expect(expectOk(await log.info('b'))).not.toBeNull();
  });

  it('has at most so many bytes of all streams, of which the expired ones make room', async () => {
    for (const key of ['a', 'b']) expectOk(await log.create(key, RETENTION));
    expectOk(
      await log.append(
        'a',
        Array.from({ length: 6 }, () => chunk),
      ),
    );
    await clock.advance(5_000);
    expectOk(
      await log.append(
        'b',
        Array.from({ length: 4 }, () => chunk),
      ),
    );
    expectErr(await log.append('b', ['one more']), 'stream/log-full');
    expect(expectOk(await log.info('b'))).toMatchObject({ next: 4 });
    await clock.advance(5_000);
    expectOk(
      await log.append(
        'b',
        Array.from({ length: 6 }, () => chunk),
      ),
    );
    expectErr(await log.append('b', ['one more']), 'stream/log-full');
    expectOk(await log.remove('b'));
    expect([streams.count, streams.totalBytes]).toEqual([0, 0]);
  });

  it('counts what is kept, not what was written', async () => {
    expectOk(await log.create('a', { ...RETENTION, maxChunks: 2 }));
    for (let index = 0; index < 1_000; index += 1) expectOk(await log.append('a', [chunk]));
    expect(streams.totalBytes).toBe(2 * (100 + OVERHEAD));
  });

  it('forgets what expired by itself, with one timer for all streams', async () => {
    for (const [index, key] of ['a', 'b', 'c'].entries()) {
      expectOk(await log.create(key, { ...RETENTION, ttlMs: 10_000 * (index + 1) }));
      expectOk(await log.append(key, [chunk]));
    }
    expect(clock.pendingTimers).toBe(1);
    const counts: number[] = [];
    for (let step = 0; step < 3; step += 1) {
      await clock.advance(11_000);
      counts.push(streams.count);
    }
    expect(counts).toEqual([2, 1, 0]);
    expect([streams.totalBytes, clock.pendingTimers]).toEqual([0, 0]);
  });

  it('refuses a chunk past its limit', async () => {
    expectOk(await log.create('a', RETENTION));
    expectErr(await log.append('a', ['ok', `${chunk}x`]), 'stream/chunk-too-large');
    expect(expectOk(await log.info('a'))).toMatchObject({ next: 0 });
  });
});
