import type { RetryOptions } from './client-options.js';
import type { ClientError } from './errors.js';

/** How long to wait before try number `attempt + 1`: doubled each time, a random half of it, and never less than was asked for. */
export function backOff(attempt: number, options: Required<RetryOptions>, error?: ClientError): number {
  const { minDelayMs, maxDelayMs } = options;
  const top = Math.min(maxDelayMs, minDelayMs * 2 ** (attempt - 1));
  const jittered = top / 2 + (Math.random() * top) / 2;
  const asked = error?.retryAfterMs;
  // What was asked for is the soonest; everybody else was told the same.
  return asked === undefined ? jittered : asked + Math.random() * minDelayMs;
}

/** Whether waiting may help: what the server says of it, and what never reached it. */
export function mayPass(error: ClientError): boolean {
  return error.retryable && error.type !== 'client/timed-out';
}
