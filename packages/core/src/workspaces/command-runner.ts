import {
  aborted,
  delay,
  err,
  isAborted,
  ok,
  ResultAsync,
  SingleFlight,
  toTimestamp,
  type Clock,
  type InvalidInput,
  type Result,
} from '../kernel/index.js';
import type { SpawnSpec, WorkspaceConnection } from '../runtime/index.js';
import type { Logger } from '../telemetry/index.js';
import type { ActivityTracker } from './activity-tracker.js';
import type { CommandEnd, CommandResult } from './command.js';
import type { CommandError } from './command-errors.js';
import { collectOutput, toStage, type CollectedOutput } from './command-output.js';
import type { ResolvedCommandOptions } from './command-options.js';
import { ATTEMPTS, FIRST_PAUSE_MS, followProcess, mayPass } from './command-process.js';
import { CommandSlots } from './command-slots.js';
import type { ReachedWorkspace, WorkspaceAccess, WorkspaceTarget } from './workspace-access.js';
import type { RunJournal } from './run-journal.js';
import type { ReachError } from './workspace-errors.js';

export interface CommandRunnerDeps {
  readonly access: WorkspaceAccess;
  readonly activity: ActivityTracker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ResolvedCommandOptions;
}

/** A process to run to its end. */
export interface Run {
  readonly spec: Omit<SpawnSpec, 'stdin'>;
  readonly stdin?: string | Uint8Array | undefined;
  /** Writes down that it ran. */
  readonly journal?: RunJournal;
  /** Whether what it left running goes on, and its output stays readable. @default whether there is a journal */
  readonly kept?: boolean;
}

interface RunUnderWay extends Omit<Run, 'journal' | 'kept'> {
  readonly journal: RunJournal | undefined;
  readonly kept: boolean;
  readonly startedAt: number;
}

export type RunError = ReachError | CommandError | InvalidInput;

/** How many runs over one link have their output kept in the workspace. */
const KEPT_RUNS = 64;

/** Runs processes to their end, however often the link to them breaks meanwhile. */
export class CommandRunner {
  private readonly slots: CommandSlots;
  private readonly kept = new WeakMap<WorkspaceConnection, string[]>();
  private readonly running = new SingleFlight<string, Result<Omit<CommandResult, 'id'>, RunError>>();

  constructor(private readonly deps: CommandRunnerDeps) {
    this.slots = new CommandSlots(deps.options.maxConcurrent);
  }

  /**
   * How the process ended, and what it wrote. When `target.signal` fires its whole tree is killed, and the result is
   * `request/aborted`. `command/limit` when too many run in the workspace.
   */
  run(target: WorkspaceTarget, run: Run): ResultAsync<Omit<CommandResult, 'id'>, RunError> {
    return new ResultAsync(this.running.run(run.spec.id, () => this.admit(target, run)));
  }

  /** Every run that is under way now was answered. */
  async settled(): Promise<void> {
    await this.running.settled();
  }

  private async admit(target: WorkspaceTarget, run: Run): Promise<Result<Omit<CommandResult, 'id'>, RunError>> {
    const slot = this.slots.take(target.sessionId);
    if (slot.isErr()) return err(slot.error);
    try {
      return await this.execute(target, run);
    } finally {
      slot.value();
    }
  }

  private async execute(
    target: WorkspaceTarget,
    { spec, stdin, journal, kept = journal !== undefined }: Run,
  ): Promise<Result<Omit<CommandResult, 'id'>, RunError>> {
    const { access, clock } = this.deps;
    const { signal } = target;
    if (isAborted(signal)) return err(aborted('command run'));
    const startedAt = clock.now();
    const reached = await access.reach(target);
    if (reached.isErr()) return err(reached.error);
    const held = await this.deps.activity.hold(reached.value.workspace, 'command');
    if (held.isErr()) return err(held.error);
    try {
      return await this.follow(target, reached.value, { spec, stdin, journal, kept, startedAt });
    } finally {
      held.value.end();
    }
  }

