import { delay, ok, toTimestamp, type CarrelError, type Clock, type Result } from '../kernel/index.js';
import type { BoxInfo, RuntimeHandle, WorkspaceRuntime } from '../runtime/index.js';
import { isGoneProcess, whileLeading, type Leases } from '../leases/index.js';
import { asOf, type Session, type SessionRepository } from '../sessions/index.js';
import type { Logger, Metrics } from '../telemetry/index.js';
import type { KeptFiles } from './kept-files.js';
import { isPoolHandle } from './pool-records.js';
import type { StartTurns } from './start-turns.js';
import { forEachOf, pagesOf } from './sweep-pages.js';
import { SweepReport } from './sweep-report.js';
import { WorkspaceLeftovers } from './workspace-leftovers.js';
import type { WorkspaceLifecycle } from './workspace-lifecycle.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { WorkspacePool } from './workspace-pool.js';
import type { WorkspaceReaper } from './workspace-reaper.js';
import type { WorkspaceKey, WorkspaceRepository } from './workspace-repository.js';
import type { WorkspaceStorage } from './workspace-storage.js';
import { isActive } from './workspace-transitions.js';
import type { Workspace } from './workspace.js';

export interface WorkspaceReconcilerDeps {
  readonly repository: WorkspaceRepository;
  readonly sessions: SessionRepository;
  readonly runtime: WorkspaceRuntime;
  readonly lifecycle: WorkspaceLifecycle;
  readonly turns: StartTurns;
  readonly reaper: WorkspaceReaper;
  readonly pool: WorkspacePool;
  readonly keptFiles: KeptFiles;
  readonly leases: Leases;
  readonly storage: WorkspaceStorage;
  /** Takes away what is stored and nothing needs. */
  readonly storageSweep: () => Promise<Result<void, CarrelError>>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly installationId: string;
  readonly holder: string;
  readonly options: ResolvedWorkspaceOptions;
}

/** How many idempotent requests one sweep forgets. */
const FORGOTTEN_PER_SWEEP = 500;
/** How many sessions whose time is over one sweep ends. */
const EXPIRED_PER_SWEEP = 100;

/**
 * Compares what the store says with what the runtime shows, and moves both toward what sessions want: at start, on a timer and
 * when the runtime reports a death; now and then it has the runtime take away what belongs to no box. Of all replicas one does it at a time. It touches only boxes of its own installation.
 */
export class WorkspaceReconciler {
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();

  private readonly leftovers: WorkspaceLeftovers;
  private readonly found: SweepReport;

  constructor(private readonly deps: WorkspaceReconcilerDeps) {
    this.leftovers = new WorkspaceLeftovers(deps);
    this.found = new SweepReport(deps.metrics, deps.clock);
  }

  /** Sweeps once if no other replica does, then goes on in the background until `stop`. Resolves after the first sweep. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      this.running = Promise.all([
        this.lead(resolve),
        this.watchDeaths(),
        this.deps.pool.tend(this.stopped.signal),
      ]).then(() => undefined);
    });
  }

  /** Resolves when the sweep under way is over. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  /** One comparison, both ways. What cannot be done now is logged and tried again by the next one. */
  async sweep(): Promise<void> {
    const { clock, installationId, options, pool, repository, runtime } = this.deps;
    await this.endExpiredSessions();
    await this.forgetOldRecords();
    await this.deps.turns.sweep();
    // Boxes first: an intent is in the store before its box is, so a box without a record has none.
    const listedAt = clock.now();
    const boxes = await runtime.list({ installationId });
    if (boxes.isErr()) return this.report('boxes not listed', boxes.error);
    const active = await repository.listActive();
    if (active.isErr()) return this.report('workspaces not listed', active.error);
    this.found.found('boxes', boxes.value.length);
    this.found.active(active.value);
    const boxOf = new Map(boxes.value.map((box) => [box.handle.intentToken, box]));
    for (const page of pagesOf(active.value)) await this.settleRecords(page, boxOf);
    await this.settleBoxes(boxes.value.filter(({ createdAt }) => createdAt <= listedAt - options.graceAgeMs));
    await pool.sweep(boxes.value, listedAt);
  }

  private async settleRecords(page: readonly Workspace[], boxOf: ReadonlyMap<string, BoxInfo>): Promise<void> {
    const keys = page.map(({ tenantId, sessionId }) => ({ tenantId, id: sessionId }));
    const sessions = await this.deps.sessions.getMany(keys);
    if (sessions.isErr()) return this.report('sessions not read', sessions.error);
    await forEachOf(page, (workspace, at) => {
      const box = boxOf.get(workspace.handle?.intentToken ?? workspace.intentToken);
      return this.settleRecord(workspace, sessions.value[at] ?? null, box);
    });
  }

  private async settleBoxes(boxes: readonly BoxInfo[]): Promise<void> {
    const { pool } = this.deps;
    for (const page of pagesOf(boxes.filter(({ handle }) => !isPoolHandle(handle)))) {
      const records = await this.deps.repository.getMany(page.map(({ handle }) => keyOf(handle)));
      if (records.isErr()) return this.report('workspaces not read', records.error);
      await forEachOf(page, async (box, at) => {
        if (!isOwner(records.value[at] ?? null, box)) await this.removeOrphan(box);
      });
    }
    const pooled = boxes.filter(({ handle }) => isPoolHandle(handle));
    await forEachOf(pooled, async (box) => {
      if (!(await pool.owns(box))) await this.removeOrphan(box);
    });
  }

