import { err, ok, okAsync, type Caller, type Result, type ResultAsync } from '@carrel/core/kernel';
import type { RateLimiter, RateLimiterError } from '@carrel/core/rate-limit';
import { rateLimited, type RateLimited } from './http-errors.js';
import { rateHeaders } from './rate-headers.js';
import type { ReplyHeaders } from './reply.js';

export interface RateLimitOptions {
  /** How many points the calls of one user may cost in a window; each route has its cost. 0 for no limit. @default 100 */
  readonly pointsPerUser?: number;
  /** The same for calls from one address that need no token, but for the two below. 0 for no limit. @default 300 */
  readonly pointsPerAddress?: number;
  /** How many logins may be tried from one address in a window. 0 for no limit. @default 30 */
  readonly loginsPerAddress?: number;
  /** How many users may register from one address in a window. 0 for no limit. @default 30 */
  readonly registrationsPerAddress?: number;
  /** How many tokens and tickets of one address may be refused in a window before it is 429. 0 for no limit. @default 600 */
  readonly refusedTokensPerAddress?: number;
  /** How many points requests of one user for ports of workspaces may cost in a window; one page has many. 0 for no limit. @default 6,000 */
  readonly portRequestsPerUser?: number;
  /** How long a window is, in milliseconds, a whole number of seconds. @default 60,000 */
  readonly windowMs?: number;
}

export type ResolvedRateLimitOptions = Required<RateLimitOptions>;

export const defaultRateLimitOptions: ResolvedRateLimitOptions = {
  pointsPerUser: 100,
  pointsPerAddress: 300,
  loginsPerAddress: 30,
  registrationsPerAddress: 30,
  refusedTokensPerAddress: 600,
  portRequestsPerUser: 6_000,
  windowMs: 60_000,
};

/** What the calls of an address to a route without a token are counted as; all but `calls` count by the piece. */
export type AddressBudget = 'calls' | 'logins' | 'registrations';

interface Counting {
  readonly limiter: RateLimiter;
  readonly options: ResolvedRateLimitOptions;
}

const NO_HEADERS: ReplyHeaders = {};

/**
 * Takes what a call costs from the budget of its user, agents included, and gives the headers that say what is left.
 * `request/rate-limited` when it is used up; a limiter that cannot count refuses as well.
 */
export function takeFromBudget(
  { tenantId, userId }: Caller,
  cost: number,
  counting: Counting,
): ResultAsync<ReplyHeaders, RateLimited | RateLimiterError> {
  const points = counting.options.pointsPerUser;
  return take(`user:${tenantId}:${userId}`, { points, cost, who: 'A user' }, counting);
}

/** The same for a request for a port of a workspace, which has a budget of its own. */
export function takeForPort(
  { tenantId, userId }: Caller,
  cost: number,
  counting: Counting,
): ResultAsync<ReplyHeaders, RateLimited | RateLimiterError> {
  const points = counting.options.portRequestsPerUser;
  return take(`ports:${tenantId}:${userId}`, { points, cost, who: 'A user' }, counting);
}

/** The same for a call that needs no token, from the budget of its address. */
export function takeFromAddress(
  address: string,
  { cost, budget }: { readonly cost: number; readonly budget: AddressBudget },
  counting: Counting,
): ResultAsync<ReplyHeaders, RateLimited | RateLimiterError> {
  const { pointsPerAddress, loginsPerAddress, registrationsPerAddress } = counting.options;
  const points = { calls: pointsPerAddress, logins: loginsPerAddress, registrations: registrationsPerAddress }[budget];
  const wanted = { points, cost: budget === 'calls' ? cost : 1, who: 'An address' };
  return take(`address:${budget}:${address}`, wanted, counting);
}

/** Counts a token or ticket that was refused. @param from the address, or what is counted apart from others of it. */
export function takeForRefusedToken(
  from: string,
  counting: Counting,
): ResultAsync<ReplyHeaders, RateLimited | RateLimiterError> {
  const points = counting.options.refusedTokensPerAddress;
  return take(`address:tokens:${from}`, { points, cost: 1, who: 'An address' }, counting);
}

function take(
  key: string,
  { points, cost, who }: { readonly points: number; readonly cost: number; readonly who: string },
  { limiter, options: { windowMs } }: Counting,
): ResultAsync<ReplyHeaders, RateLimited | RateLimiterError> {
  if (points === 0 || cost === 0) return okAsync(NO_HEADERS);
  return limiter
    .take(key, { points, windowMs }, cost)
    .andThen((answer): Result<ReplyHeaders, RateLimited> =>
      answer.allowed ? ok(rateHeaders(points, answer)) : err(rateLimited(who, points, answer.resetMs)),
    );
}
