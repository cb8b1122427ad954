import { commandId, toTimestamp, type Clock, type CommandId, type IdSource } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import type { AnswerCommand, AnswerCommandRecords } from './answer-command-records.js';
import { namingCommands, type ToolBox } from './tool-box.js';

export interface AnswerCommandsDeps {
  readonly commandRecords: Pick<AnswerCommandRecords, 'note' | 'forget'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
}

/** What one answer runs in the workspace: on record from before it is started, whatever becomes of this process. */
export class AnswerCommands {
  private noted: AnswerCommand | null = null;

  constructor(
    private readonly deps: AnswerCommandsDeps,
    private readonly answer: Pick<AnswerCommand, 'tenantId' | 'streamId' | 'sessionId'>,
  ) {}

  /** The same tools, whose commands are on record. */
  named(tools: ToolBox): ToolBox {
    return namingCommands(tools, () => this.name());
  }

  /** Nothing of the answer runs any more. What is not forgotten now is so once the end of the stream is seen. */
  async forget(): Promise<void> {
    if (this.noted === null) return;
    const forgotten = await this.deps.commandRecords.forget(this.noted);
    if (forgotten.isErr()) this.deps.logger.debug({ error: forgotten.error }, 'command of an answer not forgotten');
  }

  private async name(): Promise<CommandId> {
    const { clock, commandRecords, ids, logger } = this.deps;
    const id = commandId.create(ids);
    this.noted = { ...this.answer, commandId: id, notedAt: toTimestamp(clock.now()) };
    const written = await commandRecords.note(this.noted);
    // A store that takes nothing has no command started either: that is on record first, too.
    if (written.isErr()) logger.debug({ error: written.error }, 'command of an answer not noted');
    return id;
  }
}
