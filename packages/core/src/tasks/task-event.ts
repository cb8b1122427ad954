import type { AnswerChunk } from '../conversations/index.js';
import type { CarrelError } from '../kernel/index.js';
import type { Task, TaskStatus } from './task.js';

/** What stands in the stream of a task, a chunk each, as JSON: how it goes, then what the model says and does. */
export type TaskChunk =
  | { readonly type: 'phase'; readonly phase: TaskStatus; readonly run: number }
  /** Something of the setup begins. */
  | { readonly type: 'setup'; readonly step: 'workspace' | 'install' | 'command'; readonly what: string }
  /** What an installation or a command of the setup wrote. */
  | { readonly type: 'setup-output'; readonly text: string }
  | AnswerChunk;

/** What somebody who follows a task gets, in order. */
export type TaskEvent =
  /** The task as it is now: first of all, and whenever its status changed. */
  | { readonly type: 'status'; readonly task: Task }
  /** `cursor` names the place after this chunk, to go on from. */
  | { readonly type: 'chunk'; readonly cursor: string; readonly chunk: TaskChunk }
  /** Chunks are no longer kept, or were lost with the process that had them; the conversation has what the model said. */
  | { readonly type: 'gap'; readonly cursor: string }
  /** It is over, and this is the last event. */
  | { readonly type: 'end'; readonly task: Task }
  /** The following ended, not the task. The last event. */
  | { readonly type: 'failed'; readonly error: CarrelError };

export interface FollowTask {
  /** The `cursor` of the last event that was seen. @default from the first chunk that is kept */
  readonly after?: string | undefined;
  /** Ends the following quietly. */
  readonly signal?: AbortSignal | undefined;
}
