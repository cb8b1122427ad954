import { delay, type Clock } from '../kernel/index.js';

/** Wakes one loop early. What rang while nobody waited is heard by the next wait. */
export class PoolBell {
  private rung = false;
  private wake = (): void => undefined;

  ring(): void {
    this.rung = true;
    this.wake();
  }

  /** Resolves after `ms`, at the next ring, or as soon as `signal` fires. */
  async wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    if (!this.rung && !signal.aborted) {
      const over = new AbortController();
      this.wake = () => {
        over.abort();
      };
      signal.addEventListener('abort', this.wake, { once: true });
      await delay(clock, ms, over.signal);
      signal.removeEventListener('abort', this.wake);
    }
    this.rung = false;
  }
}
