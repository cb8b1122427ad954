import { backOff } from './back-off.js';
import type { RetryOptions } from './client-options.js';
import type { SocketVerdict } from './socket-closing.js';

/** How a connection was that ended. */
export interface Lived {
  /** Whether the server took it for good. */
  readonly isReady: boolean;
  /** Whether it brought anything new. */
  readonly hasBrought: boolean;
}

/** Whether a lost connection is made anew, and when. */
export class Reconnects {
  private attempt = 0;
  private refusals = 0;
  private goodAt = Date.now();
  private beganAt = Date.now();

  constructor(private readonly retry: Required<RetryOptions>) {}

  begin(): void {
    this.beganAt = Date.now();
  }

  /** How long to wait before the next, in milliseconds; `null` where it is to be given up. */
  delayAfter({ kind, error }: SocketVerdict, { isReady, hasBrought }: Lived): number | null {
    if (kind === 'failed') return null;
    const now = Date.now();
    if (isReady) [this.refusals, this.goodAt] = [0, now];
    // One that ends as soon as it begins is not good, however often the server takes it.
    if (hasBrought || (isReady && now - this.beganAt >= this.retry.maxDelayMs)) this.attempt = 0;
    if (kind === 'refused') this.refusals += 1;
    if (this.refusals > 1 || now - this.goodAt > this.retry.reconnectForMs) return null;
    this.attempt += 1;
    // With another token at once, as long as that helps.
    return kind === 'refused' && this.attempt === 1 ? 0 : backOff(this.attempt, this.retry, error);
  }
}
