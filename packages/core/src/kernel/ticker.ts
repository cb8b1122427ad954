import type { Clock } from './clock.js';

/** Whoever a `Ticker` calls. */
export interface Ticking {
  /** It is time again. Does not throw. */
  tick(): void;
}

/**
 * Calls many again and again by one timer, each about every `everyMs` milliseconds: no later than that, and the first time up to one
 * part of it earlier. They are spread over the time, so that not all are called at once. There is a timer only while there is somebody to call.
 */
export class Ticker {
  private readonly slots: readonly Set<Ticking>[];
  /** The slot that was called last. */
  private at = 0;
  private cancel: (() => void) | null = null;

  /** @param parts into how many the time is divided; 1 where there are not many to call. */
  constructor(
    private readonly clock: Clock,
    private readonly everyMs: number,
    parts = 10,
  ) {
    this.slots = Array.from({ length: parts }, () => new Set());
  }

  /** Calls `ticking` from now on, until `delete`. It is not there yet. */
  add(ticking: Ticking): void {
    this.slots[this.at]?.add(ticking);
    this.wait();
  }

  /** Idempotent. */
  delete(ticking: Ticking): void {
    for (const slot of this.slots) slot.delete(ticking);
    if (!this.isEmpty) return;
    this.cancel?.();
    this.cancel = null;
  }

  private get isEmpty(): boolean {
    return this.slots.every(({ size }) => size === 0);
  }

  private wait(): void {
    this.cancel ??= this.clock.setTimer(this.everyMs / this.slots.length, () => {
      this.cancel = null;
      this.at = (this.at + 1) % this.slots.length;
      // Who comes or goes while they are called changes nothing for the others.
      for (const ticking of [...(this.slots[this.at] ?? [])]) ticking.tick();
      if (!this.isEmpty) this.wait();
    });
  }
}
