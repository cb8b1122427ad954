import type { CarrelError } from '../kernel/index.js';
import type { ConnectionError, RuntimeError } from '../runtime/index.js';
import type { AccessError, SessionArchived } from '../sessions/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { CapacityError } from './capacity-errors.js';
import type { WorkspaceSourceFailed } from './source-errors.js';
import type { WorkspaceReason, WorkspaceState } from './workspace.js';

/** The session has no running workspace: start one. */
export interface WorkspaceNotRunning extends CarrelError<'workspace/not-running'> {
  readonly state: WorkspaceState | 'none';
}
/** The handle belongs to a life of the workspace that is over. */
export interface WorkspaceReplaced extends CarrelError<'workspace/replaced'> {
  readonly incarnation: number;
}
/** The workspace could not be started. */
export interface WorkspaceStartFailed extends CarrelError<'workspace/start-failed'> {
  readonly reason: WorkspaceReason;
}
/** It was not ready in the time the caller gave; the start goes on. */
export type WorkspaceNotReady = CarrelError<'workspace/not-ready'>;
/** The server is ending and takes no new work. */
export type ShuttingDown = CarrelError<'service/shutting-down'>;

export type WorkspaceError =
  | WorkspaceNotRunning
  | WorkspaceReplaced
  | WorkspaceStartFailed
  | WorkspaceSourceFailed
  | WorkspaceNotReady
  | ShuttingDown
  | CapacityError;

/** Everything that can keep a caller from a session's running workspace. */
export type ReachError =
  AccessError | SessionArchived | WorkspaceError | RuntimeError | ConnectionError | RecordError | StoreError;

export function workspaceNotRunning(state: WorkspaceState | 'none'): WorkspaceNotRunning {
  return {
    type: 'workspace/not-running',
    message: 'The session has no running workspace; start it first.',
    retryable: false,
    state,
  };
}

export function workspaceReplaced(incarnation: number): WorkspaceReplaced {
  return {
    type: 'workspace/replaced',
    message: `This life of the workspace (${incarnation}) is over; open it again.`,
    retryable: false,
    incarnation,
  };
}

export function workspaceStartFailed(reason: WorkspaceReason, cause?: unknown): WorkspaceStartFailed {
  return {
    type: 'workspace/start-failed',
    message: 'The workspace could not be started.',
    retryable: true,
    retryAfterMs: 1_000,
    reason,
    ...(cause === undefined ? {} : { cause }),
  };
}

export function workspaceNotReady(): WorkspaceNotReady {
  return {
    type: 'workspace/not-ready',
    message: 'The workspace is not ready yet; ask again.',
    retryable: true,
    retryAfterMs: 500,
  };
}

export function shuttingDown(): ShuttingDown {
  return {
    type: 'service/shutting-down',
    message: 'The service is ending and takes no new work; try again.',
    retryable: true,
    retryAfterMs: 2_000,
  };
}
