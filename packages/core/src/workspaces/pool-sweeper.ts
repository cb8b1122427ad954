import type { CarrelError } from '../kernel/index.js';
import type { BoxInfo } from '../runtime/index.js';
import type { Logger } from '../telemetry/index.js';
import type { PoolPlan } from './pool-plan.js';
import { isPoolHandle, isWarm, type PoolBox, type PoolStock, type WarmBox } from './pool-records.js';
import type { PoolRepository } from './pool-repository.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';

export interface PoolSweeperDeps {
  readonly repository: PoolRepository;
  readonly plans: readonly PoolPlan[];
  readonly logger: Logger;
  readonly options: Pick<ResolvedWorkspaceOptions, 'graceAgeMs'>;
  /** Whether nobody makes it any more. */
  readonly isAbandoned: (box: PoolBox) => boolean;
  /** Takes away a box whose record is dealt with. */
  readonly discard: (box: WarmBox) => void;
}

/** Compares the boxes of the pool with what is on record of them. For the leader alone; a second one does no harm. */
export class PoolSweeper {
  constructor(private readonly deps: PoolSweeperDeps) {}

  /** Whether the box is wanted: it is being made, or waits and runs, or is that of an active workspace. */
  async owns({ handle, state }: BoxInfo): Promise<boolean> {
    const found = await this.deps.repository.get(handle.intentToken);
    if (found.isErr()) return this.report('box of the pool not looked up', found.error);
    const box = found.value;
    if (box === null) return false;
    if (box.stock === 'making') return !this.deps.isAbandoned(box) || !(await this.condemn(box, 'making'));
    if (box.stock === 'warm') return state === 'running' || !(await this.condemn(box, 'warm'));
    const inUse = await this.deps.repository.isInUse(box);
    return inUse.isOk() ? inUse.value : this.report('owner of a box not looked up', inUse.error);
  }

  async sweep(boxes: readonly BoxInfo[], listedAt: number): Promise<void> {
    const { repository } = this.deps;
    const there = new Set(boxes.flatMap(({ handle }) => (isPoolHandle(handle) ? [handle.intentToken] : [])));
    const all = await repository.all();
    if (all.isErr()) {
      this.report('pool not read', all.error);
      return;
    }
    for (const box of all.value) if (!there.has(box.token)) await this.settleMissing(box, listedAt);
    await this.removeSurplus(all.value.filter(isWarm));
  }

  /** A record without a box, as far as the list tells, in which a box may be missing that was not there yet. */
  private async settleMissing(box: PoolBox, listedAt: number): Promise<void> {
    const { isAbandoned, options, repository } = this.deps;
    if (box.stock === 'making') {
      if (isAbandoned(box)) await this.condemn(box, 'making');
      return;
    }
    if (Date.parse(box.changedAt) > listedAt - options.graceAgeMs) return;
    if (box.stock === 'warm') {
      await this.condemn(box, 'warm');
      return;
    }
    const inUse = await repository.isInUse(box);
    // Its death is the workspace's matter first.
    if (inUse.unwrapOr(true)) return;
    const forgotten = await repository.forget(box.token);
    if (forgotten.isErr()) this.report('box of the pool not forgotten yet', forgotten.error);
  }

  /** What is more than wanted, as after a change of the configuration. The oldest stay. */
  private async removeSurplus(warm: readonly WarmBox[]): Promise<void> {
    const left = new Map(this.deps.plans.map(({ shape, size }) => [shape.key, size]));
    const oldestFirst = [...warm].sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
    for (const box of oldestFirst) {
      const room = left.get(box.shape) ?? 0;
      left.set(box.shape, room - 1);
      if (room <= 0 && (await this.condemn(box, 'warm'))) this.deps.discard(box);
    }
  }

  private async condemn(box: PoolBox, stock: PoolStock): Promise<boolean> {
    const condemned = await this.deps.repository.condemn(box, stock);
    if (condemned.isErr()) this.report('box of the pool not given up yet', condemned.error);
    return condemned.unwrapOr(false);
  }

  /** For whoever must not touch what nothing is known of. */
  private report(what: string, error: CarrelError): true {
    this.deps.logger.warn({ error }, what);
    return true;
  }
}
