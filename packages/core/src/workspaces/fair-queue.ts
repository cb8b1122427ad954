import type { SessionId, TenantId } from '../kernel/index.js';
import { limitPassed, neverFits, NOTHING, plus, scopeKey } from './capacity.js';
import type { Amounts, CapacityLimits, CapacityScope, LimitPassed, Reservation } from './capacity.js';

/** A start that asks for a place in the queue. */
export interface NewStart {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  readonly wanted: Reservation;
  readonly queuedAt: string;
  /** The replica whose callers want it only while they wait for it; absent when somebody wants it anyway. */
  readonly waiter?: string;
}

/** A start that waits. */
export interface WaitingStart extends NewStart {
  /** The order of arrival. */
  readonly arrival: number;
  /**
   * When it has its turn: the lowest first, and of equal ones the one with the lower `turn`. Only the first of a user has one: the
   * others follow it in the order of their arrival.
   */
  readonly tag?: number;
  readonly turn?: number;
}

/**
 * Waiting starts, fair between users. The first start of each user has its turn at the virtual time of the latest turn of all plus
 * its weight, counted from when it became the first. So each start of a user pays for itself, however many more there are.
 */
export interface FairQueue {
  /** The highest tag that had its turn. */
  readonly virtualTime: number;
  /** Numbers arrivals and turns. */
  readonly nextNumber: number;
  readonly waiting: readonly WaitingStart[];
}

/** What is taken in each scope, by `scopeName`. A scope that is missing has nothing. */
export type Taken = ReadonlyMap<string, Amounts>;

/** How much room there is. */
export interface Room {
  readonly taken: Taken;
  readonly limits: CapacityLimits;
}

export interface Turns {
  /** In the order of their turns. */
  readonly admitted: readonly WaitingStart[];
  /** Those that are larger than a whole limit, and so would wait for ever. */
  readonly hopeless: readonly WaitingStart[];
  readonly queue: FairQueue;
}

export const EMPTY_QUEUE: FairQueue = { virtualTime: 0, nextNumber: 1, waiting: [] };

const SCOPES = ['user', 'tenant', 'installation'] as const;

export function scopeName(scope: CapacityScope, { tenantId, wanted }: NewStart): string {
  return scopeKey(scope, { tenantId, userId: wanted.userId }).join('/');
}

/** The queue with one more start, the last of its user. */
export function join(queue: FairQueue, start: NewStart): FairQueue {
  const { nextNumber, virtualTime, waiting } = queue;
  const arrived: WaitingStart = { ...start, arrival: nextNumber };
  const own = waiting.some(
    ({ tenantId, wanted }) => tenantId === start.tenantId && wanted.userId === start.wanted.userId,
  );
  if (own) return { ...queue, nextNumber: nextNumber + 1, waiting: [...waiting, arrived] };
  const first = withTurn(arrived, virtualTime, nextNumber);
  return { ...queue, nextNumber: nextNumber + 1, waiting: [...waiting, first] };
}

/** The queue without one start. Whoever follows it as the first of its user keeps the time that it has waited. */
export function leave(queue: FairQueue, sessionId: SessionId): FairQueue {
  return withdraw(
    queue,
    queue.waiting.find((start) => start.sessionId === sessionId),
  );
}

/** The same for one of the queue itself, for who lets several of a session wait. */
export function withdraw(queue: FairQueue, gone: WaitingStart | undefined): FairQueue {
  if (gone === undefined) return queue;
  const lines = new Lines(queue);
  lines.remove(gone, Math.max(queue.virtualTime, (gone.tag ?? 0) - gone.wanted.weight));
  return lines.toQueue();
}

/**
 * Those who have their turn while there is room, at most `max`, and the queue without them. One that its own user's or tenant's
 * limits hold up is passed over, with all of that user or tenant. One that only the installation's limits hold up is not: it and
 * all after it wait, so that nobody is overtaken for ever.
 */
export function takeTurns(queue: FairQueue, { taken, limits }: Room, max = Infinity): Turns {
  const used = new Map(taken);
  const lines = new Lines(queue);
  const admitted: WaitingStart[] = [];
  const hopeless: WaitingStart[] = [];
  for (let next = lines.first(); next !== null && admitted.length < max; next = lines.first()) {
    const passed = roomFor(next, { taken: used, limits });
    if (neverFits(next.wanted, limits) !== null) {
      hopeless.push(next);
      lines.remove(next, Math.max(lines.virtualTime, (next.tag ?? 0) - next.wanted.weight));
    } else if (passed === null) {
      admitted.push(next);
      for (const scope of SCOPES) used.set(scopeName(scope, next), plus(takenBy(scope, next, used), next.wanted));
      lines.serve(next);
    } else if (passed.scope === 'installation') break;
    else lines.holdUp(scopeName(passed.scope, next));
  }
  return { admitted, hopeless, queue: lines.toQueue() };
}

