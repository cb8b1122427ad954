import type { ResultAsync } from '../kernel/index.js';
import { ok, safeTry } from '../kernel/index.js';
import type { ReadView, RecordError, StoreError, Transaction } from '../store/index.js';
import { QUEUE_NAME, queueStates, waitingStarts, type QueueState } from './capacity-records.js';
import { EMPTY_QUEUE, type FairQueue } from './fair-queue.js';
import { scanAll } from './scan-all.js';
import type { WorkspaceKey } from './workspace-repository.js';

/** From how many of the latest turns the time to wait is estimated. */
const REMEMBERED_TURNS = 20;

/** The queue as it stands in the store. */
export interface StoredQueue {
  readonly queue: FairQueue;
  readonly state: QueueState;
}

/** What the queue knows beside those who wait. */
export function readQueueState(view: ReadView): ResultAsync<QueueState, StoreError> {
  return view.get(queueStates, [QUEUE_NAME]).map((stored) => stored?.value ?? NO_STATE);
}

export function readQueue(view: ReadView): ResultAsync<StoredQueue, StoreError> {
  return safeTry<StoredQueue, StoreError>(async function* () {
    const state = yield* readQueueState(view);
    const { virtualTime, nextNumber } = state;
    const waiting = state.length === 0 ? [] : yield* scanAll(view, waitingStarts);
    return ok({ queue: { virtualTime, nextNumber, waiting }, state });
  });
}

/**
 * The queue is as `queue` says when ok.
 *
 * @param admittedAt when some had their turn, in milliseconds; they count for the estimate.
 */
export function writeQueue(
  tx: Transaction,
  before: StoredQueue,
  { queue, admittedAt = [] }: { readonly queue: FairQueue; readonly admittedAt?: readonly number[] },
): ResultAsync<void, RecordError | StoreError> {
  return safeTry<void, RecordError | StoreError>(async function* () {
    const known = new Map(before.queue.waiting.map((start) => [start.sessionId, start]));
    for (const start of queue.waiting) {
      if (known.get(start.sessionId) !== start) yield* tx.put(waitingStarts, start);
      known.delete(start.sessionId);
    }
    for (const { tenantId, sessionId } of known.values()) yield* tx.remove(waitingStarts, [tenantId, sessionId]);
    const { virtualTime, nextNumber, waiting } = queue;
    const turns = [...before.state.admittedAt, ...admittedAt].slice(-REMEMBERED_TURNS);
    yield* tx.put(queueStates, {
      ...{ name: QUEUE_NAME, virtualTime, nextNumber, length: waiting.length },
      revision: before.state.revision + 1,
      // An empty queue has no pace.
      admittedAt: waiting.length === 0 ? [] : turns,
    });
    return ok(undefined);
  });
}

/** The start of the session, where it waits, waits on when ok, whoever stops waiting for it. */
export function keepWaiting(
  tx: Transaction,
  { tenantId, sessionId }: WorkspaceKey,
): ResultAsync<void, RecordError | StoreError> {
  return safeTry<void, RecordError | StoreError>(async function* () {
    const found = yield* tx.get(waitingStarts, [tenantId, sessionId]);
    if (found?.value.waiter === undefined) return ok(undefined);
    const { waiter: _waiter, ...start } = found.value;
    yield* tx.put(waitingStarts, start);
    return ok(undefined);
  });
}

const NO_STATE: QueueState = {
  name: QUEUE_NAME,
  virtualTime: EMPTY_QUEUE.virtualTime,
  nextNumber: EMPTY_QUEUE.nextNumber,
  length: 0,
  revision: 0,
  admittedAt: [],
};
