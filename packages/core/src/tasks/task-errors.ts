import { errorMaker, type CarrelError } from '../kernel/index.js';

/** There is no such task for this caller: it never was, is no longer kept, went with its session, or is another's. */
export type TaskNotFound = CarrelError<'task/not-found'>;
/** As many tasks wait as may; try again when some have begun. */
export interface TaskQueueFull extends CarrelError<'task/queue-full'> {
  /** Of whom so many wait. */
  readonly scope: 'user' | 'installation';
  readonly limit: number;
}

/** Somebody else works on the task now: what this one would write is refused. */
export type TaskLost = CarrelError<'task/lost'>;

export type TaskError = TaskNotFound | TaskQueueFull;

export const taskNotFound = errorMaker('task/not-found', 'There is no such task.', false);

export const taskLost = errorMaker('task/lost', 'Another replica works on this task now.', false);

export function taskQueueFull(scope: TaskQueueFull['scope'], limit: number): TaskQueueFull {
  const whose = scope === 'user' ? 'of yours' : 'here';
  return {
    type: 'task/queue-full',
    message: `${limit} tasks ${whose} wait already; try again when some have begun.`,
    retryable: true,
    retryAfterMs: 10_000,
    scope,
    limit,
  };
}
