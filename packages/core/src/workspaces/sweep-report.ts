import type { Clock } from '../kernel/index.js';
import type { Counter, Gauge, Histogram, Metrics } from '../telemetry/index.js';

/** What a sweep puts right. */
export type Repair = 'dead' | 'expired' | 'interrupted' | 'orphan' | 'unwanted';

/** Where the times of sweeps are counted, in milliseconds. */
const BUCKETS = [5, 25, 100, 500, 2_000, 10_000, 60_000];

/** Measures sweeps: how long they take, how much they look at, and what they put right. */
export class SweepReport {
  private readonly times: Histogram;
  private readonly seen: Gauge<'of'>;
  private readonly repairs: Counter<'what'>;

  constructor(
    metrics: Metrics,
    private readonly clock: Clock,
  ) {
    this.times = metrics.histogram('carrel_reconcile_ms', {
      help: 'How long comparing workspaces and boxes took, in milliseconds.',
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
    this.times.observe(this.clock.now() - startedAt);
    return done;
  }
}
