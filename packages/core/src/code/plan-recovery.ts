import { err, ok, type Caller, type Result } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import type { PlanLog, SessionPlace } from './plan-log.js';
import { PlanRun, type Direction, type PlanRunDeps, type RunError } from './plan-run.js';
import type { KnownPlan, PlanBody } from './plan-records.js';
import type { PlanTurns, Turn } from './plan-turns.js';

export interface PlanRecoveryDeps extends PlanRunDeps {
  readonly log: PlanLog;
  readonly turns: PlanTurns;
  readonly logger: Logger;
}

/** Goes on with plans whose process died, or that could not be taken back when they were stopped. */
export class PlanRecovery {
  constructor(private readonly deps: PlanRecoveryDeps) {}

  /** No plan of the session is on its way when ok; to be called with the session's turn. Files are changed as `caller`. */
  async settle(place: SessionPlace, caller: Caller, turn: Turn): Promise<Result<void, RunError>> {
    const pending = await this.deps.log.pending(place);
    if (pending.isErr()) return err(pending.error);
    for (const plan of pending.value) {
      const settled = await this.recover(plan, caller, turn);
      if (settled.isErr()) return err(settled.error);
    }
    return ok(undefined);
  }

  /** The same for one that a sweep found, as whoever began it; nothing where somebody is at it. */
  async sweep(found: KnownPlan): Promise<void> {
    const { logger, turns } = this.deps;
    const { as, id, sessionId } = found;
    if (as === null) return;
    const done = await turns.during(found, (turn) => this.settle(found, as, turn));
    if (done.isErr() && done.error.type !== 'code/plan-busy') {
      logger.debug({ error: done.error, sessionId, plan: id }, 'plan that was stopped not taken back yet');
    }
  }

  private async recover(plan: KnownPlan, caller: Caller, turn: Turn): Promise<Result<void, RunError>> {
    const body = await bodyOf(this.deps.log, plan);
    if (body.isErr()) return err(body.error);
    const direction: Direction = plan.status === 'applying' ? 'apply' : 'undo';
    const run = new PlanRun(this.deps, plan, { body: body.value, direction, caller, turn });
    const done = await run.recover();
    if (done.isErr()) return err(done.error);
    const { id, sessionId, status } = done.value;
    const isFailed = status === 'failed';
    const report = { plan: id, sessionId, status };
    if (isFailed)
      this.deps.logger.warn(report, 'plan that was stopped not taken back: somebody else changed its files');
    else this.deps.logger.info(report, 'plan that was stopped settled');
    return ok(undefined);
  }
}

export async function bodyOf(log: PlanLog, plan: KnownPlan): Promise<Result<PlanBody, RunError>> {
  const part = await log.part(plan, 'body');
  return part.map((bytes) => JSON.parse(Buffer.from(bytes).toString()) as PlanBody);
}
