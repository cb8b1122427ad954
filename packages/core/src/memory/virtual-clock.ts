import type { Clock } from '../kernel/index.js';

interface Timer {
  readonly dueAt: number;
  readonly task: () => void;
}

/** A clock that stands still until it is told to move, so that tests decide when timers run. */
export class VirtualClock implements Clock {
  private readonly timers = new Set<Timer>();

  /** @param epochMs the time at first, in milliseconds since the Unix epoch. */
  constructor(private epochMs: number = Date.UTC(2030, 0, 1)) {}

  now(): number {
    return this.epochMs;
  }

  setTimer(delayMs: number, task: () => void): () => void {
    const timer: Timer = { dueAt: this.epochMs + Math.max(0, delayMs), task };
    this.timers.add(timer);
    return () => {
      this.timers.delete(timer);
    };
  }

  /** How many timers wait for their time. */
  get pendingTimers(): number {
    return this.timers.size;
  }

  /**
   * Moves the time by `ms` and runs what becomes due, in the order of the due times; timers that are set on the way count.
   * After each, what was waiting for it goes on as far as it can without another timer or I/O.
   */
  async advance(ms: number): Promise<void> {
    const until = this.epochMs + ms;
    await settle();
    for (let due = this.nextDue(until); due !== null; due = this.nextDue(until)) {
      this.timers.delete(due);
      this.epochMs = Math.max(this.epochMs, due.dueAt);
      due.task();
      await settle();
    }
    this.epochMs = until;
  }

  private nextDue(until: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.timers) {
      if (timer.dueAt <= until && (next === null || timer.dueAt < next.dueAt)) next = timer;
    }
    return next;
  }
}

/** An immediate runs after every promise that can settle by itself has settled. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
