import type { Clock, CursorCodec } from '../kernel/index.js';
import { ok, ResultAsync, safeTry, toTimestamp } from '../kernel/index.js';
import { asOf, createSessionTable, toSession, type Session, type SessionTable } from '../sessions/index.js';
import type { ReadView, RecordError, RecordStore, StoreError, Transaction } from '../store/index.js';
import { findWrongCounters, repairCounters, reserve, takenOf, type WrongCounter } from './capacity-ledger.js';
import { waitingStarts, type QueueState } from './capacity-records.js';
import { leave, takeTurns, turnOrder, type FairQueue, type WaitingStart } from './fair-queue.js';
import type { StartGateOptions } from './start-gate.js';
import { keepWaiting, readQueue, readQueueState, writeQueue } from './start-queue.js';
import { admitted, failed, stopping } from './workspace-changes.js';
import {
  createWorkspaceTable,
  toStoredWorkspace,
  toWorkspace,
  type StoredWorkspace,
  type WorkspaceTable,
} from './workspace-records.js';
import type { Hold, WorkspaceKey } from './workspace-repository.js';
import type { Workspace, WorkspaceReason } from './workspace.js';

/** A start that waited, and is `creating` by the replica that admitted it. */
export interface AdmittedStart {
  readonly session: Session;
  readonly workspace: Workspace;
}

/** What became of those who had waited. */
export interface Admission {
  readonly admitted: readonly AdmittedStart[];
  /** Workspaces whose start is given up. */
  readonly ended: readonly Workspace[];
}

export interface StartAdmissionDeps {
  readonly store: RecordStore;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
  readonly gate: StartGateOptions;
}

type AdmissionError = RecordError | StoreError;

/** How many starts one transaction admits, or gives up. */
const BATCH = 25;
const NOBODY: Admission = { admitted: [], ended: [] };

/** Moves starts out of the queue. Each method is one transaction. */
export class StartAdmission {
  private readonly workspaces: WorkspaceTable;
  private readonly sessions: SessionTable;

  constructor(private readonly deps: StartAdmissionDeps) {
    this.workspaces = createWorkspaceTable(deps.cursors);
    this.sessions = createSessionTable(deps.cursors);
  }

  state(): ResultAsync<QueueState, StoreError> {
    return this.deps.store.read((view) => readQueueState(view));
  }

  /** The starts that wait in the order of their turns, and what is known of the queue beside them. */
  order(): ResultAsync<{ readonly order: readonly WaitingStart[]; readonly state: QueueState }, StoreError> {
    return this.deps.store
      .read((view) => readQueue(view))
      .map(({ queue, state }) => ({ order: turnOrder(queue), state }));
  }

  /**
   * Those who have their turn while there is room are `creating` with the hold when ok, with their room reserved, at most 25. One
   * that no limit would ever let start is `failed` for `over-quota`, and one whose session is not wanted running is `stopped`.
   */
  admit(hold: Hold): ResultAsync<Admission, AdmissionError> {
    const { clock, gate, store } = this.deps;
    const now = clock.now();
    const letIn = (tx: Transaction, start: WaitingStart) => this.letIn(tx, start, hold);
    const giveUp = (tx: Transaction, starts: readonly WaitingStart[]) => this.fail(tx, starts, 'over-quota');
    return store.transact((tx) =>
      safeTry<Admission, AdmissionError>(async function* () {
        const stored = yield* readQueue(tx);
        if (stored.queue.waiting.length === 0) return ok(NOBODY);
        const taken = yield* takenOf(tx, stored.queue.waiting);
        const turns = takeTurns(stored.queue, { taken, limits: gate.limits }, BATCH);
        if (turns.admitted.length + turns.hopeless.length === 0) return ok(NOBODY);
        const begun: AdmittedStart[] = [];
        const ended: Workspace[] = [...(yield* giveUp(tx, turns.hopeless))];
        for (const start of turns.admitted) {
          const moved = yield* letIn(tx, start);
          begun.push(...moved.admitted);
          ended.push(...moved.ended);
        }
        yield* writeQueue(tx, stored, { queue: turns.queue, admittedAt: begun.map(() => now) });
        return ok({ admitted: begun, ended });
      }),
    );
  }

  /** Those who wait for longer than they may are `failed` for `queue-timed-out` when ok, at most 25. */
  expire(): ResultAsync<readonly Workspace[], AdmissionError> {
    const { clock, gate, store } = this.deps;
    if (gate.queue.maxWaitMs === 0) return new ResultAsync(Promise.resolve(ok([])));
    const until = toTimestamp(clock.now() - gate.queue.maxWaitMs);
    const giveUp = (tx: Transaction, starts: readonly WaitingStart[]) => this.fail(tx, starts, 'queue-timed-out');
    return store.transact((tx) =>
      safeTry<readonly Workspace[], AdmissionError>(async function* () {
        const stored = yield* readQueue(tx);
        const late = stored.queue.waiting.filter(({ queuedAt }) => queuedAt <= until).slice(0, BATCH);
        if (late.length === 0) return ok([]);
        yield* writeQueue(tx, stored, { queue: withoutAll(stored.queue, late) });
        return giveUp(tx, late);
      }),
    );
  }

