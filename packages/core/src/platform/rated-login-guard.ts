import { createHash } from 'node:crypto';
import {
  overloaded,
  tooManyAttempts,
  type LoginAttempt,
  type LoginGuard,
  type Overloaded,
  type TooManyAttempts,
} from '../identity/index.js';
import { abortable, errAsync, okAsync, ResultAsync, type Aborted, type Clock } from '../kernel/index.js';
import { addressGroup, type RateAnswer, type RateLimit, type RateLimiter } from '../rate-limit/index.js';
import { defaultLoginLimits, type LoginLimits } from './login-limits.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface RatedLoginGuardDeps {
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly limits?: LoginLimits;
}

/** For how long an address is known to have logged in to an account. */
const KNOWN: RateLimit = { points: 1, windowMs: 7 * DAY };

type Refusal = TooManyAttempts | Overloaded;

/** What is counted of one try: its account by a digest, so that the counts hold no email. */
interface Keys {
  readonly pair: string;
  readonly address: string;
  readonly account: string;
}

/**
 * Counts tries by account and address together, so that whoever guesses is stopped where they are and nowhere else: in steps of a
 * minute and of an hour. A try is counted before the password is compared, and taken back when it was right.
 */
export class RatedLoginGuard implements LoginGuard {
  private readonly limiter: RateLimiter;
  private readonly clock: Clock;
  private readonly limits: Required<LoginLimits>;
  private held = 0;

  constructor({ limiter, clock, limits }: RatedLoginGuardDeps) {
    this.limiter = limiter;
    this.clock = clock;
    this.limits = { ...defaultLoginLimits, ...limits };
  }

  admit(attempt: LoginAttempt): ResultAsync<void, Refusal | Aborted> {
    const keys = keysOf(attempt);
    const { failuresPerMinute, failuresPerHour } = this.limits;
    return this.within(keys.pair, perMinute(failuresPerMinute))
      .andThen(() => this.within(keys.pair, perHour(failuresPerHour)))
      .andThen(() => this.addressWithin(keys))
      .andThen(() => this.holdUp(keys, attempt));
  }

  failed(attempt: LoginAttempt): ResultAsync<void, never> {
    return this.count(keysOf(attempt).account, perHour(this.limits.failuresPerAccount), 1);
  }

  succeeded(attempt: LoginAttempt): ResultAsync<void, never> {
    const { pair, address } = keysOf(attempt);
    const { failuresPerAddress, failuresPerHour, failuresPerMinute } = this.limits;
    return this.count(pair, perMinute(failuresPerMinute), -1)
      .andThen(() => this.count(pair, perHour(failuresPerHour), -1))
      .andThen(() => this.count(address, perHour(failuresPerAddress), -1))
      .andThen(() => this.count(pair, KNOWN, 1));
  }

  /** An address that logged in to the account lately is let through: others may be behind it. */
  private addressWithin(keys: Keys): ResultAsync<void, Refusal> {
    return this.within(keys.address, perHour(this.limits.failuresPerAddress)).orElse((refusal) =>
      refusal.type === 'auth/overloaded'
        ? errAsync(refusal)
        : this.isKnown(keys).andThen((isKnown) => (isKnown ? okAsync(undefined) : errAsync(refusal))),
    );
  }

  private holdUp(keys: Keys, { signal }: LoginAttempt): ResultAsync<void, Refusal | Aborted> {
    const { failuresPerAccount, holdMs, maxHeld } = this.limits;
    if (failuresPerAccount === 0 || holdMs === 0) return okAsync(undefined);
    return this.take(keys.account, perHour(failuresPerAccount), 0).andThen(({ remaining }) => {
      if (remaining > 0) return okAsync(undefined);
      return this.isKnown(keys).andThen((isKnown): ResultAsync<void, Refusal | Aborted> => {
        if (isKnown) return okAsync(undefined);
        if (this.held >= maxHeld) return errAsync(tooManyAttempts(holdMs));
        return abortable('logging in', ResultAsync.fromSafePromise(this.hold(holdMs)), signal);
      });
    });
  }

  private hold(holdMs: number): Promise<void> {
    this.held += 1;
    return new Promise((resolve) => {
      this.clock.setTimer(holdMs, () => {
        this.held -= 1;
        resolve();
      });
    });
  }

  private isKnown({ pair }: Keys): ResultAsync<boolean, Overloaded> {
    return this.take(pair, KNOWN, 0).map(({ remaining }) => remaining === 0);
  }

  private within(key: string, limit: RateLimit): ResultAsync<void, Refusal> {
    if (limit.points === 0) return okAsync(undefined);
    return this.take(key, limit, 1).andThen(({ allowed, resetMs }) =>
      allowed ? okAsync(undefined) : errAsync(tooManyAttempts(resetMs)),
    );
  }

  /** What is known of a try afterwards changes nothing about it. */
  private count(key: string, limit: RateLimit, cost: number): ResultAsync<void, never> {
    if (limit.points === 0) return okAsync(undefined);
    return this.limiter
      .take(key, limit, cost)
      .map(() => undefined)
      .orElse(() => okAsync(undefined));
  }

  private take(key: string, limit: RateLimit, cost: number): ResultAsync<RateAnswer, Overloaded> {
    return this.limiter.take(key, limit, cost).mapErr(() => overloaded());
  }
}

function keysOf({ email, address }: LoginAttempt): Keys {
  const account = createHash('sha256').update(email).digest('base64url').slice(0, 22);
  const group = addressGroup(address);
  return {
    pair: `login:${account}:${group}`,
    address: `login-address:${group}`,
    account: `login-account:${account}`,
  };
}

const perMinute = (points: number): RateLimit => ({ points, windowMs: MINUTE });
const perHour = (points: number): RateLimit => ({ points, windowMs: HOUR });
