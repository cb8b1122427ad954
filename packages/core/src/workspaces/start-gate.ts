import type { ResultAsync } from '../kernel/index.js';
import { err, ok, safeTry } from '../kernel/index.js';
import type { LanguageCatalogue } from '../languages/index.js';
import type { Session } from '../sessions/index.js';
import type { RecordError, StoreError, Transaction } from '../store/index.js';
import { demandOf } from './capacity-demand.js';
import { workspaceOverQuota, workspaceQueueFull, type CapacityError } from './capacity-errors.js';
import { giveBack, reserveBeside, takenOf } from './capacity-ledger.js';
import type { ResolvedQueueOptions } from './capacity-options.js';
import { neverFits, type CapacityLimits, type Reservation } from './capacity.js';
import { join, leave, takeTurns, type FairQueue, type NewStart } from './fair-queue.js';
import { readQueue, writeQueue } from './start-queue.js';
import type { Beginning } from './workspace-repository.js';
import { isActive } from './workspace-transitions.js';
import type { Workspace } from './workspace.js';

export interface StartGateOptions {
  readonly limits: CapacityLimits;
  readonly queue: ResolvedQueueOptions;
  readonly languages: LanguageCatalogue;
}

/** How a start begins: with what it reserved, or in the queue. */
export type Placement = { readonly reserved: Reservation } | 'queued';

type GateError = RecordError | StoreError;

/** Who may start now, who waits, and what is given back, in the transactions that begin and end workspaces. */
export class StartGate {
  constructor(readonly options: StartGateOptions) {}

  /**
   * Room is reserved for the workspace of `session` when it may start now; otherwise it waits in the queue.
   * `workspace/over-quota` when it is larger than a whole limit, `workspace/queue-full` when no more may wait.
   */
  place(
    tx: Transaction,
    session: Session,
    { now, holder, onlyWhileWaiting = false }: Pick<Beginning, 'now' | 'holder' | 'onlyWhileWaiting'>,
  ): ResultAsync<Placement, CapacityError | GateError> {
    const { languages, limits, queue: bounds } = this.options;
    const wanted = demandOf(session, languages, bounds);
    const { id: sessionId, tenantId } = session;
    const start: NewStart = {
      tenantId,
      sessionId,
      wanted,
      queuedAt: now,
      ...(onlyWhileWaiting ? { waiter: holder } : {}),
    };
    const wait = (queue: FairQueue) => this.checkLength(queue, start);
    return safeTry<Placement, CapacityError | GateError>(async function* () {
      const impossible = neverFits(wanted, limits);
      if (impossible !== null) return err(workspaceOverQuota(impossible));
      const stored = yield* readQueue(tx);
      const taken = yield* takenOf(tx, [...stored.queue.waiting, start]);
      const joined = join(stored.queue, start);
      const { tag } = joined.waiting.at(-1) ?? {};
      const turns = takeTurns(joined, { taken, limits });
      if (tag !== undefined && turns.admitted.some((one) => one.sessionId === sessionId)) {
        yield* reserveBeside(tx, start, taken);
        if (stored.state.length === 0) return ok({ reserved: wanted });
        // Its turn is over: whoever comes after it counts from there.
        const queue = { ...stored.queue, virtualTime: Math.max(stored.queue.virtualTime, tag) };
        yield* writeQueue(tx, stored, { queue });
        return ok({ reserved: wanted });
      }
      const full = wait(stored.queue);
      if (full !== null) return err(full);
      yield* writeQueue(tx, stored, { queue: joined });
      return ok('queued' as const);
    });
  }

  /** What `after` holds no more of `before` is given back when ok: its room once it is not active, and its place in the queue. */
  leaveBehind(tx: Transaction, before: Workspace, after: Workspace): ResultAsync<Workspace, GateError> {
    return safeTry<Workspace, GateError>(async function* () {
      if (before.state === 'queued' && after.state !== 'queued') {
        const stored = yield* readQueue(tx);
        yield* writeQueue(tx, stored, { queue: leave(stored.queue, before.sessionId) });
      }
      if (before.reserved === undefined || isActive(after.state)) return ok(after);
      yield* giveBack(tx, before.tenantId, before.reserved);
      const { reserved: _reserved, ...rest } = after;
      return ok(rest);
    });
  }

  private checkLength({ waiting }: FairQueue, start: NewStart): CapacityError | null {
    const { maxLength, maxPerUser } = this.options.queue;
    const own = waiting.filter(
      ({ tenantId, wanted }) => tenantId === start.tenantId && wanted.userId === start.wanted.userId,
    );
    if (own.length >= maxPerUser) return workspaceQueueFull('user', maxPerUser);
    return waiting.length >= maxLength ? workspaceQueueFull('installation', maxLength) : null;
  }
}
