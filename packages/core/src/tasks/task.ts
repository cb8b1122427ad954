import type { ConversationId, SessionId, StreamId, TaskId, TenantId, TerminalId, UserId } from '../kernel/index.js';
import type { Entity } from '../store/index.js';

/**
 * `queued`: it waits for its turn. `initialising`: its workspace is started, and what it needs is installed. `running`: the model
 * works. `cleaning`: what comes after it is done. The others are ends.
 */
export const TASK_STATUSES = [
  'queued',
  'initialising',
  'running',
  'cleaning',
  'succeeded',
  'failed',
  'cancelled',
] as const;

export type TaskStatus = (typeof TASK_STATUSES)[number];

/** How a task can end. */
export type TaskEnd = Extract<TaskStatus, 'succeeded' | 'failed' | 'cancelled'>;

/**
 * Why a task failed, or was cancelled by something other than a request.
 *
 * - `setup-failed`: its workspace did not start, or an installation or a command of its setup failed.
 * - `model-failed`: the model could not go on.
 * - `step-limit`, `token-limit`, `time-limit`: it reached a limit of its own.
 * - `output-limit`: it said more, or called more tools, than one answer may.
 * - `workspace-lost`: its workspace was stopped or died while it ran.
 * - `interrupted`: what ran it was gone too often.
 * - `not-allowed`: its user may not work in the session any more.
 * - `session-ended`: its session was deleted.
 * - `conversation-failed`: its messages could not be kept, such as when the conversation was deleted.
 * - `internal`: something broke that should not.
 */
export const TASK_REASONS = [
  'setup-failed',
  'model-failed',
  'step-limit',
  'token-limit',
  'time-limit',
  'output-limit',
  'workspace-lost',
  'interrupted',
  'not-allowed',
  'session-ended',
  'conversation-failed',
  'internal',
] as const;

export type TaskReason = (typeof TASK_REASONS)[number];

/** What is fetched and run before the model begins. */
export interface TaskSetup {
  /** `auto`: the packages of the projects that are detected in the workspace. */
  readonly install: 'auto' | 'none';
  /** Lines for `/bin/sh`, one after the other; one that fails fails the task. */
  readonly commands: readonly string[];
}

export interface TaskLimits {
  /** How often the model is asked. */
  readonly maxSteps: number;
  /** Of all steps together, told to the model and said by it; it takes no further step past that. */
  readonly maxTokens: number;
  /** From the beginning of `initialising` to the end of `running`. */
  readonly maxDurationMs: number;
}

/** What becomes of the session when the task is over, however it ended: nothing, its workspace is stopped, or it is archived. */
export type TaskAfter = 'keep' | 'stop' | 'archive';

export interface TaskUsage {
  /** How often the model was asked. */
  readonly steps: number;
  /** Told to the model and said by it. */
  readonly tokens: number;
}

/** The type of an error, and a sentence for people. */
export interface TaskProblem {
  readonly type: string;
  readonly message: string;
}

/** A unit of agent work in a session: initialise, run, clean up. Times are RFC 3339 UTC strings. */
export interface Task extends Entity {
  readonly id: TaskId;
  readonly tenantId: TenantId;
  /** As whom it works. */
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly prompt: string;
  /** Where the prompt and what the model says stand, in the session. */
  readonly conversationId: ConversationId;
  readonly status: TaskStatus;
  readonly setup: TaskSetup;
  readonly limits: TaskLimits;
  readonly after: TaskAfter;
  readonly usage: TaskUsage;
  /** How often a process began to work on it: 0 while it is queued, more than 1 after restarts. */
  readonly runs: number;
  /** The stream of its latest run; each run has its own, and `TaskService.follow` reads them as one. Absent while it is queued. */
  readonly streamId?: StreamId;
  /**
   * The terminal that its model read last, in the last two hours. Only `TaskService.get` tells, while the task is `running`, and not
   * while the presence store does not answer.
   */
  readonly terminalId?: TerminalId;
  /** Why it failed, or why it was cancelled where nobody asked for that. */
  readonly reason?: TaskReason;
  /** More about `reason`. */
  readonly error?: TaskProblem;
  /** Why what should become of the session did not. */
  readonly cleanupError?: TaskProblem;
  /** When it was asked to end; its end follows. */
  readonly cancelledAt?: string;
  /** When it left the queue. */
  readonly startedAt?: string;
  readonly endedAt?: string;
}

/** What names one task in the store. */
export type TaskKey = Pick<Task, 'tenantId' | 'id'>;

export interface CreateTask {
  /** What the model is to do; 1 character or more. */
  readonly prompt: string;
  /** A conversation of the session that the task goes on in. @default a new one */
  readonly conversationId?: ConversationId;
  /** @default `auto`, and no commands */
  readonly setup?: { readonly install?: TaskSetup['install']; readonly commands?: readonly string[] };
  /** Each at most, and by default, what the options allow. */
  readonly limits?: Partial<TaskLimits>;
  /** `stop` takes a role that may stop the workspace, `archive` one that may archive the session. @default 'keep' */
  readonly after?: TaskAfter;
}

export function isOver(status: TaskStatus): status is TaskEnd {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}
