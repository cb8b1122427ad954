import type { Caller, CommandId, MessageId, SessionId, StreamId, TaskId, TenantId, UserId } from '../kernel/index.js';
import { collection, type EntityRecord } from '../store/index.js';
import type { Reservation, WaitingStart } from '../workspaces/index.js';
import type { Task, TaskEnd, TaskProblem, TaskReason } from './task.js';

/** What a task comes to, decided before it is cleaned up after. */
export interface TaskEnding {
  readonly status: TaskEnd;
  readonly reason?: TaskReason;
  readonly error?: TaskProblem;
}

/** A task as it is kept. */
export interface StoredTask extends Task {
  /** What its user was when it was made, beside what names the user. */
  readonly as: Pick<Caller, 'agentId' | 'role' | 'tier' | 'scopes' | 'requestId'>;
  /** The message that has its prompt. */
  readonly promptId: MessageId;
  /** The message that has what its latest run said. */
  readonly answerId?: MessageId;
  /** The streams of its latest runs, the oldest first. */
  readonly streams: readonly { readonly run: number; readonly id: StreamId }[];
  /** The replica that works on it, while one does. */
  readonly holder?: string;
  /** When another replica may take it over; there while it is neither queued nor over. */
  readonly holdUntil?: string;
  /** Whether its replica gave it up by itself. */
  readonly released?: boolean;
  /** How many of its runs ended because their process was gone. */
  readonly interruptions: number;
  /** How many commands of its setup are done. */
  readonly commandsDone: number;
  /** What was last started for it in the workspace, of its setup or by a tool. */
  readonly commandId?: CommandId;
  /** The life of the workspace that it runs in. */
  readonly incarnation?: number;
  /** What it comes to, while it is `cleaning`. */
  readonly ending?: TaskEnding;
  /** The replica that has yet to hear that it is to end. */
  readonly cancelHolder?: string;
  /** Why it is to end, where nobody asked for that. */
  readonly cancelReason?: TaskReason;
  /** Its session, while it is not over. */
  readonly activeIn?: SessionId;
  /** When it is forgotten, once it is over. */
  readonly expiresAt?: string;
}

/** A task in the queue. */
export interface WaitingTask extends WaitingStart {
  readonly taskId: TaskId;
}

/** The room that one task takes from when it leaves the queue until it is over. */
export interface TaskPlace {
  readonly tenantId: TenantId;
  readonly taskId: TaskId;
  readonly sessionId: SessionId;
  readonly wanted: Reservation;
}

/** What the queue knows beside those who wait. One record. */
export interface TaskQueueState {
  readonly name: 'tasks';
  readonly virtualTime: number;
  readonly nextNumber: number;
}

/** A request that may be repeated, and what it made. */
export interface TaskRequest {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly key: string;
  readonly fingerprint: string;
  readonly taskId: TaskId;
  readonly expiresAt: string;
}

export const tasks = collection<EntityRecord<StoredTask>>()('tasks', {
  key: ['tenantId', 'id'],
  indexes: {
    bySession: ['tenantId', 'sessionId', 'id'],
    byActive: ['tenantId', 'activeIn'],
    byHold: ['holdUntil'],
    byCancelHolder: ['cancelHolder'],
    byExpiry: ['expiresAt'],
  },
});

export const waitingTasks = collection<WaitingTask>()('task_queue', { key: ['tenantId', 'taskId'] });
export const taskPlaces = collection<TaskPlace>()('task_places', { key: ['tenantId', 'taskId'] });
export const taskQueueStates = collection<TaskQueueState>()('task_queue_state', { key: ['name'] });
export const taskRequests = collection<TaskRequest>()('task_requests', {
  key: ['tenantId', 'userId', 'key'],
  indexes: { byExpiry: ['expiresAt'] },
});

/** What the store must be opened with for tasks to work. */
export const taskCollections = [tasks, waitingTasks, taskPlaces, taskQueueStates, taskRequests] as const;

/** The task as everybody sees it. */
export function toTask(stored: StoredTask): Task {
  const { as: _as, promptId: _prompt, answerId: _answer, streams: _streams, ...task } = stored;
  const { holder: _holder, holdUntil: _until, released: _released, interruptions: _count, ...known } = task;
  const {
    commandsDone: _done,
    commandId: _command,
    incarnation: _life,
    ending: _ending,
    activeIn: _in,
    ...rest
  } = known;
  const { cancelHolder: _by, cancelReason: _why, expiresAt: _expiry, ...seen } = rest;
  return seen;
}

/** As whom the task works. */
export function callerOf({ tenantId, userId, as }: StoredTask): Caller {
  return { tenantId, userId, ...as };
}
