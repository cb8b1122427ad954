import { err, errAsync, forbidden, hasScope, ok } from '../kernel/index.js';
import type { CancelTaskOf } from '../streaming/index.js';
import type { TaskService } from './task-service.js';

/**
 * Cancelling the stream of a task is cancelling the task: the same check, and the same end. Otherwise the task would go on with
 * nobody who hears of it.
 */
export function cancelTaskOf(tasks: Pick<TaskService, 'cancel'>): CancelTaskOf {
  return (caller, { id, taskId }) => {
    if (!hasScope(caller, 'tasks:write')) return errAsync(forbidden('cancel the task of this stream'));
    return (
      tasks
        .cancel(caller, taskId)
        // Also that of one that is over, which ends as the task did; that of an earlier run has nobody who ends it.
        .map(({ streamId }) => streamId === id)
        .orElse((error) => (error.type === 'task/not-found' ? ok(false) : err(error)))
    );
  };
}
