import { okAsync, type Clock, type ResultAsync } from '../kernel/index.js';
import type { Session } from '../sessions/index.js';
import type { RecordError, StoreError, Transaction } from '../store/index.js';
import { answersInTime } from './pool-check.js';
import type { PoolMetrics } from './pool-metrics.js';
import type { PoolPlan } from './pool-plan.js';
import { takeWarm } from './pool-records.js';
import type { PoolShelf, Shelved } from './pool-shelf.js';
import type { OfferedBox, StartOffer } from './start-offer.js';
import type { LifeTimes } from './idle-policy.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { Workspace } from './workspace.js';

export interface PoolOffersDeps {
  readonly shelf: PoolShelf;
  readonly links: WorkspaceLinks;
  readonly clock: Clock;
  readonly metrics: PoolMetrics;
  readonly options: ResolvedWorkspaceOptions;
}

/** What a session is to be offered. */
export interface OfferTerms {
  readonly plan: PoolPlan;
  /** Of a session as the transaction finds it: whether the box still fits it, and it needs nothing but the box. */
  readonly fits: (session: Session) => boolean;
  readonly timesOf: (session: Session) => LifeTimes;
}

/** A box with an open link, offered to one start. It is either accepted or given back. */
export class PoolOffer implements StartOffer {
  private readonly box: Shelved['box'];
  /** Asked for while the store writes the claim, and waited for after it. */
  private readonly healthy: Promise<boolean>;

  constructor(
    private readonly deps: PoolOffersDeps,
    private readonly shelved: Shelved,
    private readonly terms: OfferTerms,
  ) {
    this.box = shelved.box;
    const { clock, options } = deps;
    this.healthy = answersInTime(shelved.connection, { clock, timeoutMs: options.poolCheckMs });
  }

  take(
    tx: Transaction,
    session: Session,
    workspace: Workspace,
  ): ResultAsync<OfferedBox | null, RecordError | StoreError> {
    if (!this.terms.fits(session)) return okAsync(null);
    const { handle, life, token } = this.box;
    return takeWarm(tx, token, { ...workspace, now: workspace.createdAt }).map((taken) =>
      taken ? { handle, life, times: this.terms.timesOf(session) } : null,
    );
  }

  /** Whether the box answers the workspace that took it; the link is the workspace's then. */
  async accept(workspace: Workspace): Promise<boolean> {
    const { clock, links, metrics } = this.deps;
    const languages = this.terms.plan.name;
    const { connection } = this.shelved;
    if (!(await this.healthy)) {
      await connection.close();
      metrics.dead.add(1, { languages });
      return false;
    }
    links.adopt(workspace, connection);
    metrics.hits.add(1, { languages });
    metrics.age.observe((clock.now() - Date.parse(this.box.changedAt)) / 1_000, { languages });
    return true;
  }

  /** For the next who asks, unless somebody else has it. */
  async giveBack(): Promise<void> {
    await this.deps.shelf.giveBack(this.shelved);
  }
}
