import type { Clock } from '../kernel/index.js';

export interface SteadyClockOptions {
  /** How often it is looked at the time. */
  readonly everyMs: number;
  /** How far the time may be from what the timer says. */
  readonly toleranceMs: number;
  /** How long nothing is trusted after a leap. */
  readonly graceMs: number;
}

/**
 * Tells whether the time can be trusted for deadlines: not for a while after it leapt forward, as when the machine's clock was
 * set or the process stood still. Whoever holds leases renews them in that while.
 */
export class SteadyClock {
  private lastMs: number;
  private leaptMs = -Infinity;
  private cancel: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly options: SteadyClockOptions,
  ) {
    this.lastMs = clock.now();
  }

  start(): void {
    this.lastMs = this.clock.now();
    this.arm();
  }

  stop(): void {
    this.cancel();
  }

  isSteady(): boolean {
    this.look();
    return this.clock.now() >= this.leaptMs + this.options.graceMs;
  }

  private look(): void {
    const nowMs = this.clock.now();
    const { everyMs, toleranceMs } = this.options;
    if (nowMs > this.lastMs + everyMs + toleranceMs) {
      this.leaptMs = nowMs;
      this.lastMs = nowMs;
    }
    // Set back: what was said of a leap then is in a time that is not there any more.
    if (nowMs < this.leaptMs) this.leaptMs = -Infinity;
    if (nowMs < this.lastMs) this.lastMs = nowMs;
  }

  private arm(): void {
    this.cancel = this.clock.setTimer(this.options.everyMs, () => {
      this.look();
      this.lastMs = this.clock.now();
      this.arm();
    });
  }
}