/** The limit that holds up a start; `null` when there is room for it. */
export function roomFor(start: NewStart, { taken, limits }: Room): LimitPassed | null {
  const used = {
    user: takenBy('user', start, taken),
    tenant: takenBy('tenant', start, taken),
    installation: takenBy('installation', start, taken),
  };
  return limitPassed(used, start.wanted, limits);
}

/** The order in which all would have their turns, if nothing held up any of them. */
export function turnOrder(queue: FairQueue): readonly WaitingStart[] {
  const lines = new Lines(queue);
  const order: WaitingStart[] = [];
  for (let next = lines.first(); next !== null; next = lines.first()) {
    order.push(next);
    lines.serve(next);
  }
  return order;
}

/**
 * How long the start at `position` may wait, from when the latest ones had their turns; `null` while fewer than two had.
 *
 * @param admittedAt instants in milliseconds, the oldest first.
 */
export function estimateWaitMs(position: number, admittedAt: readonly number[], now: number): number | null {
  const [oldest] = admittedAt;
  if (oldest === undefined || admittedAt.length < 2) return null;
  return Math.max(0, Math.round((position * (now - oldest)) / admittedAt.length));
}

/** The waiting starts of one user, in the order of their arrival. */
interface Line {
  readonly names: readonly [user: string, tenant: string];
  readonly starts: WaitingStart[];
}

/** The queue by users, on the way from one state to the next. */
class Lines {
  virtualTime: number;
  private nextNumber: number;
  private readonly lines = new Map<string, Line>();
  private readonly heldUp = new Set<string>();

  constructor({ virtualTime, nextNumber, waiting }: FairQueue) {
    this.virtualTime = virtualTime;
    this.nextNumber = nextNumber;
    for (const start of [...waiting].sort((left, right) => left.arrival - right.arrival)) {
      const user = scopeName('user', start);
      const line = this.lines.get(user) ?? { names: [user, scopeName('tenant', start)], starts: [] };
      line.starts.push(start);
      this.lines.set(user, line);
    }
  }

  /** Who has the next turn, of those who are not held up. */
  first(): WaitingStart | null {
    let first: WaitingStart | null = null;
    for (const { names, starts } of this.lines.values()) {
      const [head] = starts;
      if (head === undefined || names.some((name) => this.heldUp.has(name))) continue;
      if (first === null || isBefore(head, first)) first = head;
    }
    return first;
  }

  holdUp(name: string): void {
    this.heldUp.add(name);
  }

  serve(start: WaitingStart): void {
    this.virtualTime = Math.max(this.virtualTime, start.tag ?? 0);
    this.remove(start, this.virtualTime);
  }

  /** @param since the tag from which the waiting of who follows counts. */
  remove(start: WaitingStart, since: number): void {
    const user = scopeName('user', start);
    const starts = this.lines.get(user)?.starts ?? [];
    starts.splice(starts.indexOf(start), 1);
    const [head] = starts;
    if (head === undefined) this.lines.delete(user);
    else if (head.tag === undefined) {
      starts[0] = withTurn(head, since, this.nextNumber);
      this.nextNumber += 1;
    }
  }

  toQueue(): FairQueue {
    const waiting = [...this.lines.values()].flatMap(({ starts }) => starts);
    return { virtualTime: this.virtualTime, nextNumber: this.nextNumber, waiting };
  }
}

function takenBy(scope: CapacityScope, start: NewStart, taken: Taken): Amounts {
  return taken.get(scopeName(scope, start)) ?? NOTHING;
}

function withTurn(start: WaitingStart, since: number, turn: number): WaitingStart {
  return { ...start, tag: since + start.wanted.weight, turn };
}

function isBefore(left: WaitingStart, right: WaitingStart): boolean {
  const [tag = 0, otherTag = 0] = [left.tag, right.tag];
  return tag === otherTag ? (left.turn ?? 0) < (right.turn ?? 0) : tag < otherTag;
}
