import type { Clock } from '../kernel/index.js';

/** A piece of work that is being watched; give it back to `WorkWatch.end`. */
interface WatchedWork {
  readonly deadline: number;
  readonly expire: () => void;
}

/**
 * Calls work off that runs past its time, with one timer for all of it, so that watching costs next to nothing.
 *
 * For stores: a transaction or a view whose work waits for something else than the store must not hold it for ever.
 */
export class WorkWatch {
  private readonly running = new Set<WatchedWork>();
  private armed = false;

  constructor(
    private readonly clock: Clock,
    private readonly limitMs: number,
  ) {}

  /** Calls `expire` once when `limitMs` have passed and `end` was not called. */
  begin(expire: () => void): WatchedWork {
    const work: WatchedWork = { deadline: this.clock.now() + this.limitMs, expire };
    this.running.add(work);
    if (!this.armed) this.arm(this.limitMs);
    return work;
  }

  /** The work is over: its `expire` is not called any more. False when it has been called. */
  end(work: WatchedWork): boolean {
    return this.running.delete(work);
  }

  private arm(delayMs: number): void {
    this.armed = true;
    this.clock.setTimer(delayMs, () => {
      this.check();
    });
  }

  private check(): void {
    this.armed = false;
    for (const work of this.running) {
      const restMs = work.deadline - this.clock.now();
      if (restMs > 0) {
        this.arm(Math.min(restMs, this.limitMs));
        return;
      }
      this.running.delete(work);
      work.expire();
    }
  }
}
