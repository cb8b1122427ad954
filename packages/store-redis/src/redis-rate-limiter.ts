import type { RateLimiterRedis } from 'rate-limiter-flexible';
import type { ResultAsync } from '@carrel/core/kernel';
import { rateLimiterClosed, rateLimiterUnavailable } from '@carrel/core/rate-limit';
import type { RateAnswer, RateLimit, RateLimiter, RateLimiterError, RateLimiterHealth } from '@carrel/core/rate-limit';
import type { RedisOptions } from './redis-options.js';
import { RedisService } from './redis-service.js';

/** Counts of all processes that use the same Redis and the same prefix. `fallbackRateLimiter` counts on while Redis is down. */
export function redisRateLimiter(options: RedisOptions = {}): RateLimiter {
  return new SharedRateLimiter(options);
}

class SharedRateLimiter implements RateLimiter {
  readonly name = 'redis';
  readonly shared = true;
  private readonly service: RedisService<RateLimiterError>;
  private readonly limiters = new Map<string, RateLimiterRedis>();
  private module: typeof import('rate-limiter-flexible') | null = null;

  constructor(options: RedisOptions) {
    const errors = { closed: rateLimiterClosed, unavailable: rateLimiterUnavailable };
    this.service = new RedisService<RateLimiterError>(options, errors);
  }

  open(): ResultAsync<void, RateLimiterError> {
    return this.service.open(async () => {
      this.module = await import('rate-limiter-flexible');
    });
  }

  take(key: string, limit: RateLimit, cost = 1): ResultAsync<RateAnswer, RateLimiterError> {
    return this.service.run(async () => {
      const { consumedPoints, remainingPoints, msBeforeNext } = await this.limiterFor(limit).penalty(key, cost);
      return { allowed: consumedPoints <= limit.points, remaining: remainingPoints, resetMs: msBeforeNext };
    });
  }

  health(): ResultAsync<RateLimiterHealth, RateLimiterError> {
    return this.service.ping().map(() => ({ degraded: null }));
  }

  dispose(): Promise<void> {
    this.limiters.clear();
    return this.service.dispose();
  }

  private limiterFor({ points, windowMs }: RateLimit): RateLimiterRedis {
    const { module, service } = this;
    if (module === null) throw new Error('not open');
    const { client, options } = service.link;
    const name = `${points}:${windowMs}`;
    const known = this.limiters.get(name);
    if (known !== undefined) return known;
    const window = { points, duration: windowMs / 1_000, keyPrefix: `${options.prefix}:rate:${name}` };
    const limiter = new module.RateLimiterRedis({
      ...window,
      storeClient: client,
      rejectIfRedisNotReady: true,
    });
    this.limiters.set(name, limiter);
    return limiter;
  }
}
