import { err, errAsync, ok, toTimestamp, type Caller, type Clock, type Result } from '../kernel/index.js';
import type { ResultAsync, SessionId, TaskId } from '../kernel/index.js';
import {
  asOf,
  authorize,
  sessionArchived,
  sessionNotFound,
  type AccessError,
  type SessionAction,
  type SessionArchived,
  type SessionForUser,
  type SessionNotFound,
  type SessionRepository,
} from '../sessions/index.js';
import type { StoreError } from '../store/index.js';
import { taskNotFound, type TaskNotFound } from './task-errors.js';
import type { StoredTask } from './task-record.js';
import type { TaskRepository } from './task-repository.js';

export interface TaskAccessDeps {
  readonly repository: Pick<TaskRepository, 'get'>;
  readonly sessionRepository: Pick<SessionRepository, 'getFor'>;
  readonly clock: Clock;
}

export type TaskAccessError = TaskNotFound | AccessError | StoreError;

/** Who may do what with tasks: by the role in their session. */
export class TaskAccess {
  constructor(private readonly deps: TaskAccessDeps) {}

  /** The task, for somebody who may do what `action` says of it. `task/not-found` for who may not know of it. */
  find(
    caller: Caller,
    id: TaskId,
    action: (task: StoredTask) => SessionAction,
  ): ResultAsync<StoredTask, TaskAccessError> {
    return this.deps.repository.get({ tenantId: caller.tenantId, id }).andThen((task) => {
      if (task === null) return errAsync(taskNotFound());
      return this.roleIn(caller, task.sessionId)
        .mapErr((error) => (error.type === 'session/not-found' ? taskNotFound() : error))
        .andThen(({ role }) => authorize(role, action(task)).map(() => task));
    });
  }

  /** Ok for somebody who may do all of it in the session. */
  inSession(
    caller: Caller,
    sessionId: SessionId,
    actions: readonly SessionAction[],
  ): ResultAsync<null, AccessError | SessionArchived | StoreError> {
    return this.roleIn(caller, sessionId).andThen((place) => mayAll(place, actions));
  }

  private roleIn(caller: Caller, sessionId: SessionId): ResultAsync<SessionForUser, SessionNotFound | StoreError> {
    const now = toTimestamp(this.deps.clock.now());
    return this.deps.sessionRepository.getFor(caller, sessionId).andThen((found) => {
      if (found === null || found.role === null) return err(sessionNotFound());
      return ok({ session: asOf(found.session, now), role: found.role });
    });
  }
}

function mayAll(
  { session, role }: SessionForUser,
  actions: readonly SessionAction[],
): Result<null, AccessError | SessionArchived> {
  for (const action of actions) {
    const allowed = authorize(role, action);
    if (allowed.isErr()) return err(allowed.error);
  }
  const isRefused = session.status === 'archived' && actions.some((action) => action !== 'tasks.read');
  return isRefused ? err(sessionArchived()) : ok(null);
}
