import { eventually, expectOk } from '@carrel/conformance';
import { memoryRateLimiter } from '@carrel/core/memory';
import { fallbackRateLimiter, type RateLimiter } from '@carrel/core/rate-limit';
import { noopMetrics, type Metrics } from '@carrel/core/telemetry';
import { describe, expect, it } from 'vitest';
import { redisRateLimiter } from '../src/index.js';
import { hasRedis, RedisProcess } from './redis-process.js';

const limit = { points: 6, windowMs: 60_000 };

/** A limiter of one replica, and whether it says that it does less than it should. */
function replicaOf(url: string) {
  const seen = { degraded: -1 };
  const metrics: Metrics = {
    ...noopMetrics,
    gauge: (name) => ({
      set: (...[value]) => {
        if (name === 'carrel_rate_limits_degraded') seen.degraded = value;
      },
    }),
  };
  const primary = redisRateLimiter({ url, timeoutMs: 1_000, connectTimeoutMs: 1_000 });
  const limiter = fallbackRateLimiter({ primary, fallback: memoryRateLimiter(), probeMs: 100, metrics });
  return { limiter, seen };
}

const allowedOf = async (limiter: RateLimiter, key: string, times: number) => {
  let allowed = 0;
  for (let index = 0; index < times; index += 1) if ((await expectOk(limiter.take(key, limit))).allowed) allowed += 1;
  return allowed;
};

describe.skipIf(!hasRedis)('counts in Redis, or in memory while it is down', () => {
  it('count together, go on alone from what each had counted, and together again', async () => {
    await using redis = await RedisProcess.start();
    const [one, other] = [replicaOf(redis.url), replicaOf(redis.url)];
    const limiters = [one.limiter, other.limiter];
    for (const limiter of limiters) await expectOk(limiter.open());
    expect(await allowedOf(one.limiter, 'key', 4)).toBe(4);
    expect(await allowedOf(other.limiter, 'key', 4)).toBe(2);

    await redis.kill();
    expect(await allowedOf(one.limiter, 'key', 10)).toBe(2);
    expect(await allowedOf(other.limiter, 'key', 10)).toBe(2);
    expect(one.seen.degraded).toBe(1);
    expect((await expectOk(one.limiter.health())).degraded).toContain('each replica counts for itself');

    await redis.run();
    await eventually(async () => {
      for (const limiter of limiters) expect(await expectOk(limiter.health())).toEqual({ degraded: null });
    });
    expect(one.seen.degraded).toBe(0);
    const counts = [await allowedOf(one.limiter, 'new', 4), await allowedOf(other.limiter, 'new', 4)];
    expect(counts).toEqual([4, 2]);
    await Promise.all(limiters.map((limiter) => limiter.dispose()));
  });

  it('count while Redis is not there at first, or hangs, without making anybody wait long', async () => {
    await using redis = await RedisProcess.start();
    await redis.kill();
    const { limiter } = replicaOf(redis.url);
    await expectOk(limiter.open());
    expect(await allowedOf(limiter, 'key', 8)).toBe(6);
    await redis.run();
    await eventually(async () => {
      expect(await expectOk(limiter.health())).toEqual({ degraded: null });
    });
    redis.signal('SIGSTOP');
    const startedAt = Date.now();
    expect(await allowedOf(limiter, 'hung', 50)).toBe(6);
    // Only the first of them waits for it.
    expect(Date.now() - startedAt).toBeLessThan(25_000);
    await limiter.dispose();
  });
});
