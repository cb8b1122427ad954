import type { CommandId, ResultAsync, SessionId, TenantId } from '../kernel/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { Command } from './command.js';

export interface CommandKey {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  readonly id: CommandId;
}

/** Keeps the commands that go on by themselves. Each method is one transaction. */
export interface CommandRepository {
  /** Adds the command; the oldest ended ones of the session go when it has more than `maxKept`. */
  insert(command: Omit<Command, 'version'>, maxKept: number): ResultAsync<Command, RecordError | StoreError>;
  get(key: CommandKey): ResultAsync<Command | null, StoreError>;
  /** The newest first, at most `limit`. */
  list(session: Omit<CommandKey, 'id'>, limit: number): ResultAsync<readonly Command[], StoreError>;
  /** Writes the end of a command, unless one is written already; gives the command as it is then. */
  end(
    key: CommandKey,
    end: Required<Pick<Command, 'exit' | 'endedAt' | 'truncated'>>,
  ): ResultAsync<Command | null, RecordError | StoreError>;
  erase(key: CommandKey): ResultAsync<void, RecordError | StoreError>;
}
