import type { ResultAsync } from '../kernel/index.js';
import type { RateLimiterError } from './rate-limit-errors.js';

/** How much is allowed in how long. */
export interface RateLimit {
  /** A whole number of at least 1. */
  readonly points: number;
  /** A whole number of seconds, in milliseconds. */
  readonly windowMs: number;
}

export interface RateAnswer {
  readonly allowed: boolean;
  /** How many points are left until the window is over. */
  readonly remaining: number;
  /** How long until the window is over and all points are back, in milliseconds. */
  readonly resetMs: number;
}

export interface RateLimiterHealth {
  /** Why it counts less than it should, in words for an operator; `null` when all processes count together as they are meant to. */
  readonly degraded: string | null;
}

/**
 * Counts what is done by key, in windows that begin with the first use of a key.
 *
 * Every operation fails with `rate-limit/closed` before `open` and after `dispose`, and with `rate-limit/unavailable` while the counts
 * are out of reach; `fallbackRateLimiter` counts on by itself then.
 */
export interface RateLimiter {
  readonly name: string;
  /** Whether all processes count together. */
  readonly shared: boolean;
  /** Usable when ok. Idempotent. */
  open(): ResultAsync<void, RateLimiterError>;
  /**
   * Takes `cost` points of `key`, a whole number, and says whether they were there. A refused call counts as well. A cost of 0 only
   * looks; one below 0 gives points back.
   *
   * @param cost 1 when it is `undefined`
   */
  take(key: string, limit: RateLimit, cost?: number): ResultAsync<RateAnswer, RateLimiterError>;
  /** Ok when it counts now. */
  health(): ResultAsync<RateLimiterHealth, RateLimiterError>;
  /** Closes what this object holds open. Idempotent; never throws. */
  dispose(): Promise<void>;
}
