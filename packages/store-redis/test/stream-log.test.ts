import { randomUUID } from 'node:crypto';
import { expectErr, expectOk } from '@carrel/conformance';
import type { StreamLog } from '@carrel/core/streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisStreamLog, type RedisStreamLogOptions } from '../src/index.js';
import { hasRedis, RedisProcess } from './redis-process.js';
import { chunksOf, readAll, RETENTION } from './stream-texts.js';

describe.skipIf(!hasRedis)('streams in Redis', () => {
  let server: RedisProcess;
  const logs: StreamLog[] = [];
  beforeAll(async () => {
    server = await RedisProcess.start();
  });
  afterAll(async () => {
    await Promise.all(logs.map((log) => log.dispose()));
    await server[Symbol.asyncDispose]();
  });

  async function openLog(options: RedisStreamLogOptions = {}): Promise<StreamLog> {
    const log = redisStreamLog({ url: server.url, ...options });
    logs.push(log);
    await expectOk(log.open());
    return log;
  }

  it('gives another process what was appended, what is appended, and the end', async () => {
    const [writer, reader] = [await openLog(), await openLog()];
    const key = randomUUID();
    await expectOk(writer.create(key, RETENTION));
    expect(await expectOk(writer.append(key, ['one', 'two']))).toBe(2);
    const reading = readAll(reader, key);
    for (let index = 0; index < 200; index += 1) await expectOk(writer.append(key, [`${index}`]));
    await expectOk(writer.end(key, { reason: 'completed' }));
    const events = await reading;
    expect(chunksOf(events)).toEqual(['one', 'two', ...Array.from({ length: 200 }, (_, index) => `${index}`)]);
    expect(events.at(-1)).toEqual({ type: 'end', position: 202, end: { reason: 'completed' } });
  });

  it('drops the oldest chunks one by one, by number and by bytes', async () => {
    const log = await openLog();
    const [few, small] = [randomUUID(), randomUUID()];
    await expectOk(log.create(few, { ...RETENTION, maxChunks: 3 }));
    await expectOk(log.append(few, ['a', 'b', 'c', 'd', 'e']));
    expect(await expectOk(log.info(few))).toMatchObject({ first: 2, next: 5 });
    await expectOk(log.create(small, { ...RETENTION, maxBytes: 6 }));
    await expectOk(log.append(small, ['aé', 'bb', 'cc']));
    expect(await expectOk(log.info(small))).toMatchObject({ first: 1, next: 3 });
    await expectOk(log.append(small, ['0123456789']));
    await expectOk(log.end(small, { reason: 'completed' }));
    expect(await readAll(log, small)).toEqual([
      { type: 'gap', from: 0, to: 3 },
      { type: 'chunks', position: 3, chunks: ['0123456789'] },
      { type: 'end', position: 4, end: { reason: 'completed' } },
    ]);
    const entries = await server.ask((client) => client.xlen(`carrel:stream:{${small}}`));
    expect(entries).toBe(1);
  });

  it('judges each append by its own position, though they go together', async () => {
    const log = await openLog();
    const key = randomUUID();
    await expectOk(log.create(key, RETENTION));
    await expectOk(log.append(key, ['a'], { at: 0 }));
    const [again, next, wrong, any] = [
      log.append(key, ['a'], { at: 0 }),
      log.append(key, ['b'], { at: 1 }),
      log.append(key, ['x'], { at: 7 }),
      log.append(key, ['c']),
    ];
    expect(await expectErr(again, 'stream/conflict')).toMatchObject({ next: 1 });
    expect(await expectOk(next)).toBe(2);
    expect(await expectErr(wrong, 'stream/conflict')).toMatchObject({ next: 2 });
    expect(await expectOk(any)).toBe(3);
    await expectOk(log.end(key, { reason: 'completed' }));
    expect(chunksOf(await readAll(log, key))).toEqual(['a', 'b', 'c']);
  });

  it('brings what is appended in one turn to Redis as one entry, and halves of characters as they are', async () => {
    const log = await openLog();
    const key = `a }key{ of ${randomUUID()} with 100%`;
    await expectOk(log.create(key, RETENTION));
    const [high, low] = ['😀'.slice(0, 1), '😀'.slice(1)];
    await Promise.all(['x', high, low, ''].map((chunk) => expectOk(log.append(key, [chunk]))));
    await expectOk(log.end(key, { reason: 'failed', error: { type: 'model/failed', message: 'It broke.' } }));
    expect(chunksOf(await readAll(log, key))).toEqual(['x', high, low, '']);
    const keys = await server.ask((client) => client.keys('carrel:stream:*100%25*'));
    expect(keys).toHaveLength(2);
    const entries = keys.find((each) => !each.endsWith(':meta')) ?? '';
    expect(await server.ask((client) => client.xlen(entries))).toBe(1);
  });

  it('tells readers that wait when a stream expires or is removed', async () => {
    const log = await openLog();
    const [short, gone] = [randomUUID(), randomUUID()];
    await expectOk(log.create(short, { ...RETENTION, ttlMs: 300 }));
    await expectOk(log.create(gone, RETENTION));
    const readings = [readAll(log, short), readAll(log, gone)];
    await expectOk(log.append(short, ['a']));
    await expectOk(log.remove(gone));
    await expectOk(log.create(gone, RETENTION));
    const [expired, removed] = await Promise.all(readings);
    expect(expired?.map(({ type }) => type)).toEqual(['chunks', 'failed']);
    expect(removed).toMatchObject([{ type: 'failed', error: { type: 'stream/not-found' } }]);
    expect(await server.ask((client) => client.keys(`*${short}*`))).toEqual([]);
  });

  it('refuses what would make it keep more than it may', async () => {
    const log = await openLog({ maxChunkBytes: 4, maxQueuedBytes: 10 });
    const key = randomUUID();
    await expectOk(log.create(key, RETENTION));
    await expectErr(log.append(key, ['12345']), 'stream/chunk-too-large');
    const appends = Array.from({ length: 4 }, () => log.append(key, ['1234']));
    for (const taken of appends.slice(0, 2)) await expectOk(taken);
    for (const refused of appends.slice(2)) await expectErr(refused, 'stream/log-full');
    expect(await expectOk(log.append(key, ['1234']))).toBe(3);
  });

  it('says that Redis is full, and that nothing happened', async () => {
    const log = await openLog();
    const key = randomUUID();
    await expectOk(log.create(key, RETENTION));
    await server.ask((client) => client.config('SET', 'maxmemory', '1'));
    await expectErr(log.append(key, ['a']), 'stream/log-full');
    await expectErr(log.health(), 'stream/log-unavailable');
    await server.ask((client) => client.config('SET', 'maxmemory', '0'));
    expect(await expectOk(log.append(key, ['a']))).toBe(1);
  });

  it('uses a client of the host, which stays open', async () => {
    const { Redis } = await import('ioredis');
    const client = new Redis(server.url);
    const log = await openLogWith(client);
    const key = randomUUID();
    await expectOk(log.create(key, RETENTION));
    const reading = readAll(log, key);
    await expectOk(log.append(key, ['a']));
    await expectOk(log.end(key, { reason: 'completed' }));
    expect(chunksOf(await reading)).toEqual(['a']);
    await log.dispose();
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });

  async function openLogWith(client: NonNullable<RedisStreamLogOptions['client']>): Promise<StreamLog> {
    const log = redisStreamLog({ client });
    logs.push(log);
    await expectOk(log.open());
    return log;
  }
});
