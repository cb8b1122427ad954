import type { AuditService } from '../audit/index.js';
import type { CursorCodec, InvalidInput, Page, SessionId, TenantId } from '../kernel/index.js';
import { err, ok, safeTry, type ResultAsync } from '../kernel/index.js';
import {
  idempotencyGone,
  idempotencyMismatch,
  type IdempotencyGone,
  type IdempotencyMismatch,
} from '../sessions/index.js';
import type { RecordStore, StoreError, Transaction } from '../store/index.js';
import { scanAll } from '../workspaces/index.js';
import { taskLost, taskNotFound, type TaskLost, type TaskNotFound, type TaskQueueFull } from './task-errors.js';
import { asked, begun, cancelled, INTERRUPTED, isHopeless, takenOver } from './task-life.js';
import { admitFromQueue, checkRoom, joinQueue } from './task-queue.js';
import { taskRequests, tasks, type StoredTask, type TaskEnding } from './task-record.js';
import type {
  ActiveTask,
  Admission,
  TakeOver,
  TaskActor,
  TaskClaim,
  TaskCreation,
  TaskFilter,
  TaskRepository,
  TaskRepositoryError,
  TaskTimes,
} from './task-repository.js';
import { TaskTable } from './task-table.js';
import { isOver, type TaskKey, type TaskReason } from './task.js';

/** How many one replica takes over at once. */
const TAKEN_AT_ONCE = 20;

type CreateFailure = TaskQueueFull | IdempotencyMismatch | IdempotencyGone | TaskRepositoryError;

/** Tasks in a record store. */
export class RecordTaskRepository implements TaskRepository {
  private readonly table: TaskTable;

  constructor(
    private readonly store: RecordStore,
    cursors: CursorCodec,
    audit: Pick<AuditService, 'append'>,
  ) {
    this.table = new TaskTable(cursors, audit);
  }

  create({ task, limits, by, request }: TaskCreation): ResultAsync<StoredTask, CreateFailure> {
    const { table } = this;
    const { tenantId, userId, id: taskId } = task;
    return this.store.transact((tx) =>
      safeTry<StoredTask, CreateFailure>(async function* () {
        if (request !== undefined) {
          const earlier = yield* tx.get(taskRequests, [tenantId, userId, request.key]);
          if (earlier !== null && earlier.value.expiresAt > task.createdAt) {
            if (earlier.value.fingerprint !== request.fingerprint) return err(idempotencyMismatch());
            const made = yield* table.get(tx, { tenantId, id: earlier.value.taskId });
            return made === null ? err(idempotencyGone()) : ok(made);
          }
          yield* tx.put(taskRequests, { tenantId, userId, taskId, ...request });
        }
        yield* joinQueue(tx, task, limits);
        yield* table.note(tx, task, { ...by, action: 'task.created' });
        return table.insert(tx, task);
      }),
    );
  }

  checkRoom(
    owner: Pick<StoredTask, 'tenantId' | 'userId'>,
    limits: TaskCreation['limits'],
  ): ResultAsync<void, TaskQueueFull | StoreError> {
    return this.store.read((view) => checkRoom(view, owner, limits));
  }

  get(key: TaskKey): ResultAsync<StoredTask | null, StoreError> {
    return this.store.read((view) => this.table.get(view, key));
  }

  list({ tenantId, sessionId, status, ...page }: TaskFilter): ResultAsync<Page<StoredTask>, InvalidInput | StoreError> {
    const scope = JSON.stringify(['tasks', tenantId, sessionId, status ?? '']);
    const where = status === undefined ? {} : { where: (task: StoredTask) => task.status === status };
    const query = { scope, index: 'bySession', prefix: [tenantId, sessionId], reverse: true, ...where };
    return this.store.read((view) => this.table.entities.page(view, query, page));
  }

  cancel(
    key: TaskKey,
    { by, reason, ...times }: TaskTimes & { readonly by: TaskActor; readonly reason?: TaskReason },
  ): ResultAsync<StoredTask, TaskNotFound | TaskRepositoryError> {
    const { table } = this;
    return this.store.transact((tx) =>
      safeTry<StoredTask, TaskNotFound | TaskRepositoryError>(async function* () {
        const task = yield* table.get(tx, key);
        if (task === null) return err(taskNotFound());
        if (isOver(task.status) || task.cancelledAt !== undefined) return ok(task);
        yield* table.note(tx, task, { ...by, action: 'task.cancelled', details: { reason: reason ?? null } });
        const changed = asked(task, times.now, reason);
        if (task.status !== 'queued') return table.put(tx, changed);
        return table.end(tx, changed, { ending: cancelled(changed), times });
      }),
    );
  }

