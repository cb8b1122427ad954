import type { AuditService } from '../audit/index.js';
import { okAsync, type ResultAsync } from '../kernel/index.js';
import type { RecordError, RecordStore, StoreError, Transaction } from '../store/index.js';
import { endedEntry, startedEntry, type AuditedBy } from './command-entries.js';
import type { CommandKey, CommandRepository } from './command-repository.js';
import type { Command, CommandEnd } from './command.js';

type WriteError = RecordError | StoreError;

/** Keeps of commands what the audit says of them, and nothing else: for programs that are over with what asked for them. */
export class AuditedCommands implements Pick<CommandRepository, 'insert' | 'end'> {
  constructor(
    private readonly store: RecordStore,
    private readonly audit: Pick<AuditService, 'append'>,
  ) {}

  insert(command: Omit<Command, 'version'>, _maxKept: number, by: AuditedBy): ResultAsync<Command, WriteError> {
    return this.store
      .transact((tx) => appendStart(this.audit, tx, { command, by }))
      .map(() => ({ ...command, version: 1 }));
  }

  end(key: CommandKey, end: CommandEnd): ResultAsync<null, WriteError> {
    return this.store.transact((tx) => this.audit.append(tx, endedEntry(key, end))).map(() => null);
  }
}

/** The entries of a command that was started, and of its end where it has one. */
export function appendStart(
  audit: Pick<AuditService, 'append'>,
  tx: Transaction,
  { command, by }: { readonly command: Omit<Command, 'version'>; readonly by: AuditedBy },
): ResultAsync<void, WriteError> {
  return audit.append(tx, startedEntry(by, command)).andThen((): ResultAsync<void, WriteError> => {
    const { exit, endedAt, truncated = false, outputEnd = 0 } = command;
    if (exit === undefined || endedAt === undefined) return okAsync(undefined);
    return audit.append(tx, endedEntry(command, { exit, endedAt, truncated, outputEnd })).map(() => undefined);
  });
}
