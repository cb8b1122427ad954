import type { Clock } from '../kernel/index.js';

/** How long it is waited for quiet, and at most. */
export interface Quiet {
  readonly delayMs: number;
  readonly maxDelayMs: number;
}

/** When something is to be done next: the earliest of the times that were asked for. One waits for it at a time. */
export class DueTimes {
  private fixedAt = Infinity;
  private quietAt = Infinity;
  private quietSince: number | null = null;
  private rearm: () => void = () => undefined;

  constructor(private readonly clock: Clock) {}

  /** In so many milliseconds at the latest. */
  within(delayMs: number): void {
    this.fixedAt = Math.min(this.fixedAt, this.clock.now() + delayMs);
    this.rearm();
  }

  /** When this was not asked for again for `delayMs`, and `maxDelayMs` after the first time it was. */
  whenQuiet({ delayMs, maxDelayMs }: Quiet): void {
    const now = this.clock.now();
    this.quietSince ??= now;
    this.quietAt = Math.min(now + delayMs, this.quietSince + maxDelayMs);
    this.rearm();
  }

  /** Resolves when it is due, or `signal` fires. Nothing is asked for then. */
  async wait(signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await this.until(signal);
    this.fixedAt = Infinity;
    this.quietAt = Infinity;
    this.quietSince = null;
  }

  private until(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      let cancel: () => void = () => undefined;
      const finish = () => {
        cancel();
        this.rearm = () => undefined;
        signal.removeEventListener('abort', finish);
        resolve();
      };
      this.rearm = () => {
        cancel();
        const dueAt = Math.min(this.fixedAt, this.quietAt);
        if (dueAt < Infinity) cancel = this.clock.setTimer(Math.max(0, dueAt - this.clock.now()), finish);
      };
      signal.addEventListener('abort', finish, { once: true });
      this.rearm();
    });
  }
}