  /**
   * Gives the start of a session up that everybody wants only while they wait for it: `stopped`, and not wanted running any more.
   * `null` when it does not wait, or somebody wants it anyway.
   */
  abandon(key: WorkspaceKey): ResultAsync<Workspace | null, AdmissionError> {
    const { clock, store } = this.deps;
    const now = toTimestamp(clock.now());
    const { sessions, workspaces } = this;
    return store.transact((tx) =>
      safeTry<Workspace | null, AdmissionError>(async function* () {
        const waiting = yield* tx.get(waitingStarts, [key.tenantId, key.sessionId]);
        const found = yield* workspaces.get(tx, [key.tenantId, key.sessionId]);
        if (waiting?.value.waiter === undefined || found?.state !== 'queued') return ok(null);
        const stored = yield* readQueue(tx);
        yield* writeQueue(tx, stored, { queue: leave(stored.queue, key.sessionId) });
        const session = yield* sessions.get(tx, [key.tenantId, key.sessionId]);
        if (session !== null) yield* sessions.update(tx, { ...session, desired: 'stopped', updatedAt: now });
        const stopped = stopping(toWorkspace(found), { reason: 'requested', now, hold: {} });
        return stopped === null ? ok(null) : ok(yield* write(tx, workspaces, stopped));
      }),
    );
  }

  /** The start of the session waits on when ok, whoever stops waiting for it. */
  keep(key: WorkspaceKey): ResultAsync<void, AdmissionError> {
    return this.deps.store.transact((tx) => keepWaiting(tx, key));
  }

  /** The counters say what the active workspaces take when ok; gives those that did not. Writes only where one did not. */
  check(): ResultAsync<readonly WrongCounter[], AdmissionError> {
    const { store } = this.deps;
    const repair = (tx: Transaction) => repairCounters(tx);
    return store
      .read((view: ReadView) => findWrongCounters(view))
      .andThen((wrong): ResultAsync<readonly WrongCounter[], AdmissionError> =>
        wrong.length === 0 ? new ResultAsync(Promise.resolve(ok([]))) : store.transact(repair),
      );
  }

  private letIn(
    tx: Transaction,
    { sessionId, tenantId, wanted }: WaitingStart,
    hold: Hold,
  ): ResultAsync<Admission, AdmissionError> {
    const { sessions, workspaces } = this;
    const now = toTimestamp(this.deps.clock.now());
    return safeTry<Admission, AdmissionError>(async function* () {
      const found = yield* workspaces.get(tx, [tenantId, sessionId]);
      if (found?.state !== 'queued') return ok(NOBODY);
      const stored = yield* sessions.get(tx, [tenantId, sessionId]);
      const session = stored === null ? null : asOf(toSession(stored), now);
      const workspace = toWorkspace(found);
      if (session === null || session.desired !== 'running' || session.status !== 'active') {
        const reason = session === null ? 'session-deleted' : 'requested';
        const stopped = stopping(workspace, { reason, now, hold: {} });
        return ok(stopped === null ? NOBODY : { admitted: [], ended: [yield* write(tx, workspaces, stopped)] });
      }
      const begun = admitted(workspace, { now, hold, reserved: wanted });
      if (begun === null) return ok(NOBODY);
      yield* reserve(tx, tenantId, wanted);
      return ok({ admitted: [{ session, workspace: yield* write(tx, workspaces, begun) }], ended: [] });
    });
  }

  private fail(
    tx: Transaction,
    starts: readonly WaitingStart[],
    reason: WorkspaceReason,
  ): ResultAsync<readonly Workspace[], AdmissionError> {
    const { workspaces } = this;
    const now = toTimestamp(this.deps.clock.now());
    return safeTry<readonly Workspace[], AdmissionError>(async function* () {
      const ended: Workspace[] = [];
      for (const { tenantId, sessionId } of starts) {
        const found = yield* workspaces.get(tx, [tenantId, sessionId]);
        const given = found?.state === 'queued' ? failed(toWorkspace(found), reason, now) : null;
        if (given !== null) ended.push(yield* write(tx, workspaces, given));
      }
      return ok(ended);
    });
  }
}

function withoutAll(queue: FairQueue, gone: readonly WaitingStart[]): FairQueue {
  return gone.reduce((rest, { sessionId }) => leave(rest, sessionId), queue);
}

function write(tx: Transaction, table: WorkspaceTable, workspace: Workspace): ResultAsync<Workspace, AdmissionError> {
  const stored: StoredWorkspace = toStoredWorkspace(workspace);
  return table.update(tx, stored).map(toWorkspace);
}
