import type { Clock } from '../kernel/index.js';
import type { Counter, Gauge, Histogram, Metrics } from '../telemetry/index.js';
import type { Workspace, WorkspaceState } from './workspace.js';

/** What a sweep puts right. */
export type Repair = 'dead' | 'expired' | 'interrupted' | 'orphan' | 'unwanted';

/** The states in which a workspace is compared with its box. */
const STATES = ['queued', 'creating', 'ready', 'stopping'] as const satisfies readonly WorkspaceState[];

/** Where the times of sweeps are counted, in seconds. */
const BUCKETS = [0.005, 0.025, 0.1, 0.5, 2, 10, 60];

/** Measures sweeps: how long they take, how much they look at, and what they put right. */
export class SweepReport {
  private readonly times: Histogram;
  private readonly seen: Gauge<'of'>;
  private readonly repairs: Counter<'what'>;
  private readonly states: Gauge<'state'>;
  private readonly failures: Counter;
  private readonly last: Gauge;

  constructor(
    metrics: Metrics,
    private readonly clock: Clock,
  ) {
    this.times = metrics.histogram('carrel_reconcile_seconds', {
      help: 'How long comparing workspaces and boxes took, in seconds.',
      buckets: BUCKETS,
    });
    this.seen = metrics.gauge('carrel_reconcile_seen', {
      help: 'How many active workspaces and boxes the latest comparison looked at.',
      labels: ['of'],
    });
    this.repairs = metrics.counter('carrel_reconcile_repairs_total', {
      help: 'What comparisons put right: dead and interrupted workspaces, unwanted ones, orphan boxes, sessions whose time is over.',
      labels: ['what'],
    });
    this.states = metrics.gauge('carrel_workspaces', {
      help: 'Active workspaces by their state, as the latest comparison found them; 0 in replicas that do not compare.',
      labels: ['state'],
    });
    this.failures = metrics.counter('carrel_reconcile_failures_total', {
      help: 'What comparisons could not do, and the next one tries again.',
    });
    this.last = metrics.gauge('carrel_reconcile_last_timestamp_seconds', {
      help: 'When the latest comparison of this replica ended, in seconds since the Unix epoch.',
    });
  }

  /** How many of `active` are in each state. */
  active(active: readonly Workspace[]): void {
    this.found('workspaces', active.length);
    for (const state of STATES)
      this.states.set(active.filter((workspace) => workspace.state === state).length, { state });
  }

  /** Another replica sweeps from here on, and tells. */
  handOver(): void {
    for (const state of STATES) this.states.set(0, { state });
  }

  /** Something could not be done. */
  failed(): void {
    this.failures.add();
  }

  repaired(what: Repair): void {
    this.repairs.add(1, { what });
  }

  found(of: 'workspaces' | 'boxes', count: number): void {
    this.seen.set(count, { of });
  }

  /** Does `work`, and counts how long that took. */
  async timed<T>(work: () => Promise<T>): Promise<T> {
    const startedAt = this.clock.now();
    const done = await work();
    this.times.observe((this.clock.now() - startedAt) / 1_000);
    this.last.set(this.clock.now() / 1_000);
    return done;
  }
}
