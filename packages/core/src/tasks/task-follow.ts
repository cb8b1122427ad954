import {
  delay,
  err,
  invalidInput,
  ok,
  stoppable,
  type Caller,
  type CarrelError,
  type Clock,
  type InvalidInput,
  type Result,
  type ResultAsync,
} from '../kernel/index.js';
import type { StreamReadEvent, StreamService } from '../streaming/index.js';
import type { TaskChunk, TaskEvent } from './task-event.js';
import { toTask, type StoredTask } from './task-record.js';
import { isOver, type TaskStatus } from './task.js';

export interface TaskFollowDeps {
  readonly streams: Pick<StreamService, 'read'>;
  /** The task, for as long as the caller may see it. */
  readonly find: () => ResultAsync<StoredTask, CarrelError>;
  readonly clock: Clock;
  readonly caller: Caller;
}

/** The place of a chunk: in which run, and where in its stream. */
export interface TaskCursor {
  readonly run: number;
  readonly position: number;
}

/** How soon it is seen that a task began, or went on in another run. */
const LOOK_MS = 250;
const CURSOR = /^(\d{1,9})\.(\d{1,15})$/;
const BEGINNING: TaskCursor = { run: 0, position: 0 };

export function parseCursor(text: string | undefined): Result<TaskCursor, InvalidInput> {
  if (text === undefined) return ok(BEGINNING);
  const [, run, position] = CURSOR.exec(text) ?? [];
  if (run === undefined || position === undefined)
    return err(invalidInput([{ path: 'after', message: 'expected the cursor of an event of this task' }]));
  return ok({ run: Number(run), position: Number(position) });
}

/** What happens in a task after `cursor`, through all its runs, to its end. */
export function followTask(
  deps: TaskFollowDeps,
  first: StoredTask,
  { cursor, signal }: { readonly cursor: TaskCursor; readonly signal: AbortSignal | undefined },
): AsyncIterable<TaskEvent> {
  return stoppable((over) => new TaskFollower(deps, first, cursor).events(over), signal);
}

class TaskFollower {
  private shown: TaskStatus | null = null;

  constructor(
    private readonly deps: TaskFollowDeps,
    private task: StoredTask,
    private cursor: TaskCursor,
  ) {}

  async *events(over: AbortSignal): AsyncGenerator<TaskEvent, undefined, undefined> {
    yield* this.status();
    while (!over.aborted) {
      const before = this.task;
      const failed = yield* this.readAll(before, over);
      if (failed === null && isOver(before.status)) return yield* one({ type: 'end', task: toTask(before) });
      const error = failed ?? (yield* this.look());
      if (over.aborted) return undefined;
      if (error !== null) return yield* one({ type: 'failed', error });
      if (this.task.version === before.version) await delay(this.deps.clock, LOOK_MS, over);
    }
    return undefined;
  }

  /** The streams of the runs that are known, each to its end. */
  private async *readAll(
    { streams }: StoredTask,
    over: AbortSignal,
  ): AsyncGenerator<TaskEvent, CarrelError | null, undefined> {
    for (const { run, id } of streams) {
      if (run < this.cursor.run) continue;
      if (run > this.cursor.run) this.cursor = { run, position: 0 };
      const failed = yield* this.read(id, over);
      if (failed !== null || over.aborted) return failed;
      this.cursor = { run: run + 1, position: 0 };
    }
    return null;
  }

  /** The stream of one run, to its end; what keeps the caller from reading on, `null` for nothing. */
  private async *read(
    id: StoredTask['streams'][number]['id'],
    over: AbortSignal,
  ): AsyncGenerator<TaskEvent, CarrelError | null, undefined> {
    const { caller, streams } = this.deps;
    const { run } = this.cursor;
    const opened = await streams.read(caller, id, { from: this.cursor.position, signal: over });
    if (opened.isErr()) {
      // It is no longer kept, or was in the memory of a replica that does not have the task any more.
      const isPast = run < this.task.runs || isOver(this.task.status);
      const isGone = opened.error.type === 'stream/not-found' || (isPast && opened.error.type === 'stream/elsewhere');
      return isGone ? yield* this.gap() : opened.error;
    }
    for await (const event of opened.value) {
      // A log that came back without it. Whether the caller may go on reading is seen by the next look.
      if (event.type === 'failed') return event.error.type === 'stream/not-found' ? yield* this.gap() : event.error;
      yield* this.told(event, run);
      const seen = event.type === 'chunks' && event.chunks.some(isPhase) ? yield* this.look() : null;
      if (seen !== null) return seen;
    }
    return null;
  }

  private *told(
    event: Exclude<StreamReadEvent, { readonly type: 'failed' }>,
    run: number,
  ): Generator<TaskEvent, undefined, undefined> {
    if (event.type === 'end' && event.chunksGone === true) yield* this.gap();
    if (event.type === 'end') return undefined;
    this.cursor = { run, position: event.type === 'gap' ? event.to : event.position + event.chunks.length };
    if (event.type === 'gap') yield* this.gap();
    else yield* this.chunks(event, run);
    return undefined;
  }

  private *chunks(
    event: Extract<StreamReadEvent, { readonly type: 'chunks' }>,
    run: number,
  ): Generator<TaskEvent, undefined, undefined> {
    for (const [index, chunk] of event.chunks.entries())
      yield {
        ...{ type: 'chunk', cursor: `${run}.${event.position + index + 1}` },
        chunk: JSON.parse(chunk) as TaskChunk,
      };
    return undefined;
  }

  /** What was said up to here and not told is not kept any more. */
  private *gap(): Generator<TaskEvent, null, undefined> {
    const { run, position } = this.cursor;
    yield { type: 'gap', cursor: `${run}.${position}` };
    return null;
  }

  /** What the task is now, told where its status is another one; what keeps the caller from it. */
  private async *look(): AsyncGenerator<TaskEvent, CarrelError | null, undefined> {
    const found = await this.deps.find();
    if (found.isErr()) return found.error;
    this.task = found.value;
    yield* this.status();
    return null;
  }

  private *status(): Generator<TaskEvent> {
    const { status } = this.task;
    if (status === this.shown || (this.shown !== null && isOver(status))) return;
    this.shown = status;
    yield { type: 'status', task: toTask(this.task) };
  }
}

function isPhase(chunk: string): boolean {
  return chunk.startsWith('{"type":"phase"');
}

async function* one(event: TaskEvent): AsyncGenerator<TaskEvent, undefined, undefined> {
  yield await Promise.resolve(event);
  return undefined;
}
