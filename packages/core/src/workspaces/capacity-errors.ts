import type { CarrelError } from '../kernel/index.js';
import type { CapacityScope, LimitPassed } from './capacity.js';

/** There is no room, and as many starts wait as may. Nothing was started, and nothing waits. */
export interface WorkspaceQueueFull extends CarrelError<'workspace/queue-full'> {
  /** Whose starts are as many as may wait. */
  readonly scope: 'user' | 'installation';
  readonly limit: number;
}
/** The workspace is larger than a whole limit, so that waiting would be no use. */
export interface WorkspaceOverQuota extends CarrelError<'workspace/over-quota'>, LimitPassed {}

export type CapacityError = WorkspaceQueueFull | WorkspaceOverQuota;

const OWNER: Readonly<Record<CapacityScope, string>> = {
  user: 'one user',
  tenant: 'one tenant',
  installation: 'all users together',
};
const RESOURCE: Readonly<Record<LimitPassed['resource'], string>> = {
  count: 'workspaces',
  memoryBytes: 'bytes of memory',
  cpus: 'processors',
};

export function workspaceQueueFull(scope: WorkspaceQueueFull['scope'], limit: number): WorkspaceQueueFull {
  const message =
    limit === 0
      ? 'There is no room for another workspace now; stop one, or try again later.'
      : scope === 'user'
        ? `There is no room yet, and ${limit} starts of this user wait already; stop a workspace, or try again later.`
        : `There is no room yet, and ${limit} starts wait already; try again later.`;
  return { type: 'workspace/queue-full', message, retryable: true, retryAfterMs: 5_000, scope, limit };
}

export function workspaceOverQuota(passed: LimitPassed): WorkspaceOverQuota {
  const { limit, resource, scope } = passed;
  return {
    type: 'workspace/over-quota',
    message: `The workspace needs more than the ${limit} ${RESOURCE[resource]} that ${OWNER[scope]} may have; use smaller languages, or raise the limit.`,
    retryable: false,
    ...passed,
  };
}
