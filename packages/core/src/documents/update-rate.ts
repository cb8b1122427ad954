import type { Clock } from '../kernel/index.js';

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
