import { delay, errAsync, okAsync, type CarrelError, type Clock, type ResultAsync } from '../kernel/index.js';
import type { SessionService } from '../sessions/index.js';
import type { WorkspaceService } from '../workspaces/index.js';
import type { TaskHold } from './task-hold.js';
import { callerOf } from './task-record.js';
import type { TaskRepository } from './task-repository.js';
import type { TaskProblem } from './task.js';

export interface TaskCleanupDeps {
  readonly repository: Pick<TaskRepository, 'activeIn'>;
  readonly workspaces: Pick<WorkspaceService, 'stop'>;
  readonly sessions: Pick<SessionService<CarrelError>, 'update'>;
  readonly clock: Clock;
}

const ATTEMPTS = 3;
const PAUSE_MS = 1_000;

/** Does what the task wants to become of its session; gives what kept it from that. Doing it again does no harm. */
export async function cleanUp(deps: TaskCleanupDeps, hold: TaskHold): Promise<TaskProblem | null> {
  for (let attempt = 1; ; attempt += 1) {
    const done = await once(deps, hold);
    // A session that is gone has nothing to be done to it.
    if (done.isOk() || done.error.type === 'session/not-found') return null;
    const { error } = done;
    const { type, message, retryable, retryAfterMs = PAUSE_MS } = error;
    if (!retryable || attempt === ATTEMPTS || hold.isLost) return { type, message };
    await delay(deps.clock, retryAfterMs);
  }
}

function once(
  { repository, sessions, workspaces }: TaskCleanupDeps,
  { current }: TaskHold,
): ResultAsync<unknown, CarrelError> {
  const { after, id, sessionId, tenantId } = current;
  const caller = callerOf(current);
  if (after === 'keep') return okAsync(null);
  if (after === 'archive') {
    return sessions
      .update(caller, sessionId, { changes: { status: 'archived' } })
      .orElse((error) => (error.type === 'session/archived' ? okAsync(null) : errAsync(error)));
  }
  return repository.activeIn(tenantId, sessionId).andThen((all): ResultAsync<unknown, CarrelError> => {
    // Whoever is last stops it. One that is cleaned up after needs it no more: two would leave it to each other.
    const isNeeded = all.some(
      (task) => task.id !== id && (task.status === 'initialising' || task.status === 'running'),
    );
    return isNeeded ? okAsync(null) : workspaces.stop(caller, sessionId);
  });
}
