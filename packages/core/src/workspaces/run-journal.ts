import { toTimestamp, type Clock, type CommandId, type SessionId, type UserId } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import type { AuditedBy } from './command-entries.js';
import type { ResolvedCommandOptions } from './command-options.js';
import type { CommandRepository } from './command-repository.js';
import type { Command, CommandEnd } from './command.js';
import type { Workspace } from './workspace.js';

export interface RunJournalDeps {
  readonly repository: CommandRepository;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ResolvedCommandOptions;
}

/** The command of a `run`. */
export interface JournalledRun {
  readonly id: CommandId;
  readonly sessionId: SessionId;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly startedBy: UserId;
}

/** Where it is written down. */
export type RunRecords = Pick<CommandRepository, 'insert' | 'end'>;

/** A run that is over sooner is written down once, with its end; a longer one is seen by others while it goes on. */
const SEEN_AFTER_MS = 100;
/** Ends that come within this time share one durable commit. */
const GATHER_MS = 20;
/** How many may wait or be under way before a run waits for its own. */
const MAX_PENDING = 64;

/**
 * Writes down the commands that their callers wait for. An answer to a caller does not wait for the store, nor depend on it:
 * who reads the records waits for the writes instead, and what the store refuses is logged.
 */
export class RunJournals {
  private waiting: (() => void)[] = [];
  private readonly pending = new Map<SessionId, Set<Promise<void>>>();
  private count = 0;

  constructor(private readonly deps: RunJournalDeps) {}

  /** @param records without them it stays on record like every command. */
  open(run: JournalledRun, by: AuditedBy, records: RunRecords = this.deps.repository): RunJournal {
    return new RunJournal({ ...this.deps, records, by }, run, (write) => this.gather(run.sessionId, write));
  }

  /** Every run of the session that ended before is on record, as far as the store took it. */
  async settled(sessionId: SessionId): Promise<void> {
    this.flush();
    await Promise.all([...(this.pending.get(sessionId) ?? new Set<Promise<void>>())]);
  }

  async allSettled(): Promise<void> {
    this.flush();
    await Promise.all([...this.pending.values()].flatMap((writes) => [...writes]));
  }

  /** Resolves at once while few wait. */
  private async gather(sessionId: SessionId, write: () => Promise<void>): Promise<void> {
    if (this.waiting.length === 0) this.deps.clock.setTimer(GATHER_MS, () => this.flush());
    const started = new Promise<void>((resolve) => this.waiting.push(resolve));
    const writes = this.pending.get(sessionId) ?? new Set();
    const written = started.then(write).finally(() => {
      this.count -= 1;
      writes.delete(written);
      if (writes.size === 0) this.pending.delete(sessionId);
    });
    this.count += 1;
    this.pending.set(sessionId, writes.add(written));
    if (this.count <= MAX_PENDING) return;
    this.flush();
    await written;
  }

  private flush(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const start of waiting) start();
  }
}

/** The record of one run. */
export class RunJournal {
  private workspace: Workspace | null = null;
  private createdAt = '';
  private inserted: Promise<boolean> | null = null;
  private stopTimer: () => void = () => undefined;

  constructor(
    private readonly deps: RunJournalDeps & { readonly records: RunRecords; readonly by: AuditedBy },
    private readonly run: JournalledRun,
    private readonly gather: (write: () => Promise<void>) => Promise<void>,
  ) {}

  /** It runs in this life of the workspace. */
  began(workspace: Workspace): void {
    const { clock } = this.deps;
    this.workspace = workspace;
    this.createdAt = toTimestamp(clock.now());
    this.stopTimer = clock.setTimer(SEEN_AFTER_MS, () => {
      this.inserted = this.insert({ state: 'running' });
    });
  }

  /** How it ended; `null` when nobody can tell, and it may go on. */
  async ended(end: CommandEnd | null): Promise<void> {
    this.stopTimer();
    await this.gather(() => this.write(end));
  }

  private async write(end: CommandEnd | null): Promise<void> {
    if (this.workspace === null) return;
    const { tenantId } = this.workspace;
    const { id, sessionId } = this.run;
    const isThere = this.inserted !== null && (await this.inserted);
    const whole = end === null ? ({ state: 'running' } as const) : ({ state: 'exited', ...end } as const);
    if (!isThere && (await this.insert(whole))) return;
    if (end === null) return;
    // Also after an insert that was refused: the one before it may have been made although it failed.
    const written = await this.deps.records.end({ tenantId, sessionId, id }, end);
    if (written.isErr()) this.deps.logger.warn({ command: id, error: written.error }, 'end of a command not recorded');
  }

  private async insert(state: Pick<Command, 'state'> & Partial<CommandEnd>): Promise<boolean> {
    const { workspace, createdAt } = this;
    if (workspace === null) return false;
    const { tenantId, incarnation } = workspace;
    const updatedAt = state.endedAt ?? createdAt;
    const command = { ...this.run, tenantId, incarnation, ...state, createdAt, updatedAt };
    const inserted = await this.deps.records.insert(command, this.deps.options.maxRecorded, this.deps.by);
    if (inserted.isErr()) this.deps.logger.warn({ command: command.id, error: inserted.error }, 'command not recorded');
    return inserted.isOk();
  }
}
