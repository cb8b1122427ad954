import { err, ok, safeTry, type Result, type ResultAsync } from '../kernel/index.js';
import type { ReadView, StoreError, Transaction } from '../store/index.js';
import {
  EMPTY_QUEUE,
  join,
  NOTHING,
  plus,
  scanAll,
  scopeName,
  takeTurns,
  withdraw,
  type Amounts,
  type FairQueue,
  type WaitingStart,
} from '../workspaces/index.js';
import { taskQueueFull, type TaskQueueFull } from './task-errors.js';
import { taskPlaces, taskQueueStates, waitingTasks, type StoredTask, type WaitingTask } from './task-record.js';
import type { Admission, TaskCreation, TaskRepositoryError } from './task-repository.js';
import type { TaskKey } from './task.js';

/** The order of tasks is that of starts: fair between users, whatever each of them waits for. */
interface StoredQueue {
  readonly queue: FairQueue;
  /** Those who wait, by their arrival, which no two share. */
  readonly byArrival: ReadonlyMap<number, WaitingTask>;
}

type TaskQueueUser = Pick<StoredTask, 'tenantId' | 'userId'>;

const SCOPES = ['user', 'tenant', 'installation'] as const;

/** The task is the last of its user in the queue when ok. */
export function joinQueue(
  tx: Transaction,
  { tenantId, userId, sessionId, id: taskId, createdAt: queuedAt }: TaskCreation['task'],
  limits: TaskCreation['limits'],
): ResultAsync<void, TaskQueueFull | TaskRepositoryError> {
  return safeTry<void, TaskQueueFull | TaskRepositoryError>(async function* () {
    const before = yield* readQueue(tx);
    yield* roomIn(before, { tenantId, userId }, limits);
    const wanted = { ...NOTHING, count: 1, userId, weight: 1 };
    const queue = join(before.queue, { tenantId, sessionId, wanted, queuedAt });
    const arrived = queue.waiting.find(({ arrival }) => arrival === before.queue.nextNumber);
    const known = new Map(before.byArrival);
    if (arrived !== undefined) known.set(arrived.arrival, { ...arrived, taskId });
    yield* writeQueue(tx, before, { queue, byArrival: known });
    return ok(undefined);
  });
}

/** Whether another task of the user may wait. */
export function checkRoom(
  view: ReadView,
  owner: TaskQueueUser,
  limits: TaskCreation['limits'],
): ResultAsync<void, TaskQueueFull | StoreError> {
  return readQueue(view).andThen((queue) => roomIn(queue, owner, limits));
}

/** The task does not wait any more when ok. */
export function leaveQueue(tx: Transaction, { tenantId, id }: TaskKey): ResultAsync<void, TaskRepositoryError> {
  return safeTry<void, TaskRepositoryError>(async function* () {
    const before = yield* readQueue(tx);
    const gone = [...before.byArrival.values()].find((one) => one.tenantId === tenantId && one.taskId === id);
    const queue = withdraw(
      before.queue,
      before.queue.waiting.find(({ arrival }) => arrival === gone?.arrival),
    );
    yield* writeQueue(tx, before, { ...before, queue });
    return ok(undefined);
  });
}

/** Those who have their turn now, in its order: each has a place, and waits no more, when ok. */
export function admitFromQueue(
  tx: Transaction,
  { maxRunning, maxRunningPerUser, most }: Omit<Admission, 'owner'>,
): ResultAsync<readonly TaskKey[], TaskRepositoryError> {
  return safeTry<readonly TaskKey[], TaskRepositoryError>(async function* () {
    const before = yield* readQueue(tx);
    if (before.queue.waiting.length === 0) return ok([]);
    const limits = {
      user: { ...NOTHING, count: maxRunningPerUser },
      tenant: NOTHING,
      installation: { ...NOTHING, count: maxRunning },
    };
    const taken = yield* readTaken(tx);
    const { admitted, queue } = takeTurns(before.queue, { taken, limits }, most);
    if (admitted.length === 0) return ok([]);
    const keys: TaskKey[] = [];
    for (const { arrival } of admitted) {
      const task = before.byArrival.get(arrival);
      if (task === undefined) continue;
      const { tenantId, taskId, sessionId, wanted } = task;
      yield* tx.put(taskPlaces, { tenantId, taskId, sessionId, wanted });
      keys.push({ tenantId, id: taskId });
    }
    yield* writeQueue(tx, before, { ...before, queue });
    return ok(keys);
  });
}

/** The place of the task is free when ok. */
export function freePlace(tx: Transaction, { tenantId, id }: StoredTask): ResultAsync<void, TaskRepositoryError> {
  return tx.remove(taskPlaces, [tenantId, id]);
}

/** What is taken in each scope is counted anew from who takes it, so that no crash leaves a wrong count. */
function readTaken(view: ReadView): ResultAsync<ReadonlyMap<string, Amounts>, StoreError> {
  return scanAll(view, taskPlaces).map((places) => {
    const taken = new Map<string, Amounts>();
    for (const { tenantId, sessionId, wanted } of places)
      for (const scope of SCOPES) {
        const name = scopeName(scope, { tenantId, sessionId, wanted, queuedAt: '' });
        taken.set(name, plus(taken.get(name) ?? NOTHING, wanted));
      }
    return taken;
  });
}

function roomIn(
  { queue: { waiting } }: StoredQueue,
  { tenantId, userId }: TaskQueueUser,
  { maxQueued, maxQueuedPerUser }: TaskCreation['limits'],
): Result<void, TaskQueueFull> {
  const own = waiting.filter((one) => one.tenantId === tenantId && one.wanted.userId === userId);
  if (own.length >= maxQueuedPerUser) return err(taskQueueFull('user', maxQueuedPerUser));
  if (waiting.length >= maxQueued) return err(taskQueueFull('installation', maxQueued));
  return ok(undefined);
}

function readQueue(view: ReadView): ResultAsync<StoredQueue, StoreError> {
  return safeTry<StoredQueue, StoreError>(async function* () {
    const state = yield* view.get(taskQueueStates, ['tasks']);
    const waiting = yield* scanAll(view, waitingTasks);
    const { virtualTime, nextNumber } = state?.value ?? EMPTY_QUEUE;
    const byArrival = new Map(waiting.map((one) => [one.arrival, one]));
    return ok({ queue: { virtualTime, nextNumber, waiting }, byArrival });
  });
}

function writeQueue(
  tx: Transaction,
  before: StoredQueue,
  { queue, byArrival }: StoredQueue,
): ResultAsync<void, TaskRepositoryError> {
  return safeTry<void, TaskRepositoryError>(async function* () {
    const gone = new Map(before.byArrival);
    for (const start of queue.waiting) {
      const known = byArrival.get(start.arrival);
      const written = before.byArrival.get(start.arrival);
      gone.delete(start.arrival);
      if (known === undefined || (written !== undefined && isSame(written, start))) continue;
      yield* tx.put(waitingTasks, { ...start, taskId: known.taskId });
    }
    for (const { tenantId, taskId } of gone.values()) yield* tx.remove(waitingTasks, [tenantId, taskId]);
    const { virtualTime, nextNumber } = queue;
    yield* tx.put(taskQueueStates, { name: 'tasks', virtualTime, nextNumber });
    return ok(undefined);
  });
}

function isSame(left: WaitingStart, right: WaitingStart): boolean {
  return left.tag === right.tag && left.turn === right.turn;
}