  private async follow(
    target: WorkspaceTarget,
    { workspace, connection }: ReachedWorkspace,
    { spec, stdin, journal, kept, startedAt }: RunUnderWay,
  ): Promise<Result<Omit<CommandResult, 'id'>, RunError>> {
    const { access, clock } = this.deps;
    const { signal } = target;
    const life = { ...target, signal: undefined, incarnation: workspace.incarnation, ending: true };
    const spawned = await connection.processes.spawnAttached({ ...spec, stdin: stdin !== undefined });
    if (spawned.isErr()) return err(spawned.error);
    journal?.began(workspace);
    const kill = () => {
      this.settle(this.overLinks(life, connection, ({ processes }) => processes.kill(spec.id)));
    };
    signal?.addEventListener('abort', kill, { once: true });
    if (isAborted(signal)) kill();
    if (stdin !== undefined) this.feed(connection, spec.id, stdin);
    const source = { clock, reach: () => access.reach(life) };
    const output = await collectOutput(followProcess(source, spec.id, { from: 0, events: spawned.value }));
    signal?.removeEventListener('abort', kill);
    if (kept) this.keep(connection, spec.id);
    else this.forget(life, connection, spec.id);
    if (journal !== undefined) await journal.ended('type' in output ? null : endOf(output, clock));
    if (isAborted(signal)) return err(aborted('command run'));
    return 'type' in output ? err(output) : ok(toStage(output, clock.now() - startedAt));
  }

  /** Its daemons end with it. What is asked of the workspace next is asked after this. */
  private forget(life: WorkspaceTarget, connection: WorkspaceConnection, id: string): void {
    const over = ({ processes }: WorkspaceConnection) => {
      const killed = processes.kill(id, { graceMs: 0 });
      const forgotten = processes.forget(id);
      return killed.andThen(() => forgotten);
    };
    this.settle(this.overLinks(life, connection, over));
  }

  /** What `work` makes of the link, or of the next ones where it is broken. */
  private overLinks(
    life: WorkspaceTarget,
    first: WorkspaceConnection,
    work: (connection: WorkspaceConnection) => ResultAsync<void, RunError>,
  ): ResultAsync<void, RunError> {
    const { access, clock } = this.deps;
    const again = () => access.reach(life).andThen(({ connection }) => work(connection));
    return new ResultAsync(
      (async () => {
        let done = await work(first);
        for (let attempt = 0; attempt < ATTEMPTS && done.isErr() && mayPass(done.error); attempt += 1) {
          await delay(clock, FIRST_PAUSE_MS * 2 ** attempt);
          done = await again();
        }
        return done;
      })(),
    );
  }

  /** The workspace keeps the output of the last runs; of more, it might forget the ends of others for them. */
  private keep(connection: WorkspaceConnection, id: string): void {
    const kept = this.kept.get(connection) ?? [];
    this.kept.set(connection, kept);
    kept.push(id);
    const oldest = kept.length > KEPT_RUNS ? kept.shift() : undefined;
    if (oldest !== undefined) this.settle(connection.processes.forget(oldest));
  }

  /** A program may end before it read its input; its exit tells all there is to know. */
  private feed(connection: WorkspaceConnection, id: string, stdin: string | Uint8Array): void {
    const data = typeof stdin === 'string' ? Buffer.from(stdin) : stdin;
    this.settle(connection.processes.writeStdin(id, data, { end: true }));
  }

  /** What the run does not wait for, and what has no bearing on its result. */
  private settle(result: ResultAsync<void, RunError>): void {
    void result.match(
      () => undefined,
      (error) => {
        this.deps.logger.debug({ error }, 'not done for a command');
      },
    );
  }
}

function endOf({ exit, truncated, end }: CollectedOutput, clock: Clock): CommandEnd {
  return { exit, truncated, outputEnd: end, endedAt: toTimestamp(clock.now()) };
}
