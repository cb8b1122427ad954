import type { AnswerFailure, AnswerLimit } from '../conversations/index.js';
import type { CarrelError } from '../kernel/index.js';
import type { TaskEnding } from './task-record.js';
import type { TaskReason } from './task.js';

/** A failure for this reason, and what is known of it. */
export function failedFor(reason: TaskReason, { type, message }: Pick<CarrelError, 'type' | 'message'>): TaskEnding {
  return { status: 'failed', reason, error: { type, message } };
}

export const TIME_OVER = failedFor('time-limit', {
  type: 'task/time-limit',
  message: 'The task took longer than it may.',
});
export const NOT_ALLOWED = failedFor('not-allowed', {
  type: 'task/not-allowed',
  message: 'The user of the task may not work in the session any more.',
});
export const WORKSPACE_LOST = failedFor('workspace-lost', {
  type: 'task/workspace-lost',
  message: 'The workspace of the task was stopped or died while it ran.',
});
export const BROKEN = failedFor('internal', { type: 'service/failed', message: 'The task could not be run.' });

const OF_LIMIT: Readonly<Record<AnswerLimit['limit'], TaskReason>> = {
  steps: 'step-limit',
  tokens: 'token-limit',
  time: 'time-limit',
  bytes: 'output-limit',
  'tool-calls': 'output-limit',
};

/** What a task comes to whose model said all, or failed. */
export function endOfAnswer(failure: AnswerFailure | CarrelError): TaskEnding {
  if (failure === null) return { status: 'succeeded' };
  if (isLimit(failure)) return failedFor(OF_LIMIT[failure.limit], failure);
  return failedFor(failure.type === 'service/failed' ? 'internal' : 'model-failed', failure);
}

function isLimit(failure: CarrelError | AnswerLimit): failure is AnswerLimit {
  return failure.type === 'answer/limit';
}
