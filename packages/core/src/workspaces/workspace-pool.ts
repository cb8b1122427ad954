import { okAsync, ResultAsync, type Clock, type IdSource } from '../kernel/index.js';
import { isGoneProcess } from '../leases/index.js';
import type { BoxInfo, RuntimeHandle, WorkspaceRuntime } from '../runtime/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { Logger, Metrics } from '../telemetry/index.js';
import { PoolBell } from './pool-bell.js';
import { PoolClaims, type ClaimError } from './pool-claims.js';
import { PoolFiller } from './pool-filler.js';
import { PoolOffer, type OfferTerms } from './pool-offers.js';
import type { BoxShape } from './box-shapes.js';
import { poolMetrics, type PoolMetrics } from './pool-metrics.js';
import type { PoolPlan } from './pool-plan.js';
import { isPoolHandle, type PoolBox, type WarmBox } from './pool-records.js';
import type { PoolRepository } from './pool-repository.js';
import { PoolShelf } from './pool-shelf.js';
import { PoolSweeper } from './pool-sweeper.js';
import type { LivingBox } from './workspace-changes.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { WorkspaceKey } from './workspace-repository.js';
import type { Workspace } from './workspace.js';

export interface WorkspacePoolDeps {
  readonly repository: PoolRepository;
  readonly runtime: WorkspaceRuntime;
  readonly links: WorkspaceLinks;
  /** What it holds; one shape has one plan. */
  readonly plans: readonly PoolPlan[];
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly installationId: string;
  /** Names this life of this process. */
  readonly holder: string;
  readonly options: ResolvedWorkspaceOptions;
}

/** How often it is looked what waits. */
const LOOK_MS = 1_000;

/**
 * Boxes that were made before anybody asked for them. Each is on record before it is made and until it is gone, and is claimed by
 * one workspace in its life, in one transaction that writes both. All replicas on one store share one pool; the leader of the
 * reconciler fills it, and every replica keeps links to what waits.
 */
export class WorkspacePool {
  private readonly shelf: PoolShelf;
  private readonly filler: PoolFiller;
  private readonly claims: PoolClaims;
  private readonly sweeper: PoolSweeper;
  private readonly metrics: PoolMetrics;
  private readonly bell = new PoolBell();
  private readonly leaving = new Set<Promise<void>>();

  constructor(private readonly deps: WorkspacePoolDeps) {
    this.metrics = poolMetrics(deps.metrics);
    this.shelf = new PoolShelf(deps.runtime);
    const parts = { ...deps, shelf: this.shelf, metrics: this.metrics };
    const discard = (box: WarmBox) => {
      this.discard(box);
    };
    this.filler = new PoolFiller(parts);
    this.claims = new PoolClaims({ ...parts, discard });
    this.sweeper = new PoolSweeper({ ...parts, discard, isAbandoned: (box) => this.isAbandoned(box) });
  }

  get isUsed(): boolean {
    return this.deps.plans.length > 0;
  }

  /** A box that answers, and is the workspace's from now on; `null` where none waits, or none is made ahead for its shape. */
  claim(
    workspace: Workspace,
    shape: string,
    { signal }: { readonly signal: AbortSignal },
  ): ResultAsync<LivingBox | null, ClaimError> {
    const plan = this.deps.plans.find((each) => each.shape.key === shape);
    if (plan === undefined) return okAsync(null);
    const claiming = this.claims.claim(workspace, plan, signal).finally(() => {
      this.filler.kick();
    });
    return new ResultAsync(claiming);
  }

  /**
   * A box with an open link for a start that needs nothing else; `null` where there is none. Boxes on a network have to become the
   * tenant's first, which a transaction cannot do.
   */
  offer(shape: BoxShape, terms: Omit<OfferTerms, 'plan'>): PoolOffer | null {
    const plan = this.deps.plans.find((each) => each.shape.key === shape.key);
    if (plan === undefined || shape.spec.network === 'internet') return null;
    const shelved = this.shelf.take(shape.key);
    if (shelved === null) return null;
    return new PoolOffer({ ...this.deps, shelf: this.shelf, metrics: this.metrics }, shelved, { ...terms, plan });
  }

  /** A box was taken: another one is made, if this is the leader. */
  kick(): void {
    this.filler.kick();
  }