  admit({ owner, ...limits }: Admission): ResultAsync<readonly StoredTask[], TaskRepositoryError> {
    const { table } = this;
    return this.store.transact((tx) =>
      safeTry<readonly StoredTask[], TaskRepositoryError>(async function* () {
        const admitted: StoredTask[] = [];
        for (const key of yield* admitFromQueue(tx, limits)) {
          const task = yield* table.get(tx, key);
          if (task !== null) admitted.push(yield* table.put(tx, begun(task, owner)));
        }
        return ok(admitted);
      }),
    );
  }

  takeOver(wanted: TakeOver): ResultAsync<readonly StoredTask[], TaskRepositoryError> {
    const { owner, isGone } = wanted;
    // Looked for outside of the transaction that takes them, so that it conflicts with no owner that goes on.
    return this.store
      .read((view) => scanAll(view, tasks, { index: 'byHold' }))
      .andThen((held) => {
        const free = held.filter((task) => isFree(task, owner.now, isGone)).slice(0, TAKEN_AT_ONCE);
        if (free.length === 0) return ok([]);
        return this.store.transact((tx) => this.takeIn(tx, free, wanted));
      });
  }

  update(
    claim: TaskClaim,
    change: (current: StoredTask) => StoredTask,
  ): ResultAsync<StoredTask, TaskLost | TaskRepositoryError> {
    return this.store.transact((tx) =>
      this.claimed(tx, claim).andThen((current) => this.table.put(tx, change(current))),
    );
  }

  end(
    claim: TaskClaim,
    { ending, ...times }: TaskTimes & { readonly ending: (current: StoredTask) => TaskEnding },
  ): ResultAsync<StoredTask, TaskLost | TaskRepositoryError> {
    return this.store.transact((tx) =>
      this.claimed(tx, claim).andThen((current) => this.table.end(tx, current, { ending: ending(current), times })),
    );
  }

  cancelledOf(holder: string, limit: number): ResultAsync<readonly StoredTask[], StoreError> {
    return this.store
      .read((view) => view.scan(tasks, { index: 'byCancelHolder', prefix: [holder], limit }))
      .map(({ items }) => items.map(({ value, version }) => ({ ...value, version })));
  }

  active(): ResultAsync<readonly ActiveTask[], StoreError> {
    return this.store.read((view) => scanAll(view, tasks, { index: 'byActive' }));
  }

  activeIn(tenantId: TenantId, sessionId: SessionId): ResultAsync<readonly ActiveTask[], StoreError> {
    return this.store.read((view) => scanAll(view, tasks, { index: 'byActive', prefix: [tenantId, sessionId] }));
  }

  forget(now: string, limit: number): ResultAsync<number, TaskRepositoryError> {
    const expired = { index: 'byExpiry', end: [now], limit };
    return this.store.transact((tx) =>
      safeTry<number, TaskRepositoryError>(async function* () {
        const gone = yield* tx.scan(tasks, expired);
        for (const { value } of gone.items) yield* tx.remove(tasks, [value.tenantId, value.id]);
        const requests = yield* tx.scan(taskRequests, expired);
        for (const { value } of requests.items)
          yield* tx.remove(taskRequests, [value.tenantId, value.userId, value.key]);
        return ok(gone.items.length + requests.items.length);
      }),
    );
  }

  private takeIn(
    tx: Transaction,
    free: readonly TaskKey[],
    { owner, isGone, maxInterruptions, times }: TakeOver,
  ): ResultAsync<readonly StoredTask[], TaskRepositoryError> {
    const { table } = this;
    return safeTry<readonly StoredTask[], TaskRepositoryError>(async function* () {
      const taken: StoredTask[] = [];
      for (const key of free) {
        const task = yield* table.get(tx, key);
        if (task === null || !isFree(task, owner.now, isGone)) continue;
        const next = takenOver(task, owner, maxInterruptions);
        if (isHopeless(next, maxInterruptions)) {
          yield* table.end(tx, next, { ending: next.ending ?? INTERRUPTED, times });
        } else taken.push(yield* table.put(tx, next));
      }
      return ok(taken);
    });
  }

  private claimed(tx: Transaction, claim: TaskClaim): ResultAsync<StoredTask, TaskLost | TaskRepositoryError> {
    return this.table.get(tx, claim).andThen((task) => {
      const isOurs = task !== null && task.holder === claim.holder && task.runs === claim.run;
      return isOurs && !isOver(task.status) ? ok(task) : err(taskLost());
    });
  }
}

/** Whether the one who works on the task is gone, or gave it up. */
function isFree(
  { holdUntil, holder }: Pick<StoredTask, 'holdUntil' | 'holder'>,
  now: string,
  isGone: (holder: string) => boolean,
): boolean {
  return holdUntil !== undefined && (holdUntil <= now || (holder !== undefined && isGone(holder)));
}
