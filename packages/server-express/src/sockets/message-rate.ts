/** How much of a budget that fills up again over time is left: `perSecond` at most, and at first. */
export class MessageRate {
  private left: number;
  private countedAt: number;

  constructor(
    private readonly perSecond: number,
    nowMs: number,
  ) {
    this.left = perSecond;
    this.countedAt = nowMs;
  }

  /** Takes one; gives how long to wait before the next, in milliseconds. */
  take(nowMs: number): number {
    const elapsedMs = Math.max(0, nowMs - this.countedAt);
    this.countedAt = nowMs;
    this.left = Math.min(this.perSecond, this.left + (elapsedMs * this.perSecond) / 1_000) - 1;
    return this.left >= 1 ? 0 : Math.ceil(((1 - this.left) * 1_000) / this.perSecond);
  }
}
