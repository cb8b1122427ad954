import { err, ok, okAsync, type Caller, type Result, type ResultAsync } from '@carrel/core/kernel';
import type { RateLimiter, RateLimiterError } from '@carrel/core/rate-limit';
import { rateLimited, type RateLimited } from './http-errors.js';
import { rateHeaders } from './rate-headers.js';
import type { ReplyHeaders } from './reply.js';

export interface RateLimitOptions {
  /** How many points the calls of one user may cost in a window; each route has its cost. 0 for no limit. @default 0 */
  readonly pointsPerUser?: number;
  /** How long a window is, in milliseconds, a whole number of seconds. @default 60,000 */
  readonly windowMs?: number;
}

export type ResolvedRateLimitOptions = Required<RateLimitOptions>;

export const defaultRateLimitOptions: ResolvedRateLimitOptions = { pointsPerUser: 0, windowMs: 60_000 };

const NO_HEADERS: ReplyHeaders = {};

/**
 * Takes what a call costs from the budget of its user, agents included, and gives the headers that say what is left.
 * `request/rate-limited` when it is used up; a limiter that cannot count refuses as well.
 */
export function takeFromBudget(
  { tenantId, userId }: Caller,
  cost: number,
  { limiter, options }: { readonly limiter: RateLimiter; readonly options: ResolvedRateLimitOptions },
): ResultAsync<ReplyHeaders, RateLimited | RateLimiterError> {
  const { pointsPerUser: points, windowMs } = options;
  if (points === 0 || cost === 0) return okAsync(NO_HEADERS);
  return limiter
    .take(`user:${tenantId}:${userId}`, { points, windowMs }, cost)
    .andThen((answer): Result<ReplyHeaders, RateLimited> =>
      answer.allowed ? ok(rateHeaders(points, answer)) : err(rateLimited(points, answer.resetMs)),
    );
}
