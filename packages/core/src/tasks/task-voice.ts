import { tellChunk } from '../conversations/index.js';
import type { Caller } from '../kernel/index.js';
import type { StreamService, StreamWriter } from '../streaming/index.js';
import type { Logger } from '../telemetry/index.js';
import type { TaskChunk } from './task-event.js';
import type { TaskHold } from './task-hold.js';
import { spoken } from './task-life.js';
import type { StoredTask, TaskEnding } from './task-record.js';

export interface TaskVoiceDeps {
  readonly streams: Pick<StreamService, 'create'>;
  readonly logger: Logger;
}

/** What one run tells of itself, in a stream of its own. A run that nobody can be told of works all the same. */
export class TaskVoice {
  private constructor(
    private readonly writer: StreamWriter | null,
    private readonly logger: Logger,
  ) {}

  /** The stream is on the task's record, so that it is found from its first chunk on. */
  static async open({ streams, logger }: TaskVoiceDeps, hold: TaskHold, caller: Caller): Promise<TaskVoice> {
    const { id: taskId, sessionId } = hold.current;
    const created = await streams.create(caller, { purpose: 'task', sessionId, taskId });
    if (created.isErr()) logger.debug({ error: created.error }, 'task without a stream');
    const writer = created.unwrapOr(null);
    const voice = new TaskVoice(writer, logger);
    if (writer === null) return voice;
    const written = await hold.write((task) => spoken(task, writer.id));
    if (written.isErr()) await voice.abandon();
    return voice;
  }

  tell(chunk: TaskChunk): Promise<void> {
    return this.writer === null ? Promise.resolve() : tellChunk(this.writer, chunk);
  }

  /** The run is in the status that the record of the task has. */
  phase({ status, runs }: Pick<StoredTask, 'status' | 'runs'>): Promise<void> {
    return this.tell({ type: 'phase', phase: status, run: runs });
  }

  /** The stream ends as the task did. */
  async end(ending: TaskEnding): Promise<void> {
    if (this.writer === null) return;
    const ended = await endWith(this.writer, ending);
    if (ended.isErr() && ended.error.type !== 'stream/ended')
      this.logger.debug({ error: ended.error }, 'stream of a task not ended');
  }

  /** The run is over, and the task is not: it goes on in another run. */
  async abandon(): Promise<void> {
    await this.writer?.fail(HANDED_OVER).unwrapOr(undefined);
  }
}

function endWith(writer: StreamWriter, { error, status }: TaskEnding) {
  if (status === 'cancelled') return writer.cancel();
  if (status === 'succeeded') return writer.end();
  return writer.fail(error ?? { type: 'task/failed', message: 'The task failed.' });
}

const HANDED_OVER = { type: 'task/handed-over', message: 'The task goes on in another run.' };
