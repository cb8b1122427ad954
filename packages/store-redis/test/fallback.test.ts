import { randomUUID } from 'node:crypto';
import { describeStreamLog, eventually, expectErr, expectOk } from '@carrel/conformance';
import { memoryStreamLog } from '@carrel/core/memory';
import { fallbackStreamLog, type StreamLog } from '@carrel/core/streams';
import { noopMetrics, type Metrics } from '@carrel/core/telemetry';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisStreamLog } from '../src/index.js';
import { hasRedis, RedisProcess } from './redis-process.js';
import { chunksOf, collect, readAll, RETENTION } from './stream-texts.js';

const COMPLETED = { reason: 'completed' } as const;

describe.skipIf(!hasRedis)('streams in Redis, or in memory while it is down', () => {
  let server: RedisProcess;
  let logs: StreamLog[] = [];
  let isDegraded = 0;
  const metrics: Metrics = {
    ...noopMetrics,
    gauge: (name) => ({
      set: (...[value]) => {
        if (name === 'carrel_streams_degraded') isDegraded = value;
      },
    }),
  };
  beforeEach(async () => {
    server = await RedisProcess.start();
  });
  afterEach(async () => {
    await Promise.all(logs.map((log) => log.dispose()));
    logs = [];
    await server[Symbol.asyncDispose]();
  });

  function createLog(): StreamLog {
    const primary = redisStreamLog({ url: server.url, timeoutMs: 2_000 });
    const limits = { patienceMs: 300, probeMs: 100, metrics };
    const log = fallbackStreamLog({ primary, fallback: memoryStreamLog(), ...limits });
    logs.push(log);
    return log;
  }

  async function openLog(): Promise<StreamLog> {
    const log = createLog();
    await expectOk(log.open());
    return log;
  }

  async function openRedis(url = server.url): Promise<StreamLog> {
    const log = redisStreamLog({ url });
    logs.push(log);
    await expectOk(log.open());
    return log;
  }

  const untilUp = (log: StreamLog) =>
    eventually(async () => {
      expect(await expectOk(log.health())).toEqual({ degraded: null });
    });

  it('works in memory when Redis is down at first, and in Redis once it is there', async () => {
    await server.kill();
    const log = await openLog();
    expect((await expectOk(log.health())).degraded).toContain('redis does not answer');
    expect(isDegraded).toBe(1);
    const [early, late] = [randomUUID(), randomUUID()];
    await expectOk(log.create(early, RETENTION));
    await expectErr(log.create(early, RETENTION), 'stream/exists');
    const reading = readAll(log, early);
    await expectOk(log.append(early, ['a']));
    await server.run();
    await untilUp(log);
    expect(isDegraded).toBe(0);
    await expectErr(log.create(early, RETENTION), 'stream/exists');
    expect(await expectOk(log.append(early, ['b'], { at: 1 }))).toBe(2);
    await expectOk(log.end(early, COMPLETED));
    expect(chunksOf(await reading)).toEqual(['a', 'b']);
    expect(chunksOf(await readAll(log, early))).toEqual(['a', 'b']);
    await expectOk(log.create(late, RETENTION));
    const redis = await openRedis();
    expect(await expectOk(redis.info(early))).toBeNull();
    expect(await expectOk(redis.info(late))).toMatchObject({ next: 0 });
  });

  it('keeps each stream whole while Redis is killed and comes back, and loses nothing that was acknowledged', async () => {
    const log = await openLog();
    const redis = await openRedis();
    const acknowledged = new Map<string, string[]>();
    const places = new Map<string, 'redis' | 'memory'>();
    let isOver = false;
    const speak = async (key: string) => {
      await eventually(() => expectOk(log.create(key, RETENTION)));
      const said: string[] = [];
      acknowledged.set(key, said);
      while (!isOver) {
        const text = `${key} ${said.length}`;
        const result = await log.append(key, [text], { at: said.length });
        if (result.isErr()) {
          const happened = result.error.type === 'stream/conflict' && result.error.next === said.length + 1;
          if (!happened) expect(result.error).toMatchObject({ type: 'stream/log-unavailable', retryable: true });
          if (!happened) continue;
        }
        said.push(text);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      await eventually(async () => {
        const ended = await log.end(key, COMPLETED);
        expect(ended.isOk() || ended.error.type === 'stream/ended').toBe(true);
      });
    };
    const follow = async (key: string) => {
      const got: string[] = [];
      for (;;) {
        const events = await collect(await eventually(() => expectOk(log.read(key, { from: got.length }))));
        const isEnded = events.at(-1)?.type === 'end';
        got.push(...chunksOf(isEnded ? events : events.slice(0, -1), got.length));
        if (isEnded) return got;
      }
    };
    const before = [1, 2, 3].map(() => randomUUID());
    const speaking = before.map(speak);
    const following = before.map(follow);
    const outages = 3;
    for (let outage = 0; outage < outages; outage += 1) {
      await eventually(() => {
        for (const key of before) expect(acknowledged.get(key)!.length).toBeGreaterThan(20 * (outage + 1));
      });
      await server.kill();
      const during = randomUUID();
      speaking.push(speak(during));
      following.push(follow(during));
      before.push(during);
      await eventually(() => {
        expect(acknowledged.get(during)!.length).toBeGreaterThan(20);
      });
      places.set(during, 'memory');
      await server.run();
      await untilUp(log);
    }
    isOver = true;
    await Promise.all(speaking);
    const read = await Promise.all(following);
    for (const [index, key] of before.entries()) {
      expect(read[index]).toEqual(acknowledged.get(key));
      const info = await expectOk(redis.info(key));
      if (places.get(key) === 'memory') expect(info).toBeNull();
      else expect(info).toMatchObject({ next: acknowledged.get(key)!.length });
    }
    expect(places.size).toBe(outages);
  });

  it('says at once that its password is wrong, and a fallback does not hide it', async () => {
    await server.ask((client) => client.config('SET', 'requirepass', 'secret'));
    for (const url of [server.url, server.url.replace('redis://', 'redis://:wrong@')]) {
      const primary = redisStreamLog({ url });
      const log = fallbackStreamLog({ primary, fallback: memoryStreamLog() });
      logs.push(log);
      const error = await expectErr(log.open(), 'stream/log-unavailable');
      expect(error).toMatchObject({ retryable: false });
      expect(error.message).toContain('password');
      expect(JSON.stringify([error, error.cause])).not.toContain('wrong');
    }
    logs.push(await openRedis(server.url.replace('redis://', 'redis://:secret@')));
  });

  it('says what to install when the client is missing', async () => {
    const loadClient = () => Promise.reject(new Error('not found'));
    const log = fallbackStreamLog({ primary: redisStreamLog({ loadClient }), fallback: memoryStreamLog() });
    const error = await expectErr(log.open(), 'stream/log-unavailable');
    expect(error).toMatchObject({ retryable: false });
    expect(error.message).toContain('npm install ioredis');
    await log.dispose();
  });

  it('leaves no empty stream in Redis when the answer to making it is lost', async () => {
    const log = await openLog();
    const redis = await openRedis();
    const key = randomUUID();
    server.signal('SIGSTOP');
    await expectOk(log.create(key, RETENTION));
    await expectOk(log.append(key, ['a']));
    server.signal('SIGCONT');
    await untilUp(log);
    expect(await expectOk(redis.info(key))).toBeNull();
    expect(await expectOk(log.info(key))).toMatchObject({ next: 1 });
  });
});

describe.skipIf(!hasRedis)('streams in Redis with memory beside it keep the promises of the port', () => {
  let server: RedisProcess;
  beforeAll(async () => {
    server = await RedisProcess.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeStreamLog({
    test: { describe, it },
    createSubject: () => {
      const prefix = randomUUID();
      const create = () =>
        fallbackStreamLog({ primary: redisStreamLog({ url: server.url, prefix }), fallback: memoryStreamLog() });
      return { subject: create(), another: create, dispose: () => Promise.resolve() };
    },
    lacks: { faults: 'without its backend it goes on' },
  });
});
