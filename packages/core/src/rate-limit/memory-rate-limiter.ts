import type { RateLimiterMemory } from 'rate-limiter-flexible';
import { errAsync, okAsync, ResultAsync, type Result, ok } from '../kernel/index.js';
import { rateLimiterClosed, type RateLimiterError } from './rate-limit-errors.js';
import type { RateAnswer, RateLimit, RateLimiter, RateLimiterHealth } from './rate-limiter.js';

/** Counts within this process. */
export function memoryRateLimiter(): RateLimiter {
  return new MemoryRateLimiter();
}

type Make = (limit: RateLimit) => RateLimiterMemory;

class MemoryRateLimiter implements RateLimiter {
  readonly name = 'memory';
  readonly shared = false;
  private readonly limiters = new Map<string, RateLimiterMemory>();
  private make: Make | null = null;
  private isOver = false;

  open(): ResultAsync<void, RateLimiterError> {
    if (this.isOver) return errAsync(rateLimiterClosed());
    if (this.make !== null) return okAsync(undefined);
    return ResultAsync.fromSafePromise<void, RateLimiterError>(this.load());
  }

  take(key: string, limit: RateLimit, cost = 1): ResultAsync<RateAnswer, RateLimiterError> {
    const { make } = this;
    if (make === null || this.isOver) return errAsync(rateLimiterClosed());
    const name = `${limit.points}/${limit.windowMs}`;
    let limiter = this.limiters.get(name);
    if (limiter === undefined) this.limiters.set(name, (limiter = make(limit)));
    return new ResultAsync(consume(limiter, key, cost));
  }

  health(): ResultAsync<RateLimiterHealth, RateLimiterError> {
    return this.make === null || this.isOver ? errAsync(rateLimiterClosed()) : okAsync({ degraded: null });
  }

  dispose(): Promise<void> {
    this.isOver = true;
    this.limiters.clear();
    return Promise.resolve();
  }

  private async load(): Promise<void> {
    const { RateLimiterMemory: Limiter } = await import('rate-limiter-flexible');
    this.make = ({ points, windowMs }) => new Limiter({ points, duration: windowMs / 1_000 });
  }
}

/** What the library says with a rejection is an answer as well. */
async function consume(
  limiter: RateLimiterMemory,
  key: string,
  cost: number,
): Promise<Result<RateAnswer, RateLimiterError>> {
  const { consumedPoints, remainingPoints, msBeforeNext } = await limiter.penalty(key, cost);
  return ok({ allowed: consumedPoints <= limiter.points, remaining: remainingPoints, resetMs: msBeforeNext });
}
