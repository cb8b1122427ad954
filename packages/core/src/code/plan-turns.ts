import { err, type Clock, type IdSource, type Result } from '../kernel/index.js';
import { processHolder, type Lease, type Leases } from '../leases/index.js';
import type { StoreError, WriteError } from '../store/index.js';
import { codePlanBusy, type CodePlanBusy } from './code-errors.js';
import type { SessionPlace } from './plan-log.js';

export interface PlanTurnsDeps {
  readonly leases: Leases;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** How long a replica that ended without a word holds a session up. One step takes less. */
const TURN_MS = 60_000;
/** The parts of it after which it is made longer. */
const RENEWALS = 3;

/** The right to change files of a session by a plan: one has it at a time, in all replicas together. */
export interface Turn {
  /** Whether it lasts for one more step. */
  lasts(): Promise<boolean>;
}

export class PlanTurns {
  constructor(private readonly deps: PlanTurnsDeps) {}

  /** What `work` makes of it; `code/plan-busy` while somebody else has the turn. */
  async during<T, E>(
    { sessionId }: SessionPlace,
    work: (turn: Turn) => Promise<Result<T, E>>,
  ): Promise<Result<T, E | CodePlanBusy | StoreError | WriteError>> {
    const { ids, leases } = this.deps;
    const acquired = await leases.acquire({
      // A holder of its own for each, so that two of one process have no turn together.
      ...{ name: `code/${sessionId}`, holder: processHolder(ids) },
      ...{ reason: 'changes files by a plan', ttlMs: TURN_MS },
    });
    if (acquired.isErr()) {
      const { error } = acquired;
      return err(error.type === 'lease/held' || error.type === 'request/invalid' ? codePlanBusy() : error);
    }
    const turn = new HeldTurn(this.deps, acquired.value);
    try {
      return await work(turn);
    } finally {
      // One that is not given back ends by itself.
      const released = await leases.release(turn.lease);
      released.unwrapOr(undefined);
    }
  }
}

class HeldTurn implements Turn {
  private renewedAt: number;

  constructor(
    private readonly deps: PlanTurnsDeps,
    public lease: Lease,
  ) {
    this.renewedAt = deps.clock.now();
  }

  async lasts(): Promise<boolean> {
    const { clock, leases } = this.deps;
    if (clock.now() < this.renewedAt + TURN_MS / RENEWALS) return true;
    const now = clock.now();
    const renewed = await leases.renew(this.lease, TURN_MS);
    if (renewed.isErr()) return false;
    this.lease = renewed.value;
    this.renewedAt = now;
    return true;
  }
}
