import { setTimeout } from 'node:timers/promises';
import { hasBackend } from '@carrel/conformance';
import { unwrap } from '@carrel/core/kernel';
import { fallbackStreamLog, memoryStreamLog } from '@carrel/core/streams';
import { redisStreamLog } from '@carrel/store-redis';
import { describe, expect, it } from 'vitest';
import { eventually } from '../eventually.js';
import { chanceOf } from '../kill/chance.js';
import { chunkAt, ChunkReader } from './chunk-reader.js';
import { readThrough } from './flow.js';
import { openServer, type OpenServer } from './open-server.js';
import { missingRedis, RedisServer } from './redis-server.js';

describe.runIf(hasBackend('Redis', missingRedis()))('a server whose Redis goes and comes back', () => {
  it('gives every chunk that was taken, once and in order', { timeout: 120_000 }, async () => {
    await using redis = await RedisServer.start();
    const primary = redisStreamLog({ url: redis.url, timeoutMs: 2_000 });
    const streams = fallbackStreamLog({ primary, fallback: memoryStreamLog(), patienceMs: 300, probeMs: 100 });
    await using server = await openServer({ runtime: 'local', streams });
    const over = new AbortController();
    const talks = [await talk(server, over.signal), await talk(server, over.signal)];
    for (const outage of [dies, hangs, dies]) {
      await outage(redis, async () => {
        talks.push(await talk(server, over.signal));
        await setTimeout(700);
      });
      const before = talks.map(({ taken }) => taken());
      await eventually(() => talks.every(({ taken }, at) => taken() > (before[at] ?? 0) + 20), 30_000);
    }
    over.abort();
    for (const { writing, reading, readers, taken } of talks) {
      await Promise.all([writing, ...reading]);
      for (const { faults, gaps, next, end } of readers) {
        expect([faults, gaps, end?.['reason']]).toEqual([[], [], 'completed']);
        expect(next).toBe(taken());
      }
    }
  });
});

async function dies(redis: RedisServer, meanwhile: () => Promise<void>): Promise<void> {
  await redis.kill();
  await meanwhile();
  await redis.run();
}

async function hangs(redis: RedisServer, meanwhile: () => Promise<void>): Promise<void> {
  redis.signal('SIGSTOP');
  await meanwhile();
  redis.signal('SIGCONT');
}

/** A stream that is written until the signal, and read by both doors from its first chunk. */
async function talk({ carrel, caller, client, port }: OpenServer, until: AbortSignal) {
  const writer = await unwrap(carrel.streams.create(caller, { purpose: 'test' }));
  const place = { id: writer.id, token: client.token ?? '' };
  const readers = (['events', 'socket'] as const).map((by) => new ChunkReader(place, by, true));
  let taken = 0;
  const write = async () => {
    while (!until.aborted) {
      await unwrap(writer.write(chunkAt(writer.position)));
      await unwrap(writer.flush());
      taken = writer.position;
      await setTimeout(5);
    }
    await unwrap(writer.end());
  };
  const reading = readers.map((reader, at) => readThrough(reader, port, chanceOf(at)));
  return { writing: write(), reading, readers, taken: () => taken };
}
