import type { AuditEntry } from '../audit/index.js';
import { errAsync, okAsync, toTimestamp, type Clock, type ResultAsync } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import type { ReachError, WorkspaceAccess } from '../workspaces/index.js';
import { closedEntry } from './terminal-entries.js';
import type { ResolvedTerminalOptions } from './terminal-options.js';
import type { TerminalRepository } from './terminal-repository.js';
import type { TerminalTruth } from './terminal-truth.js';
import type { Terminal, TerminalClosing } from './terminal.js';

export interface TerminalKeeperDeps {
  readonly access: WorkspaceAccess;
  readonly repository: TerminalRepository;
  readonly truth: TerminalTruth;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: Pick<ResolvedTerminalOptions, 'maxLifetimeMs' | 'sweepIntervalMs'>;
}

interface Ending {
  readonly reason: TerminalClosing;
  readonly entry: AuditEntry;
  /** Only if it is due at that time still. */
  readonly ifDueAt?: string;
}

/** When it is looked again whether a terminal that was told to end did. */
const LOOK_AGAIN_MS = 5_000;
/** How many terminals one sweep looks at. */
const MAX_SWEPT = 200;

/**
 * Ends terminals whose time is over, and finishes what was begun to end, whoever began it. What is to be ended stands in the store
 * before; every replica sweeps, and of several one comes first.
 */
export class TerminalKeeper {
  private cancel: () => void = () => undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(private readonly deps: TerminalKeeperDeps) {}

  start(): void {
    if (this.closed) return;
    this.cancel = this.deps.clock.setTimer(this.deps.options.sweepIntervalMs, () => {
      this.sweeping = this.sweep().then(() => this.start());
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.cancel();
    await this.sweeping;
  }

  /** The end of its whole tree was begun when ok, and will be finished also when this process is gone. */
  end(terminal: Terminal, { reason, entry, ifDueAt }: Ending): ResultAsync<void, ReachError> {
    const { access, clock, repository } = this.deps;
    const nowMs = clock.now();
    const times = { now: toTimestamp(nowMs), dueAt: toTimestamp(nowMs + LOOK_AGAIN_MS) };
    const change = { reason, ...times, ...(ifDueAt === undefined ? {} : { ifDueAt }) };
    return repository
      .closing(terminal, change, entry)
      .andThen((ending): ResultAsync<void, ReachError> =>
        ending === null
          ? okAsync(undefined)
          : access.life(ending).andThen(({ connection }) => connection.processes.kill(ending.id)),
      )
      .orElse((error) => (isOver(error) ? this.deps.truth.settle(terminal).map(() => undefined) : errAsync(error)));
  }

  private async sweep(): Promise<void> {
    const { clock, logger, repository } = this.deps;
    const due = await repository.listDue(toTimestamp(clock.now()), MAX_SWEPT);
    if (due.isErr()) return logger.warn({ error: due.error }, 'due terminals not listed');
    for (const terminal of due.value) {
      if (this.closed) return;
      const ended = await this.endDue(terminal);
      if (ended.isErr()) logger.warn({ terminal: terminal.id, error: ended.error }, 'due terminal not ended yet');
    }
  }

  private endDue(terminal: Terminal): ResultAsync<void, ReachError> {
    const { dueAt } = terminal;
    return this.deps.truth.settle(terminal).andThen((settled): ResultAsync<void, ReachError> => {
      if (settled.state === 'exited' || dueAt === undefined) return okAsync(undefined);
      const reason = settled.closing ?? this.reasonFor(settled);
      return this.end(settled, { reason, entry: closedEntry(settled, reason), ifDueAt: dueAt });
    });
  }

  private reasonFor({ createdAt }: Terminal): TerminalClosing {
    const { clock, options } = this.deps;
    const isOld = options.maxLifetimeMs > 0 && clock.now() >= Date.parse(createdAt) + options.maxLifetimeMs;
    return isOld ? 'max-lifetime' : 'idle';
  }
}

/** Whether nothing of it can run any more. */
function isOver({ type }: ReachError): boolean {
  return type === 'workspace/replaced' || type === 'process/not-found';
}
