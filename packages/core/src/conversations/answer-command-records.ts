import { ok, type CommandId, type ResultAsync, type SessionId, type StreamId, type TenantId } from '../kernel/index.js';
import { collection, type RecordError, type RecordStore, type StoreError } from '../store/index.js';
import { scanAll } from '../workspaces/index.js';

/** What the tools of one answer started last in the workspace, while the answer is being said. */
export interface AnswerCommand {
  readonly tenantId: TenantId;
  /** The stream of the answer; the end of it tells of a crash. */
  readonly streamId: StreamId;
  readonly sessionId: SessionId;
  readonly commandId: CommandId;
  /** When it was about to be started. */
  readonly notedAt: string;
}

export const answerCommands = collection<AnswerCommand>()('answer_commands', { key: ['tenantId', 'streamId'] });

/** Keeps what answers have running, one record for each answer that used a tool with a command. Each method is one transaction. */
export class AnswerCommandRecords {
  constructor(private readonly store: RecordStore) {}

  /** In place of what the same answer had before. */
  note(command: AnswerCommand): ResultAsync<unknown, RecordError | StoreError> {
    return this.store.transact((tx) => tx.put(answerCommands, command));
  }

  /** Nothing is known of the command any more; another one of the same answer stays. */
  forget({
    tenantId,
    streamId,
    commandId,
  }: Omit<AnswerCommand, 'sessionId' | 'notedAt'>): ResultAsync<unknown, RecordError | StoreError> {
    const key = [tenantId, streamId];
    return this.store.transact((tx) =>
      tx
        .get(answerCommands, key)
        .andThen((found) => (found?.value.commandId === commandId ? tx.remove(answerCommands, key) : ok(undefined))),
    );
  }

  /** Those of every tenant: as many as there are answers that are being said, and that were left. */
  all(): ResultAsync<readonly AnswerCommand[], StoreError> {
    return this.store.read((view) => scanAll(view, answerCommands));
  }
}
