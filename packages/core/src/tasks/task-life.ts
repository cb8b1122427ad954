import type { StreamId } from '../kernel/index.js';
import type { StoredTask, TaskEnding } from './task-record.js';
import type { TaskReason } from './task.js';

/** Who works on a task from now on. */
export interface TaskOwner {
  readonly holder: string;
  readonly now: string;
  readonly holdUntil: string;
}

/** How many streams of earlier runs a task knows of. */
const KNOWN_STREAMS = 16;

/** Out of the queue, in its first run. */
export function begun(task: StoredTask, { holder, holdUntil, now }: TaskOwner): StoredTask {
  return { ...task, status: 'initialising', runs: 1, holder, holdUntil, startedAt: now, updatedAt: now };
}

/**
 * In its next run, by another owner. One whose process was gone too often goes on to its end, which is `interrupted`.
 *
 * @param maxInterruptions how often its process may be gone.
 */
export function takenOver(task: StoredTask, owner: TaskOwner, maxInterruptions: number): StoredTask {
  const { released, cancelHolder: _before, ...rest } = task;
  const interruptions = rest.interruptions + (released === true ? 0 : 1);
  const next: StoredTask = {
    ...{ ...rest, interruptions, runs: rest.runs + 1 },
    ...{ holder: owner.holder, holdUntil: owner.holdUntil, updatedAt: owner.now },
  };
  if (interruptions <= maxInterruptions || next.status === 'cleaning') return next;
  return { ...next, status: 'cleaning', ending: INTERRUPTED };
}

/** Whether not even what comes after it could be done in as many runs. */
export function isHopeless({ interruptions, status }: StoredTask, maxInterruptions: number): boolean {
  return status === 'cleaning' && interruptions > 2 * maxInterruptions + 1;
}

export const INTERRUPTED: TaskEnding = {
  status: 'failed',
  reason: 'interrupted',
  error: { type: 'task/interrupted', message: 'What worked on the task was gone too often.' },
};

/** Given up by its owner: whoever comes next may have it. */
export function givenUp(task: StoredTask, now: string): StoredTask {
  return { ...task, holdUntil: now, released: true, updatedAt: now };
}

/** Asked to end. Who works on it has yet to hear of it. */
export function asked(task: StoredTask, now: string, reason: TaskReason | undefined): StoredTask {
  if (task.cancelledAt !== undefined) return task;
  return {
    ...{ ...task, cancelledAt: now, updatedAt: now },
    ...(task.holder === undefined ? {} : { cancelHolder: task.holder }),
    ...(reason === undefined ? {} : { cancelReason: reason }),
  };
}

/** Over: as `ending` says. */
export function over(
  task: StoredTask,
  { error, reason, status }: TaskEnding,
  { now, expiresAt }: { readonly now: string; readonly expiresAt: string },
): StoredTask {
  const { holder: _holder, holdUntil: _until, cancelHolder: _by, activeIn: _in, ending: _ending, ...rest } = task;
  return {
    ...{ ...rest, status, endedAt: now, updatedAt: now, expiresAt },
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { error }),
  };
}

/** What a task comes to that was asked to end. */
export function cancelled({ cancelReason }: StoredTask): TaskEnding {
  return { status: 'cancelled', ...(cancelReason === undefined ? {} : { reason: cancelReason }) };
}

/** With the stream of its present run. */
export function spoken(task: StoredTask, id: StreamId): StoredTask {
  const streams = [...task.streams, { run: task.runs, id }].slice(-KNOWN_STREAMS);
  return { ...task, streams, streamId: id };
}
