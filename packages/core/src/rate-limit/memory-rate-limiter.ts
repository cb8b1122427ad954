import { errAsync, okAsync, type Clock, type ResultAsync } from '../kernel/index.js';
import { rateLimiterClosed, type RateLimiterError } from './rate-limit-errors.js';
import type { RateAnswer, RateLimit, RateLimiter, RateLimiterHealth } from './rate-limiter.js';

export interface MemoryRateLimiterOptions {
  /** How many keys of one limit are remembered; the one that began first is forgotten for another. @default 100_000 */
  readonly maxKeys?: number;
  /** @default the time that this process runs, which is never set */
  readonly clock?: Pick<Clock, 'now'>;
}

/** Counts within this process. */
export function memoryRateLimiter(options: MemoryRateLimiterOptions = {}): RateLimiter {
  return new MemoryRateLimiter(options);
}

interface Window {
  used: number;
  readonly endsAt: number;
}

const monotonic = { now: () => performance.now() };

class MemoryRateLimiter implements RateLimiter {
  readonly name = 'memory';
  readonly shared = false;
  /** The windows of each limit by key, in the order in which they began, so in that in which they end. */
  private readonly limits = new Map<string, Map<string, Window>>();
  private readonly maxKeys: number;
  private readonly clock: Pick<Clock, 'now'>;
  private state: 'new' | 'open' | 'over' = 'new';

  constructor({ maxKeys = 100_000, clock = monotonic }: MemoryRateLimiterOptions) {
    this.maxKeys = maxKeys;
    this.clock = clock;
  }

  open(): ResultAsync<void, RateLimiterError> {
    if (this.state === 'over') return errAsync(rateLimiterClosed());
    this.state = 'open';
    return okAsync(undefined);
  }

  take(key: string, limit: RateLimit, cost = 1): ResultAsync<RateAnswer, RateLimiterError> {
    if (this.state !== 'open') return errAsync(rateLimiterClosed());
    const now = this.clock.now();
    const window = this.windowOf(key, limit, now);
    window.used += cost;
    const left = limit.points - window.used;
    // What is added to a time of fractions and taken off again may come back a little more.
    const resetMs = Math.min(limit.windowMs, Math.ceil(window.endsAt - now));
    return okAsync({ allowed: left >= 0, remaining: Math.max(0, left), resetMs });
  }

  health(): ResultAsync<RateLimiterHealth, RateLimiterError> {
    return this.state === 'open' ? okAsync({ degraded: null }) : errAsync(rateLimiterClosed());
  }

  dispose(): Promise<void> {
    this.state = 'over';
    this.limits.clear();
    return Promise.resolve();
  }

  private windowOf(key: string, { points, windowMs }: RateLimit, now: number): Window {
    const name = `${String(points)}/${String(windowMs)}`;
    let windows = this.limits.get(name);
    if (windows === undefined) this.limits.set(name, (windows = new Map<string, Window>()));
    // A clock that was set back leaves no window longer than it may be.
    const isOver = ({ endsAt }: Window) => endsAt <= now || endsAt > now + windowMs;
    for (const [first, window] of windows) {
      if (!isOver(window)) break;
      windows.delete(first);
    }
    const known = windows.get(key);
    if (known !== undefined && !isOver(known)) return known;
    windows.delete(key);
    if (windows.size >= this.maxKeys) for (const first of windows.keys()) if (windows.delete(first)) break;
    const begun = { used: 0, endsAt: now + windowMs };
    windows.set(key, begun);
    return begun;
  }
}