  /** Makes what is missing until `signal` fires. Only for the leader. */
  async fill(signal: AbortSignal): Promise<void> {
    if (this.isUsed) await this.filler.fill(signal);
  }

  /** Keeps links to what waits until `signal` fires. */
  async tend(signal: AbortSignal): Promise<void> {
    if (!this.isUsed) return;
    while (!signal.aborted) {
      await this.look();
      await this.bell.wait(this.deps.clock, LOOK_MS, signal);
    }
  }

  /** Whether the box, which the pool made, is wanted; also where that cannot be told. */
  owns(box: BoxInfo): Promise<boolean> {
    return this.sweeper.owns(box);
  }

  /** Takes away what is left of boxes that are gone, and what waits without need. `boxes` are those there were at `listedAt`. */
  sweep(boxes: readonly BoxInfo[], listedAt: number): Promise<void> {
    return this.sweeper.sweep(boxes, listedAt);
  }

  /** Whose workspace has the box that died; `null` for one that still waited, which is dealt with. */
  async ownerOf(handle: RuntimeHandle): Promise<WorkspaceKey | null> {
    const found = (await this.deps.repository.get(handle.intentToken)).unwrapOr(null);
    if (found?.tenantId !== undefined && found.sessionId !== undefined) {
      return { tenantId: found.tenantId, sessionId: found.sessionId };
    }
    this.bell.ring();
    return null;
  }

  /** The box is gone: nothing is known of it when ok, if it was the pool's. */
  forget(handle: RuntimeHandle): ResultAsync<void, RecordError | StoreError> {
    return isPoolHandle(handle) ? this.deps.repository.forget(handle.intentToken) : okAsync(undefined);
  }

  /** Resolves when nothing of it is under way; what waits goes on waiting. */
  async close(): Promise<void> {
    await Promise.all(this.leaving);
    await this.shelf.close();
  }

  private async look(): Promise<void> {
    const { logger, plans, repository } = this.deps;
    const before = this.shelf.tokens();
    const warm = await repository.warm();
    if (warm.isErr()) return logger.warn({ error: warm.error }, 'pool not read');
    const known = new Set(plans.map(({ shape }) => shape.key));
    const ours = warm.value.filter(({ shape }) => known.has(shape));
    this.measure(ours);
    const useless = await this.shelf.refresh(ours, before);
    await Promise.all(useless.map((box) => this.condemn(box)));
  }

  private measure(warm: readonly WarmBox[]): void {
    const { clock, plans } = this.deps;
    for (const { name: languages, shape } of plans) {
      const waiting = warm.filter((box) => box.shape === shape.key);
      const since = Math.min(clock.now(), ...waiting.map(({ changedAt }) => Date.parse(changedAt)));
      this.metrics.size.set(waiting.length, { languages });
      this.metrics.oldest.set((clock.now() - since) / 1_000, { languages });
    }
  }

  private async condemn(box: WarmBox): Promise<void> {
    const { logger, plans, repository } = this.deps;
    const condemned = await repository.condemn(box, 'warm');
    if (!condemned.unwrapOr(false)) return;
    const languages = plans.find(({ shape }) => shape.key === box.shape)?.name ?? '';
    this.metrics.dead.add(1, { languages });
    logger.info({ boxId: box.handle.boxId }, 'box of the pool is of no use');
    this.discard(box);
    this.filler.kick();
  }

  /** In the background. A box that cannot be removed now is nobody's, and the sweep removes it. */
  private discard(box: WarmBox): void {
    const { logger, repository, runtime } = this.deps;
    const leaving = this.shelf
      .drop(box.token)
      .then(() => runtime.remove(box.handle).andThen(() => repository.forget(box.token)))
      .then((gone) => {
        if (gone.isErr()) logger.warn({ error: gone.error }, 'box of the pool not removed yet');
        this.leaving.delete(leaving);
      });
    this.leaving.add(leaving);
  }

  private isAbandoned({ holder, holdUntil, token }: PoolBox): boolean {
    const { clock, holder: self } = this.deps;
    if (holder === self) return !this.filler.isMaking(token);
    return isGoneProcess(holder) || Date.parse(holdUntil) < clock.now();
  }
}
