import { setTimeout as pause } from 'node:timers/promises';
import { ApiFailure, isUnsettled } from './api-failure.js';
import { isOutage } from './to-runtime-error.js';

export interface RetryBounds {
  /** How often a call is made at most; those that were throttled do not count. */
  readonly attempts: number;
  /** The first wait, which doubles each time. */
  readonly firstMs: number;
  /** The longest wait that is chosen here; the server may ask for a longer one. */
  readonly longestMs: number;
}

const callRetries: RetryBounds = { attempts: 6, firstMs: 100, longestMs: 5_000 };

/**
 * What `work` gives, tried again while the API server is throttled, out of order or not to be reached, until `signal`. Only for work
 * that may happen twice. The time that the server asks to wait is waited for; where the signal comes before that, what the server
 * said last is what this throws. A server that throttles did nothing yet, and is asked again for as long as the signal leaves.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  { attempts, ...waits }: RetryBounds = callRetries,
): Promise<T> {
  let failures = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (cause) {
      if (!isThrottled(cause)) failures += 1;
      if (signal.aborted || failures >= attempts || !mayPass(cause)) throw cause;
      await pause(waitOf(cause, attempt, waits), undefined, { signal }).catch(() => {
        throw cause;
      });
    }
  }
}

/** How long to wait after the attempt failed; never less than what the server asks for. */
export function waitOf(
  cause: unknown,
  attempt: number,
  { firstMs, longestMs }: Omit<RetryBounds, 'attempts'> = callRetries,
): number {
  const asked = cause instanceof ApiFailure ? (cause.status.retryAfterMs ?? 0) : 0;
  const chosen = Math.min(firstMs * 2 ** (attempt - 1), longestMs);
  // Half of it by chance, so that not all who were refused at once come back at once.
  return asked + chosen * (0.5 + Math.random() / 2);
}

const isThrottled = (cause: unknown): boolean => cause instanceof ApiFailure && cause.status.code === 429;

/** Whether the same call may be answered later. */
export function mayPass(cause: unknown): boolean {
  if (!(cause instanceof ApiFailure)) return isOutage(cause);
  const { code, retryAfterMs } = cause.status;
  if (code === 500) return retryAfterMs !== null;
  return code === 429 || code === 502 || code === 503 || code === 504 || isUnsettled(cause);
}
