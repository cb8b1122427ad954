import { aborted, err, isAborted, ok, toTimestamp, type Aborted, type Clock, type Result } from '../kernel/index.js';
import type { WorkspaceConnection, WorkspaceRuntime } from '../runtime/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { Logger } from '../telemetry/index.js';
import { answersInTime } from './pool-check.js';
import type { PoolMetrics } from './pool-metrics.js';
import type { PoolPlan } from './pool-plan.js';
import type { WarmBox } from './pool-records.js';
import type { PoolRepository } from './pool-repository.js';
import type { PoolShelf } from './pool-shelf.js';
import type { LivingBox } from './workspace-changes.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { Workspace } from './workspace.js';

export interface PoolClaimsDeps {
  readonly repository: PoolRepository;
  readonly shelf: PoolShelf;
  readonly runtime: WorkspaceRuntime;
  readonly links: WorkspaceLinks;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: PoolMetrics;
  readonly options: ResolvedWorkspaceOptions;
  /** Takes away a box that is of no use; its record is dealt with. */
  readonly discard: (box: WarmBox) => void;
}

export type ClaimError = RecordError | StoreError | Aborted;

interface Candidate {
  readonly box: WarmBox;
  readonly connection: WorkspaceConnection | null;
}

/** How many boxes of no use one start puts up with before it makes its own. */
const MAX_DEAD = 3;

/** Gives boxes that wait to workspaces, each to one. */
export class PoolClaims {
  constructor(private readonly deps: PoolClaimsDeps) {}

  /** A box of the plan's shape that answers, and is on record as the workspace's; `null` where none waits. */
  async claim(
    workspace: Workspace,
    plan: PoolPlan,
    signal: AbortSignal,
  ): Promise<Result<LivingBox | null, ClaimError>> {
    const { clock, metrics, repository } = this.deps;
    const tried = new Set<string>();
    let dead = 0;
    while (dead < MAX_DEAD) {
      if (isAborted(signal)) return err(aborted('claiming a box'));
      const candidate = await this.next(plan.shape.key, tried);
      if (candidate === null) break;
      tried.add(candidate.box.token);
      const claimed = await repository.claim(candidate.box.token, workspace, toTimestamp(clock.now()));
      if (claimed.isErr() || claimed.value !== 'claimed') await candidate.connection?.close();
      if (claimed.isErr()) return err(claimed.error);
      if (claimed.value === 'unwanted') return ok(null);
      if (claimed.value === 'taken') continue;
      const box = await this.handOver(workspace, candidate, signal);
      if (box !== null) {
        metrics.hits.add(1, { languages: plan.name });
        metrics.age.observe((clock.now() - Date.parse(candidate.box.changedAt)) / 1_000, { languages: plan.name });
        return ok(box);
      }
      dead += 1;
      metrics.dead.add(1, { languages: plan.name });
    }
    metrics.misses.add(1, { languages: plan.name });
    // The box that is made now is found by its intent, and the dead ones by their records.
    const unbound = dead === 0 ? ok(undefined) : await repository.unbind(workspace);
    return unbound.isErr() ? err(unbound.error) : ok(null);
  }

  /** One with an open link first, then any that waits, which another replica may have made just now. */
  private async next(shape: string, tried: ReadonlySet<string>): Promise<Candidate | null> {
    const shelved = this.deps.shelf.take(shape);
    if (shelved !== null) return shelved;
    const warm = await this.deps.repository.warm();
    const box = warm.unwrapOr([]).find((each) => each.shape === shape && !tried.has(each.token));
    return box === undefined ? null : { box, connection: null };
  }

  /** The box with its link in the workspace's place; `null` when it is of no use, and then it is on its way out. */
  private async handOver(
    workspace: Workspace,
    { box, connection }: Candidate,
    signal: AbortSignal,
  ): Promise<LivingBox | null> {
    const { discard, links, logger } = this.deps;
    const healthy = await this.check(workspace, { box, connection }, signal);
    if (healthy !== null) {
      links.adopt(workspace, healthy);
      return { handle: box.handle, life: box.life };
    }
    logger.info({ boxId: box.handle.boxId, sessionId: workspace.sessionId }, 'box of the pool is of no use');
    discard(box);
    return null;
  }

  private async check(
    { tenantId }: Workspace,
    { box, connection: shelved }: Candidate,
    signal: AbortSignal,
  ): Promise<WorkspaceConnection | null> {
    const { clock, options, runtime } = this.deps;
    const opened = shelved === null ? await runtime.connect(box.handle, { signal }) : ok(shelved);
    if (opened.isErr()) return null;
    const connection = opened.value;
    const [answers, taken] = await Promise.all([
      answersInTime(connection, { clock, timeoutMs: options.poolCheckMs, signal }),
      runtime.claim(box.handle, tenantId, { signal }),
    ]);
    if (answers && taken.isOk() && connection.life === box.life) return connection;
    await connection.close();
    return null;
  }
}
