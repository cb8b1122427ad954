import type { InvalidInput, Page, PageRequest, ResultAsync, SessionId, TenantId } from '../kernel/index.js';
import type { IdempotencyGone, IdempotencyMismatch } from '../sessions/index.js';
import type { EntityRecord, RecordError, StoreError } from '../store/index.js';
import type { AuditEntry } from '../audit/index.js';
import type { TaskLost, TaskNotFound, TaskQueueFull } from './task-errors.js';
import type { TaskOwner } from './task-life.js';
import type { StoredTask, TaskEnding, TaskRequest } from './task-record.js';
import type { TaskKey, TaskReason, TaskStatus } from './task.js';

export type TaskRepositoryError = RecordError | StoreError;
/** Who did it, for the audit. */
export type TaskActor = Pick<AuditEntry, 'tenantId' | 'actor' | 'requestId' | 'address'>;

export interface TaskCreation {
  readonly task: EntityRecord<StoredTask>;
  /** How many may wait, this one included. */
  readonly limits: { readonly maxQueuedPerUser: number; readonly maxQueued: number };
  readonly by: TaskActor;
  readonly request?: Pick<TaskRequest, 'key' | 'fingerprint' | 'expiresAt'>;
}

/** One run of a task, by one replica. Whatever it writes is refused once another run began. */
export interface TaskClaim extends TaskKey {
  readonly run: number;
  readonly holder: string;
}

export interface TaskTimes {
  readonly now: string;
  /** When a task that is over now is forgotten. */
  readonly expiresAt: string;
}

export interface Admission {
  readonly owner: TaskOwner;
  readonly maxRunningPerUser: number;
  readonly maxRunning: number;
  /** How many begin at most. */
  readonly most: number;
}

export interface TakeOver {
  readonly owner: TaskOwner;
  readonly isGone: (holder: string) => boolean;
  readonly maxInterruptions: number;
  readonly times: TaskTimes;
}

/** A task that is not over, as it was found. */
export type ActiveTask = EntityRecord<StoredTask>;

export interface TaskFilter extends PageRequest {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  readonly status?: TaskStatus | undefined;
}

/** Keeps tasks, their queue and their places. Each method is one transaction. One of another tenant is missing. */
export interface TaskRepository {
  /** The task is the last of its user in the queue when ok, or is the one that the same request made. */
  create(
    creation: TaskCreation,
  ): ResultAsync<StoredTask, TaskQueueFull | IdempotencyMismatch | IdempotencyGone | TaskRepositoryError>;
  /** Whether another task of the user may wait, as things are; `create` decides. */
  checkRoom(
    owner: Pick<StoredTask, 'tenantId' | 'userId'>,
    limits: TaskCreation['limits'],
  ): ResultAsync<void, TaskQueueFull | StoreError>;
  get(key: TaskKey): ResultAsync<StoredTask | null, StoreError>;
  /** The newest first. */
  list(filter: TaskFilter): ResultAsync<Page<StoredTask>, InvalidInput | StoreError>;
  /** Over where it waited; otherwise asked to end, unless it is over. */
  cancel(
    key: TaskKey,
    cancellation: TaskTimes & { readonly by: TaskActor; readonly reason?: TaskReason },
  ): ResultAsync<StoredTask, TaskNotFound | TaskRepositoryError>;
  /** Those that have their turn now, each in its first run. */
  admit(admission: Admission): ResultAsync<readonly StoredTask[], TaskRepositoryError>;
  /** Those whose owners are gone or gave them up, each in its next run; those that are hopeless are over, and not given. */
  takeOver(takeOver: TakeOver): ResultAsync<readonly StoredTask[], TaskRepositoryError>;
  /** Writes what `change` makes of the task. `task/lost` once the claim is not the latest. */
  update(
    claim: TaskClaim,
    change: (current: StoredTask) => StoredTask,
  ): ResultAsync<StoredTask, TaskLost | TaskRepositoryError>;
  /** Over, and its place is free, when ok. `task/lost` once the claim is not the latest. */
  end(
    claim: TaskClaim,
    end: TaskTimes & { readonly ending: (current: StoredTask) => TaskEnding },
  ): ResultAsync<StoredTask, TaskLost | TaskRepositoryError>;
  /** What `holder` works on, and has yet to hear that it is to end. */
  cancelledOf(holder: string, limit: number): ResultAsync<readonly StoredTask[], StoreError>;
  /** Tasks of any tenant that are not over: as many as may wait and run. */
  active(): ResultAsync<readonly ActiveTask[], StoreError>;
  /** Tasks of the session that are not over. */
  activeIn(tenantId: TenantId, sessionId: SessionId): ResultAsync<readonly ActiveTask[], StoreError>;
  /** Forgets tasks and requests whose time is over, at most `limit` of each; how many. */
  forget(now: string, limit: number): ResultAsync<number, TaskRepositoryError>;
}
