import { setTimeout } from 'node:timers/promises';
import type { StoreLook, StoreTruth, Waiting } from './store-truth.js';

const EVERY_MS = 50;

/**
 * Looks again and again whether the counters say what the workspaces take, whether no more have room than may, and whether those
 * who wait have their turns in order, across every kill.
 */
export class CapacityWatch implements AsyncDisposable {
  private readonly seen = new Set<string>();
  private before: StoreLook | undefined;
  private looks = 0;
  private mostWaiting = 0;
  private turns = 0;
  private readonly over = new AbortController();
  private readonly watching: Promise<void>;

  /** Looks until it is disposed. */
  constructor(
    private readonly truth: StoreTruth,
    private readonly max: number,
  ) {
    this.watching = this.watch();
  }

  get problems(): readonly string[] {
    return [...this.seen];
  }

  get summary(): string {
    return `${String(this.looks)} looks, at most ${String(this.mostWaiting)} waited, ${String(this.turns)} turns seen`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.over.abort();
    await this.watching;
  }

  private async watch(): Promise<void> {
    while (!this.over.signal.aborted) {
      await this.look();
      await setTimeout(EVERY_MS);
    }
  }

  private async look(): Promise<void> {
    const look = await this.truth.look();
    this.looks += 1;
    this.mostWaiting = Math.max(this.mostWaiting, look.waiting.length);
    for (const fault of look.faults) this.seen.add(fault);
    const taking = look.active.filter(({ state }) => state !== 'queued').length;
    if (taking > this.max) this.seen.add(`${String(taking)} have room, and ${String(this.max)} may`);
    if (this.before !== undefined) this.judgeTurns(this.before, look);
    this.before = look;
  }

  /** Nobody who waited before and still waits was overtaken. */
  private judgeTurns(before: StoreLook, now: StoreLook): void {
    const arrivals = new Set(now.waiting.map(({ arrival }) => arrival));
    const stayed = before.waiting.filter(({ arrival }) => arrivals.has(arrival));
    const lives = new Set(
      now.active.filter(({ state }) => state === 'creating' || state === 'ready').map((one) => nameOf(one)),
    );
    const lifeOf = new Map(before.active.map((one) => [one.sessionId, nameOf(one)]));
    for (const turn of before.waiting) {
      if (arrivals.has(turn.arrival) || !lives.has(lifeOf.get(turn.sessionId) ?? '')) continue;
      this.turns += 1;
      for (const other of stayed) {
        if (isBefore(other, turn))
          this.seen.add(`${String(turn.arrival)} had its turn before ${String(other.arrival)}`);
      }
    }
  }
}

function nameOf({ sessionId, incarnation }: { readonly sessionId: string; readonly incarnation: number }): string {
  return `${sessionId}/${String(incarnation)}`;
}

/** Whether one must have its turn first: of one user always, of two where each is the first of its user. */
function isBefore(one: Waiting, other: Waiting): boolean {
  if (one.tenantId === other.tenantId && one.wanted.userId === other.wanted.userId) return one.arrival < other.arrival;
  if (one.tag === undefined || other.tag === undefined) return false;
  return one.tag === other.tag ? (one.turn ?? 0) < (other.turn ?? 0) : one.tag < other.tag;
}
