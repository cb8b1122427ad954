import { randomUUID } from 'node:crypto';
import { eventually, expectErr, expectOk } from '@carrel/conformance';
import { ok } from '@carrel/core/kernel';
import type { StreamLog } from '@carrel/core/streams';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redisStreamLog, type RedisStreamLogOptions } from '../src/index.js';
import { hasRedis, RedisProcess } from './redis-process.js';
import { chunksOf, collect, readAll, RETENTION } from './stream-texts.js';

describe.skipIf(!hasRedis)('streams in a Redis that fails', () => {
  let server: RedisProcess;
  let logs: StreamLog[] = [];
  beforeEach(async () => {
    server = await RedisProcess.start();
  });
  afterEach(async () => {
    await Promise.all(logs.map((log) => log.dispose()));
    logs = [];
    await server[Symbol.asyncDispose]();
  });

  async function openLog(options: RedisStreamLogOptions = {}): Promise<StreamLog> {
    const log = redisStreamLog({ url: server.url, ...options });
    logs.push(log);
    await expectOk(log.open());
    return log;
  }

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'loses and doubles nothing when it ends by %s in the middle of many streams',
    async (signal) => {
      const [writer, reader] = [await openLog({ timeoutMs: 20_000 }), await openLog()];
      const keys = Array.from({ length: 10 }, () => randomUUID());
      for (const key of keys) await expectOk(writer.create(key, RETENTION));
      const readings = keys.map((key) => readAll(reader, key));
      let isOver = false;
      const writings = keys.map(async (key) => {
        let count = 0;
        for (; !isOver; count += 1) {
          await expectOk(writer.append(key, [`${key} ${count}`]));
          await new Promise((resolve) => setImmediate(resolve));
        }
        await expectOk(writer.end(key, { reason: 'completed' }));
        return count;
      });
      for (let round = 0; round < 3; round += 1) {
        const { next } = (await expectOk(reader.info(keys[0] ?? '')))!;
        await eventually(async () => {
          expect((await expectOk(reader.info(keys[0] ?? '')))!.next).toBeGreaterThan(next + 20);
        });
        await server.kill(signal);
        await server.run();
      }
      isOver = true;
      const counts = await Promise.all(writings);
      for (const [index, reading] of readings.entries()) {
        const expected = Array.from({ length: counts[index] ?? 0 }, (_, count) => `${keys[index] ?? ''} ${count}`);
        expect(chunksOf(await reading)).toEqual(expected);
      }
    },
  );

  it('appends once, though connections break all the time and answers are lost', async () => {
    const [one, other] = [await openLog({ timeoutMs: 20_000 }), await openLog({ timeoutMs: 20_000 })];
    const key = randomUUID();
    await expectOk(one.create(key, RETENTION));
    const reading = readAll(other, key);
    let isOver = false;
    const breaking = server.ask(async (client) => {
      for (; !isOver; await new Promise((resolve) => setTimeout(resolve, 15))) {
        await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub', 'SKIPME', 'yes');
      }
    });
    const write = async (log: StreamLog, name: string) => {
      for (let count = 0; count < 300; count += 1) {
        await expectOk(log.append(key, [`${name} ${count}`]));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    await Promise.all([write(one, 'one'), write(other, 'other')]);
    isOver = true;
    await breaking;
    await expectOk(one.end(key, { reason: 'completed' }));
    const chunks = chunksOf(await reading);
    for (const name of ['one', 'other'])
      expect(chunks.filter((chunk) => chunk.startsWith(`${name} `))).toEqual(
        Array.from({ length: 300 }, (_, count) => `${name} ${count}`),
      );
  });

  it('says so when it does not answer in time, and is told with the position whether it happened', async () => {
    const log = await openLog({ timeoutMs: 300 });
    const key = randomUUID();
    await expectOk(log.create(key, RETENTION));
    await expectOk(log.append(key, ['a'], { at: 0 }));
    server.signal('SIGSTOP');
    const lost = await expectErr(log.append(key, ['b'], { at: 1 }), 'stream/log-unavailable');
    expect(lost.retryable).toBe(true);
    await expectErr(log.health(), 'stream/log-unavailable');
    server.signal('SIGCONT');
    await eventually(() => expectOk(log.health()));
    const again = await log.append(key, ['b'], { at: 1 }).orElse((error) => {
      if (error.type === 'stream/conflict' && error.next === 2) return ok(2);
      throw new Error(error.type);
    });
    expect(again).toEqual(ok(2));
    await expectOk(log.append(key, ['c'], { at: 2 }));
    await expectOk(log.end(key, { reason: 'completed' }));
    expect(chunksOf(await readAll(log, key))).toEqual(['a', 'b', 'c']);
  });

  it('does not open without a server, and opens once there is one', async () => {
    await server.kill();
    const log = redisStreamLog({ url: server.url, timeoutMs: 200 });
    logs.push(log);
    await expectErr(log.open(), 'stream/log-unavailable');
    await expectErr(log.create('key', RETENTION), 'stream/log-closed');
    await server.run();
    await expectOk(log.open());
    await expectOk(log.create('key', RETENTION));
  });

  it('has a reader fail that has waited long enough, and leaves quietly one that is not wanted', async () => {
    const [log, patient] = [await openLog({ timeoutMs: 200, readerPatienceMs: 200 }), await openLog()];
    const key = randomUUID();
    await expectOk(log.create(key, { ...RETENTION, ttlMs: 1_000 }));
    const unwanted = new AbortController();
    await expectOk(log.append(key, ['a']));
    const reading = await expectOk(log.read(key));
    const other = await expectOk(patient.read(key, { signal: unwanted.signal }));
    await server.kill();
    const left = collect(other);
    expect(await collect(reading)).toMatchObject([
      { type: 'chunks', chunks: ['a'] },
      { type: 'failed', error: { type: 'stream/log-unavailable' } },
    ]);
    unwanted.abort();
    expect(await left).toMatchObject([{ type: 'chunks', chunks: ['a'] }]);
  });
});
