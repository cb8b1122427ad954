import { err, ok, type Result } from '../kernel/index.js';
import type { WorkspaceState } from './workspace.js';

/** What can happen to a workspace. */
export type WorkspaceTrigger =
  /** Its session wants to run. Begins a new incarnation. */
  | 'request'
  /** The same, and there is no room for it yet. */
  | 'queue'
  /** Its box runs and answers. */
  | 'started'
  /** It is to end. */
  | 'stop'
  /** Its box is gone, as wanted. */
  | 'removed'
  /** Its box died, or could not be made. */
  | 'fail';

/** The state that `trigger` is not legal in. */
export interface IllegalTransition {
  readonly from: WorkspaceState | 'none';
  readonly trigger: WorkspaceTrigger;
}

/** Every legal edge of a workspace's life. `stop` is legal everywhere; where nothing runs it changes nothing. */
export const WORKSPACE_EDGES: Readonly<
  Record<WorkspaceState | 'none', Readonly<Partial<Record<WorkspaceTrigger, WorkspaceState | 'none'>>>>
> = {
  none: { request: 'creating', queue: 'queued', stop: 'none' },
  queued: { request: 'creating', stop: 'stopped', fail: 'failed' },
  creating: { started: 'ready', stop: 'stopping', fail: 'failed' },
  ready: { stop: 'stopping', fail: 'failed' },
  stopping: { stop: 'stopping', removed: 'stopped', fail: 'failed' },
  stopped: { request: 'creating', queue: 'queued', stop: 'stopped' },
  failed: { request: 'creating', queue: 'queued', stop: 'stopped' },
};

/** The state after `trigger`. */
export function nextState(
  from: WorkspaceState | 'none',
  trigger: WorkspaceTrigger,
): Result<WorkspaceState | 'none', IllegalTransition> {
  const to = WORKSPACE_EDGES[from][trigger];
  return to === undefined ? err({ from, trigger }) : ok(to);
}

/** Whether something of the workspace may be running, or is about to. */
export function isActive(state: WorkspaceState | 'none'): boolean {
  return state === 'queued' || state === 'creating' || state === 'ready' || state === 'stopping';
}
