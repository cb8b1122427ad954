import { delay, type CarrelError, type Clock } from '../kernel/index.js';
import { whileLeading, type Leases } from '../leases/index.js';
import type { SessionKey, SessionRepository } from '../sessions/index.js';
import type { ScanPosition } from '../store/index.js';
import type { Logger } from '../telemetry/index.js';
import type { CodeEngine } from './code-engine.js';
import type { ResolvedCodeOptions } from './code-options.js';
import type { PlanLog } from './plan-log.js';
import type { PlanRecovery } from './plan-recovery.js';
import type { SeenSessions } from './seen-sessions.js';
import { sourceKey } from './session-source.js';

export interface CodeUpkeepDeps {
  readonly log: PlanLog;
  readonly recovery: PlanRecovery;
  readonly engine: CodeEngine | null;
  readonly seen: SeenSessions;
  readonly sessions: Pick<SessionRepository, 'getMany'>;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly holder: string;
  readonly options: Pick<ResolvedCodeOptions, 'sweepIntervalMs'>;
}

/** How long another replica that ended without a word keeps the lead. */
const LEASE_TTL_MS = 15_000;
const PENDING_PER_SWEEP = 50;
const PLANS_PER_SWEEP = 100;
const SESSIONS_AT_ONCE = 200;

/** Settles plans whose process died, erases what is too old or of deleted sessions, and has the engine forget those. */
export class CodeUpkeep {
  private readonly stopped = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  private pendingFrom: ScanPosition | null = null;
  private plansFrom: ScanPosition | null = null;

  constructor(private readonly deps: CodeUpkeepDeps) {}

  start(): void {
    this.running = Promise.all([this.lead(), this.forget()]);
  }

  /** Resolves when the sweep under way is over. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  /** One bounded piece of work. */
  async sweep(signal: AbortSignal): Promise<void> {
    const { log } = this.deps;
    const pending = await log.allPending(PENDING_PER_SWEEP, this.pendingFrom);
    if (pending.isErr()) return this.report('plans that were stopped not looked for', pending.error);
    for (const plan of pending.value.items) {
      if (signal.aborted) return;
      await this.deps.recovery.sweep(plan);
    }
    this.pendingFrom = pending.value.next;
    const erased = await log.eraseOver(PLANS_PER_SWEEP);
    if (erased.isErr()) this.report('plans that are too old not erased', erased.error);
    const failed = await this.removeOrphans(signal);
    if (failed !== null) this.report('plans of deleted sessions not erased', failed);
  }

  private async lead(): Promise<void> {
    const { clock, holder, leases, options } = this.deps;
    const leadership = {
      ...{ name: 'leader/code', holder, reason: 'settles plans that were stopped' },
      ...{ ttlMs: LEASE_TTL_MS, signal: this.stopped.signal },
    };
    await whileLeading({ leases, clock }, leadership, async (signal) => {
      while (!signal.aborted) {
        await this.sweep(signal);
        await delay(clock, options.sweepIntervalMs, signal);
      }
    });
  }

  private async removeOrphans(signal: AbortSignal): Promise<CarrelError | null> {
    const { log, sessions } = this.deps;
    const page = await log.page(PLANS_PER_SWEEP, this.plansFrom);
    if (page.isErr()) return page.error;
    const { items, next } = page.value;
    const found = await sessions.getMany(items.map(({ tenantId, sessionId: id }): SessionKey => ({ tenantId, id })));
    if (found.isErr()) return found.error;
    for (const [index, plan] of items.entries()) {
      if (signal.aborted) return null;
      if (found.value[index] !== null) continue;
      const removed = await log.remove(plan);
      if (removed.isErr()) return removed.error;
    }
    this.plansFrom = next;
    return null;
  }

  /** Each replica has an engine of its own. */
  private async forget(): Promise<void> {
    const { clock, options } = this.deps;
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await delay(clock, options.sweepIntervalMs, signal);
      if (!signal.aborted) await this.forgetDeleted();
    }
  }

  private async forgetDeleted(): Promise<void> {
    const { engine, seen, sessions } = this.deps;
    const all = seen.all();
    for (let first = 0; first < all.length; first += SESSIONS_AT_ONCE) {
      const keys = all.slice(first, first + SESSIONS_AT_ONCE);
      const found = await sessions.getMany(keys);
      if (found.isErr()) return this.report('deleted sessions not looked for', found.error);
      for (const [index, key] of keys.entries()) {
        if (found.value[index] !== null) continue;
        await engine?.forget(sourceKey({ tenantId: key.tenantId, sessionId: key.id }));
        seen.remove(key);
      }
    }
  }

  private report(what: string, error: CarrelError): void {
    this.deps.logger.warn({ error }, what);
  }
}
