import type { Clock } from '../kernel/index.js';

interface Setback {
  readonly failures: number;
  readonly retryAt: number;
}

/** How long nothing is tried after failures in a row: twice as long each time, and never at the same time in two places. */
export class PoolSetbacks {
  private readonly known = new Map<string, Setback>();

  constructor(
    private readonly clock: Clock,
    private readonly bounds: { readonly firstMs: number; readonly maxMs: number },
    private readonly random: () => number = Math.random,
  ) {}

  holdsUp(key: string): boolean {
    return this.clock.now() < (this.known.get(key)?.retryAt ?? -Infinity);
  }

  /** One that comes while an earlier one holds up already is of the same cause, and makes nothing longer. */
  add(key: string): void {
    if (this.holdsUp(key)) return;
    const { firstMs, maxMs } = this.bounds;
    const failures = (this.known.get(key)?.failures ?? 0) + 1;
    const longestMs = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, MAX_DOUBLINGS));
    const waitMs = longestMs / 2 + (longestMs / 2) * this.random();
    this.known.set(key, { failures, retryAt: this.clock.now() + waitMs });
  }

  clear(key: string): void {
    this.known.delete(key);
  }
}

/** Beyond any bound on the time. */
const MAX_DOUBLINGS = 32;
