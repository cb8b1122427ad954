import { toTimestamp } from '../kernel/index.js';
import { isSocketReason, type ActivityReason } from './activity-reason.js';
import type { ActivityChange, ActivityWritten } from './activity-repository.js';
import type { Workspace } from './workspace.js';

/** One thing of this replica that keeps a workspace alive. */
export interface Holding {
  readonly reason: ActivityReason;
  /** When something last happened to it. */
  touchedMs: number;
}

export interface EntryOptions {
  /** How this replica is called among the holders of leases. */
  readonly holder: string;
  readonly ttlMs: number;
  readonly idleSocketMaxMs: number;
}

/** What this replica knows of the use of one life of a workspace, and how much of that the store has. */
export class ActivityEntry {
  /** Whether commands were left running that nobody here waits for. */
  hasBackground = false;
  /** Counts the commands that were left running. */
  backgrounds = 0;
  /** When to look at those again. */
  verifyAtMs = 0;
  private readonly holdings = new Set<Holding>();
  /** Until when the store has a lease for each reason. */
  private readonly leases = new Map<ActivityReason, number>();
  /** What was used since the last look, however shortly. */
  private readonly lately = new Set<ActivityReason>();
  private lastMs: number;
  private writtenMs: number;

  constructor(
    readonly workspace: Workspace,
    private readonly options: EntryOptions,
  ) {
    this.lastMs = Date.parse(workspace.readyAt ?? workspace.updatedAt);
    this.writtenMs = this.lastMs;
  }

  begin(reason: ActivityReason, nowMs: number): Holding {
    const holding = { reason, touchedMs: nowMs };
    this.holdings.add(holding);
    this.use(nowMs);
    this.lately.add(reason);
    return holding;
  }

  touch(holding: Holding, nowMs: number): void {
    holding.touchedMs = nowMs;
    this.use(nowMs);
    this.lately.add(holding.reason);
  }

  end(holding: Holding, nowMs: number): void {
    if (!this.holdings.delete(holding)) return;
    this.use(Math.min(nowMs, this.countsUntil(holding)));
  }

  /** It was used at that time. */
  use(atMs: number): void {
    this.lastMs = Math.max(this.lastMs, atMs);
  }

  /** Until when no reaper stops it, whatever is written down meanwhile. */
  get safeUntilMs(): number {
    const { times } = this.workspace;
    if (times === undefined || times.idleTimeoutMs === 0) return Infinity;
    return Math.max(this.writtenMs + times.idleTimeoutMs, ...this.leases.values());
  }

  /** Whether something of this replica goes on in it, or the store does not know all yet. */
  get isBusy(): boolean {
    return (
      this.hasBackground || this.holdings.size > 0 || this.leases.size > 0 || Math.trunc(this.lastMs) > this.writtenMs
    );
  }

  /** Whether the store has to be told something now. Forgets what was used lately. */
  needsWrite(nowMs: number): boolean {
    const going = this.going(nowMs);
    const over = [...this.leases.keys()].some((reason) => !going.has(reason) && !this.lately.has(reason));
    this.lately.clear();
    if (over) return true;
    const renewAt = nowMs + (this.options.ttlMs * 2) / 3;
    if ([...going].some((reason) => (this.leases.get(reason) ?? 0) <= renewAt)) return true;
    return going.size === 0 && this.leases.size === 0 && this.lastMs > this.writtenMs;
  }

  /** What to write. From then on only what is in it counts as written. */
  change(nowMs: number): ActivityChange {
    const going = this.going(nowMs);
    const ended = [...this.leases.keys()].filter((reason) => !going.has(reason));
    for (const reason of ended) this.leases.delete(reason);
    const { holder, ttlMs } = this.options;
    if (going.size > 0) this.use(nowMs);
    return {
      workspace: this.workspace,
      activeAt: toTimestamp(this.lastMs),
      held: [...going].map((reason) => ({ reason, holder, ttlMs })),
      ended: ended.map((reason) => ({ reason, holder })),
    };
  }

  written({ held }: ActivityChange, { activity }: ActivityWritten, nowMs: number): void {
    this.writtenMs = Math.max(this.writtenMs, Date.parse(activity.activeAt));
    for (const { reason, ttlMs } of held) this.leases.set(reason, nowMs + ttlMs);
  }

  /** The store may not have what was to be written, nor still have what was to be taken away. */
  notWritten({ ended }: ActivityChange): void {
    // A time that is over: the lease is not counted on, and taken away again.
    for (const { reason } of ended) this.leases.set(reason, 0);
  }

  private going(nowMs: number): ReadonlySet<ActivityReason> {
    const going = new Set<ActivityReason>(this.hasBackground ? ['command'] : []);
    for (const holding of this.holdings) {
      const untilMs = this.countsUntil(holding);
      if (nowMs < untilMs) going.add(holding.reason);
      else this.use(untilMs);
    }
    return going;
  }

  /** A connection on which nothing happens counts for a time alone. */
  private countsUntil({ reason, touchedMs }: Holding): number {
    return isSocketReason(reason) ? touchedMs + this.options.idleSocketMaxMs : Infinity;
  }
}
