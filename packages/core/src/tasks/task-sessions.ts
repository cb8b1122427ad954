import { ok, ResultAsync, toTimestamp, type Clock, type Result } from '../kernel/index.js';
import { asOf, type Session, type SessionEnvironment, type SessionRepository } from '../sessions/index.js';
import type { Logger } from '../telemetry/index.js';
import type { ResolvedTaskOptions } from './task-options.js';
import type { StoredTask } from './task-record.js';
import type { ActiveTask, TaskRepository, TaskRepositoryError } from './task-repository.js';

export interface TaskSessionsDeps {
  readonly repository: Pick<TaskRepository, 'active' | 'activeIn' | 'cancel'>;
  readonly sessionRepository: Pick<SessionRepository, 'getMany'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ResolvedTaskOptions;
}

/** Has tasks end with their sessions. */
export class TaskSessions {
  private readonly listeners = new Set<(task: StoredTask) => void>();

  constructor(private readonly deps: TaskSessionsDeps) {}

  /** Is told of each task that is asked to end. */
  onCancelled(listener: (task: StoredTask) => void): void {
    this.listeners.add(listener);
  }

  /** What becomes of a session's environment, with its tasks, which are asked to end before their workspace does. */
  around<E>(environment: SessionEnvironment<E>): SessionEnvironment<E | TaskRepositoryError> {
    return {
      end: (session, reason) => {
        const isOver = reason !== 'session-changed' || session.status === 'archived';
        const end = () => environment.end(session, reason);
        return isOver ? this.end(session).andThen(end) : end();
      },
      copyFiles: (caller, from, to) => environment.copyFiles(caller, from, to),
    };
  }

  /** Tasks of sessions that ended otherwise, such as by their time. */
  async sweep(): Promise<void> {
    const { clock, logger, repository, sessionRepository } = this.deps;
    const active = (await repository.active()).unwrapOr([]).filter(isGoingOn);
    if (active.length === 0) return;
    const keys = active.map(({ tenantId, sessionId: id }) => ({ tenantId, id }));
    const sessions = await sessionRepository.getMany(keys);
    if (sessions.isErr()) return;
    const now = toTimestamp(clock.now());
    for (const [index, task] of active.entries()) {
      const session = sessions.value[index] ?? null;
      if (session !== null && asOf(session, now).status === 'active') continue;
      const cancelled = await this.cancel(task, session === null);
      if (cancelled.isErr()) logger.warn({ error: cancelled.error }, 'task not ended with its session');
    }
  }

  private end({ tenantId, id, deletedAt }: Session): ResultAsync<void, TaskRepositoryError> {
    return this.deps.repository
      .activeIn(tenantId, id)
      .andThen((all) => new ResultAsync(this.endAll(all.filter(isGoingOn), deletedAt !== undefined)));
  }

  private async endAll(all: readonly ActiveTask[], isGone: boolean): Promise<Result<void, TaskRepositoryError>> {
    for (const task of all) {
      const cancelled = await this.cancel(task, isGone);
      // What could not be done now is done by a sweep.
      if (cancelled.isErr()) this.deps.logger.debug({ error: cancelled.error }, 'task not ended with its session');
    }
    return ok(undefined);
  }

  /** @param isGone whether nobody can see the task any more, so that it need not be kept. */
  private cancel(task: ActiveTask, isGone: boolean) {
    const { clock, options, repository } = this.deps;
    const now = clock.now();
    const times = { now: toTimestamp(now), expiresAt: toTimestamp(now + (isGone ? 0 : options.retentionMs)) };
    const by = { tenantId: task.tenantId, actor: { type: 'system' }, requestId: task.as.requestId } as const;
    return repository.cancel(task, { ...times, by, reason: 'session-ended' }).map((cancelled) => {
      for (const listener of this.listeners) listener(cancelled);
    });
  }
}

/** Whether it is yet to be asked to end. One that is cleaned up after may have ended the session itself. */
function isGoingOn({ cancelledAt, status }: ActiveTask): boolean {
  return cancelledAt === undefined && status !== 'cleaning';
}
