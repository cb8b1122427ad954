import { err, ok, type Clock, type Result } from '../kernel/index.js';
import { documentRateLimited, type DocumentError } from './document-errors.js';

/** How many calls somebody makes: `perSecond` on average, `burst` at once after a pause. */
export class UpdateRate {
  private tokens: number;
  private atMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
    this.atMs = clock.now();
  }

  /** 0 when one more may be made now; otherwise in how many milliseconds. */
  take(): number {
    const nowMs = this.clock.now();
    const gained = (Math.max(0, nowMs - this.atMs) * this.perSecond) / 1_000;
    this.tokens = Math.min(this.burst, this.tokens + gained);
    this.atMs = nowMs;
    if (this.tokens < 1) return Math.max(1, Math.ceil(((1 - this.tokens) * 1_000) / this.perSecond));
    this.tokens -= 1;
    return 0;
  }
}

/** One more is made when ok; `document/rate-limited` otherwise. */
export function charge(rate: UpdateRate): Result<void, DocumentError> {
  const waitMs = rate.take();
  return waitMs === 0 ? ok(undefined) : err(documentRateLimited(waitMs));
}
