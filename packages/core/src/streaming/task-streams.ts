import { okAsync, type Caller, type ResultAsync, type StreamId, type TaskId } from '../kernel/index.js';
import type { StreamError } from './stream-errors.js';

/** A stream in which a task tells of itself. */
export interface StreamOfTask {
  readonly id: StreamId;
  readonly taskId: TaskId;
}

/**
 * The task is asked to end when ok, or there is none that could; `true` where it ends the stream by itself, once it is over. Fails
 * for who may not cancel the task.
 */
export type CancelTaskOf = (caller: Caller, stream: StreamOfTask) => ResultAsync<boolean, StreamError>;

/** What becomes of tasks whose streams are cancelled. Tasks need streams, so that they are told of here once there are some. */
export class TaskStreams {
  private ends: CancelTaskOf = () => okAsync(false);

  /** From now on `cancel` does this. */
  connect(ends: CancelTaskOf): void {
    this.ends = ends;
  }

  cancel(caller: Caller, stream: StreamOfTask): ResultAsync<boolean, StreamError> {
    return this.ends(caller, stream);
  }
}
