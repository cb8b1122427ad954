import { delay, type CarrelError, type Clock } from '../kernel/index.js';
import { whileLeading, type Leases } from '../leases/index.js';
import type { RecordStore } from '../store/index.js';
import type { Logger } from '../telemetry/index.js';
import { resolveAuditOptions, type AuditOptions, type ResolvedAuditOptions } from './audit-options.js';
import { AuditRetention } from './audit-retention.js';
import { AuditSealer } from './audit-sealer.js';

export interface AuditUpkeepDeps {
  readonly store: RecordStore;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly holder: string;
  readonly options?: AuditOptions;
}

/** How long another replica that ended without a word keeps the lead. */
const LEASE_TTL_MS = 15_000;
/** How many times the usual wait follows a failure, so that a chain that cannot be written on does not fill the log. */
const WAIT_AFTER_FAILURE = 12;

/** Seals what was recorded, and removes what was kept for long enough. Of all replicas one does it at a time. */
export class AuditUpkeep {
  private readonly stopped = new AbortController();
  private readonly options: ResolvedAuditOptions;
  private readonly sealer: AuditSealer;
  private readonly retention: AuditRetention;
  private running: Promise<void> = Promise.resolve();
  private sweptAt = -Infinity;
  private isMarked = false;

  constructor(private readonly deps: AuditUpkeepDeps) {
    const { store, clock } = deps;
    this.options = resolveAuditOptions(deps.options);
    const { chainKey, retentionMs } = this.options;
    this.sealer = new AuditSealer({ store, clock, chainKey });
    this.retention = new AuditRetention({ store, clock, retentionMs });
  }

  start(): void {
    this.running = this.lead();
  }

  /** Resolves when the piece of work under way is over. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async lead(): Promise<void> {
    const { clock, holder, leases } = this.deps;
    const { sealIntervalMs } = this.options;
    const leadership = {
      ...{ name: 'leader/audit', holder, reason: 'seals the records of the audit' },
      ...{ ttlMs: LEASE_TTL_MS, signal: this.stopped.signal },
    };
    await whileLeading({ leases, clock }, leadership, async (signal) => {
      while (!signal.aborted) {
        const isDone = await this.work(signal);
        await delay(clock, isDone ? sealIntervalMs : WAIT_AFTER_FAILURE * sealIntervalMs, signal);
      }
    });
  }

  /** Whether all of it could be done. */
  private async work(signal: AbortSignal): Promise<boolean> {
    while (!this.isMarked && !signal.aborted) {
      const more = await this.sealer.markOld();
      if (more.isErr()) return this.report('old records of the audit not marked', more.error);
      this.isMarked = !more.value;
    }
    const sealed = await this.sealer.sealDue(signal);
    if (sealed.isErr()) return this.report('records of the audit not sealed', sealed.error);
    const now = this.deps.clock.now();
    if (Math.abs(now - this.sweptAt) < this.options.sweepIntervalMs) return true;
    const swept = await this.retention.sweep(signal);
    if (swept.isErr()) return this.report('old records of the audit not removed', swept.error);
    this.sweptAt = now;
    return true;
  }

  private report(what: string, error: CarrelError): boolean {
    this.deps.logger.warn({ error }, what);
    return false;
  }
}