  private async lead(afterFirstSweep: () => void): Promise<void> {
    const { clock, holder, leases, options, reaper } = this.deps;
    const leadership = {
      name: 'leader/reconciler',
      holder,
      reason: 'compares workspaces and boxes',
      ttlMs: options.leaseTtlMs,
      signal: this.stopped.signal,
    };
    const follow = () => this.follow(leadership.name, afterFirstSweep);
    await follow();
    await whileLeading({ leases, clock }, { ...leadership, onHeld: follow }, async (signal) => {
      reaper.start();
      const filling = this.deps.pool.fill(signal);
      while (!signal.aborted) {
        await this.found.timed(() => this.sweep());
        afterFirstSweep();
        await reaper.sweep(signal);
        const failed = await this.leftovers.sweep(signal);
        if (failed !== null) this.report('leftovers not swept', failed);
        const kept = await this.deps.keptFiles.sweep(signal);
        if (kept !== null) this.report('files of deleted sessions not forgotten', kept);
        await delay(clock, options.reconcileIntervalMs, signal);
      }
      this.found.handOver();
      reaper.stop();
      await filling;
    });
    afterFirstSweep();
  }

  /** Who starts waits for no leader that lives; a dead one does not hold up the leadership until its lease ends by itself. */
  private async follow(leadership: string, afterFirstSweep: () => void): Promise<void> {
    const { leases } = this.deps;
    const leader = (await leases.get(leadership)).unwrapOr(null);
    if (leader === null) return;
    if (isGoneProcess(leader.holder)) (await leases.release(leader)).unwrapOr(undefined);
    else afterFirstSweep();
  }

  private async watchDeaths(): Promise<void> {
    const { pool, repository, runtime } = this.deps;
    for await (const { handle } of runtime.events(this.stopped.signal)) {
      const key = isPoolHandle(handle) ? await pool.ownerOf(handle) : keyOf(handle);
      const found = key === null ? null : (await repository.get(key)).unwrapOr(null);
      if (found?.state === 'ready' && found.handle?.intentToken === handle.intentToken) {
        await this.deps.lifecycle.examineDeath(found);
      }
    }
  }

  /** @param box as the runtime listed it; one that is missing may be younger than the list. */
  private async settleRecord(workspace: Workspace, session: Session | null, box: BoxInfo | undefined): Promise<void> {
    const { lifecycle } = this.deps;
    if (this.stopped.signal.aborted) return;
    if (workspace.state === 'ready') {
      if (!isWanted(session)) return this.endUnwanted(workspace);
      if (await lifecycle.examine(workspace, box)) this.found.repaired('dead');
      else if (session !== null) this.deps.storage.keep(workspace, session);
      return;
    }
    if (workspace.state === 'queued' && !isWanted(session)) return this.endUnwanted(workspace);
    if (await lifecycle.takeOver(workspace)) this.found.repaired('interrupted');
  }

  /** Its session was read with many others, and may be wanted again since. */
  private async endUnwanted(workspace: Workspace): Promise<void> {
    const session = await this.deps.sessions.get(workspace.tenantId, workspace.sessionId);
    if (session.isErr()) return this.report('session not read', session.error);
    if (isWanted(session.value)) return;
    this.found.repaired('unwanted');
    await this.end(workspace, session.value === null ? 'session-deleted' : 'requested');
  }

  private async removeOrphan({ handle }: BoxInfo): Promise<void> {
    const { runtime } = this.deps;
    if (this.stopped.signal.aborted) return;
    this.deps.logger.info({ boxId: handle.boxId, sessionId: handle.sessionId }, 'orphan box removed');
    this.found.repaired('orphan');
    const gone = await runtime.stop(handle, { graceMs: 0 }).andThen(() => runtime.remove(handle));
    if (gone.isErr() && gone.error.type !== 'runtime/not-found') this.report('orphan box not removed', gone.error);
  }

  private async endExpiredSessions(): Promise<void> {
    const { clock, sessions } = this.deps;
    const now = toTimestamp(clock.now());
    const due = await sessions.listExpired(now, EXPIRED_PER_SWEEP);
    if (due.isErr()) return this.report('expired sessions not listed', due.error);
    for (const session of due.value) {
      const archived = await sessions.update(session.tenantId, session.id, (current) => ok(asOf(current, now)));
      if (archived.isErr()) this.report('session not archived', archived.error);
      else if (archived.value.status === 'archived') {
        this.found.repaired('expired');
        await this.end({ tenantId: session.tenantId, sessionId: session.id }, 'session-expired');
      }
    }
  }

  private async forgetOldRecords(): Promise<void> {
    const { clock, leases, sessions } = this.deps;
    const requests = await sessions.forgetRequests(toTimestamp(clock.now()), FORGOTTEN_PER_SWEEP);
    if (requests.isErr()) this.report('idempotent requests not forgotten', requests.error);
    const ended = await leases.sweep();
    if (ended.isErr()) this.report('ended leases not swept', ended.error);
    const stored = await this.deps.storageSweep();
    if (stored.isErr()) this.report('stored contents not swept', stored.error);
  }

  private async end(
    key: Pick<Workspace, 'tenantId' | 'sessionId'>,
    reason: 'session-deleted' | 'session-expired' | 'requested',
  ): Promise<void> {
    const ended = await this.deps.lifecycle.end(key, reason);
    if (ended.isErr()) this.report('workspace not ended', ended.error);
  }

  private report(what: string, error: CarrelError): void {
    this.found.failed();
    this.deps.logger.warn({ error }, what);
  }
}

function isOwner(record: Workspace | null, { handle }: BoxInfo): boolean {
  return record?.intentToken === handle.intentToken && isActive(record.state);
}

function isWanted(session: Session | null): boolean {
  return session !== null && session.status === 'active' && session.desired === 'running';
}

function keyOf({ tenantId, sessionId }: RuntimeHandle): WorkspaceKey {
  return { tenantId: tenantId as Workspace['tenantId'], sessionId: sessionId as Workspace['sessionId'] };
}
