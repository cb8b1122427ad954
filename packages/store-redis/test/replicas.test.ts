import { randomUUID } from 'node:crypto';
import {
  describeBus,
  describePresence,
  describeRateLimiter,
  eventually,
  expectErr,
  expectOk,
} from '@carrel/conformance';
import { connectionState, terminalPolling } from '@carrel/core/presence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisBus, redisPresence, redisRateLimiter } from '../src/index.js';
import { hasRedis, RedisProcess } from './redis-process.js';

const test = { describe, it };
const dispose = () => Promise.resolve();

describe.skipIf(!hasRedis)('what replicas share in Redis', () => {
  let server: RedisProcess;
  beforeAll(async () => {
    server = await RedisProcess.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const at = (prefix: string) => ({ url: server.url, prefix, timeoutMs: 2_000 });
  /** Two of a kind at one place of their own. */
  const pair = <T>(create: (options: ReturnType<typeof at>) => T) => {
    const prefix = randomUUID();
    return { subject: create(at(prefix)), another: () => create(at(prefix)), dispose };
  };

  describeBus({ test, createSubject: () => pair(redisBus) });
  describePresence({ test, createSubject: () => pair(redisPresence) });
  describeRateLimiter({ test, createSubject: () => pair(redisRateLimiter) });

  it('keeps notes under their keys, for their times', async () => {
    const presence = redisPresence(at('app'));
    await expectOk(presence.open());
    await expectOk(presence.note(connectionState, 'socket', 'open'));
    await expectOk(presence.note(terminalPolling, 'task', 'on'));
    const left = (key: string) => server.ask((client) => client.pttl(key));
    expect(await left('app:connection:{socket}')).toBeGreaterThan(1_790_000);
    expect(await left('app:terminal:polling:{task}')).toBeGreaterThan(7_190_000);
    await presence.dispose();
  });

  it('hears again after a restart, watches on, and counts again', async () => {
    const [bus, presence, limiter] = [redisBus(at('a')), redisPresence(at('a')), redisRateLimiter(at('a'))];
    await expectOk(bus.open());
    await expectOk(presence.open());
    await expectOk(limiter.open());
    const heard: string[] = [];
    await expectOk(bus.subscribe('topic', (message) => heard.push(message)));
    await server.kill();
    await expectErr(bus.publish('topic', 'lost'), 'bus/unavailable');
    const limit = { points: 2, windowMs: 60_000 };
    await expectErr(limiter.take('key', limit), 'rate-limit/unavailable');
    await expectErr(presence.list('room'), 'presence/unavailable');
    await expectErr(bus.health(), 'bus/unavailable');
    await expectErr(limiter.health(), 'rate-limit/unavailable');
    await expectErr(presence.health(), 'presence/unavailable');
    await server.run();
    await eventually(async () => {
      await expectOk(bus.publish('topic', 'again'));
      expect(heard).toContain('again');
    });
    await expectOk(presence.enter('room', { member: 'ann', value: '', ttlMs: 60_000 }));
    await eventually(async () => {
      await expectOk(limiter.take('key', limit));
      expect(await server.ask((client) => client.keys('a:rate:*'))).toHaveLength(1);
    });
    await Promise.all([bus.dispose(), presence.dispose(), limiter.dispose()]);
  });
});
