import { delay, ok, toTimestamp, type CarrelError, type Clock, type Result } from '../kernel/index.js';
import type { BoxInfo, RuntimeHandle, WorkspaceRuntime } from '../runtime/index.js';
import { isGoneProcess, whileLeading, type Leases } from '../leases/index.js';
import { asOf, type SessionRepository } from '../sessions/index.js';
import type { Logger } from '../telemetry/index.js';
import { isPoolHandle } from './pool-records.js';
import type { StartTurns } from './start-turns.js';
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
  readonly leases: Leases;
  readonly storage: WorkspaceStorage;
  /** Takes away what is stored and nothing needs. */
  readonly storageSweep: () => Promise<Result<void, CarrelError>>;
  readonly clock: Clock;
  readonly logger: Logger;
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

  constructor(private readonly deps: WorkspaceReconcilerDeps) {
    this.leftovers = new WorkspaceLeftovers(deps);
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
    const { clock, installationId, pool, repository, runtime } = this.deps;
    await this.endExpiredSessions();
    await this.forgetOldRecords();
    await this.deps.turns.sweep();
    // Boxes first: an intent is in the store before its box is, so a box without a record has none.
    const listedAt = clock.now();
    const boxes = await runtime.list({ installationId });
    if (boxes.isErr()) return this.report('boxes not listed', boxes.error);
    const active = await repository.listActive();
    if (active.isErr()) return this.report('workspaces not listed', active.error);
    for (const workspace of active.value) await this.settleRecord(workspace);
    for (const box of boxes.value) await this.settleBox(box);
    await pool.sweep(boxes.value, listedAt);
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
    const current = await leases.get(leadership.name);
    const other = current.unwrapOr(null);
    if (other !== null && !isGoneProcess(other.holder)) afterFirstSweep();
    // A leader that was killed does not hold up the start until its lease ends by itself.
    else if (other !== null) (await leases.release(other)).unwrapOr(undefined);
    await whileLeading({ leases, clock }, leadership, async (signal) => {
      reaper.start();
      const filling = this.deps.pool.fill(signal);
      while (!signal.aborted) {
        await this.sweep();
        afterFirstSweep();
        await reaper.sweep(signal);
        const failed = await this.leftovers.sweep(signal);
        if (failed !== null) this.report('leftovers not swept', failed);
        await delay(clock, options.reconcileIntervalMs, signal);
      }
      reaper.stop();
      await filling;
    });
    afterFirstSweep();
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

  private async settleRecord(workspace: Workspace): Promise<void> {
    const { lifecycle, sessions } = this.deps;
    if (this.stopped.signal.aborted) return;
    const session = await sessions.get(workspace.tenantId, workspace.sessionId);
    if (session.isErr()) return this.report('session not read', session.error);
    const wanted = session.value !== null && session.value.status === 'active' && session.value.desired === 'running';
    if (workspace.state === 'ready') {
      if (!wanted) await this.end(workspace, session.value === null ? 'session-deleted' : 'requested');
      else if (!(await lifecycle.examine(workspace)) && session.value !== null) {
        this.deps.storage.keep(workspace, session.value);
      }
      return;
    }
    if (workspace.state === 'queued' && !wanted) await this.end(workspace, 'requested');
    else await lifecycle.takeOver(workspace);
  }

  private async settleBox(box: BoxInfo): Promise<void> {
    const { clock, options, pool, runtime } = this.deps;
    const { handle, createdAt } = box;
    if (this.stopped.signal.aborted || createdAt > clock.now() - options.graceAgeMs) return;
    if (await (isPoolHandle(handle) ? pool.owns(box) : this.isOwned(handle))) return;
    this.deps.logger.info({ boxId: handle.boxId, sessionId: handle.sessionId }, 'orphan box removed');
    const gone = await runtime.stop(handle, { graceMs: 0 }).andThen(() => runtime.remove(handle));
    if (gone.isErr() && gone.error.type !== 'runtime/not-found') this.report('orphan box not removed', gone.error);
  }

  /** Also where that cannot be told. */
  private async isOwned(handle: RuntimeHandle): Promise<boolean> {
    const record = await this.deps.repository.get(keyOf(handle));
    if (record.isErr()) this.report('workspace not read', record.error);
    if (record.isErr()) return true;
    return record.value?.intentToken === handle.intentToken && isActive(record.value.state);
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
    this.deps.logger.warn({ error }, what);
  }
}

function keyOf({ tenantId, sessionId }: RuntimeHandle): WorkspaceKey {
  return { tenantId: tenantId as Workspace['tenantId'], sessionId: sessionId as Workspace['sessionId'] };
}
