import type { CommandId, ResultAsync, SessionId, TenantId } from '../kernel/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { AuditedBy } from './command-entries.js';
import type { Command, CommandEnd } from './command.js';

export interface CommandKey {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  readonly id: CommandId;
}

/** Keeps what is known of commands. Each method is one transaction. */
export interface CommandRepository {
  /**
   * Adds the command. From time to time the oldest ended ones of the session go, down to `maxKept`: after so many inserts
   * that `maxKept` is seldom passed by more than a hundred. The audit says with it that `by` started it, and how it ended where it
   * has.
   */
  insert(
    command: Omit<Command, 'version'>,
    maxKept: number,
    by: AuditedBy,
  ): ResultAsync<Command, RecordError | StoreError>;
  get(key: CommandKey): ResultAsync<Command | null, StoreError>;
  /** The newest first: `limit` of them, and of the older ones those that are not known to have ended. */
  list(session: Omit<CommandKey, 'id'>, limit: number): ResultAsync<readonly Command[], StoreError>;
  /** Writes the end of a command, unless one is written already, and has the audit say it; gives the command as it is then. */
  end(key: CommandKey, end: CommandEnd): ResultAsync<Command | null, RecordError | StoreError>;
  /** Takes out one that could not be started, which the audit says. */
  erase(key: CommandKey): ResultAsync<void, RecordError | StoreError>;
}
