import { auditedBy } from '../audit/index.js';
import { err, ok, ResultAsync, toTimestamp, type Clock, type CommandId, type Result } from '../kernel/index.js';
import type { ConnectionError, ProcessConnection } from '../runtime/index.js';
import type { Logger } from '../telemetry/index.js';
import type { ActivityTracker, HoldError } from './activity-tracker.js';
import type { CommandLimit } from './command-errors.js';
import { placeOf, recordedArgv, type PreparedCommand } from './command-input.js';
import type { ResolvedCommandOptions } from './command-options.js';
import type { CommandRepository } from './command-repository.js';
import { CommandSlots } from './command-slots.js';
import type { Command } from './command.js';
import type { ReachedWorkspace, WorkspaceTarget } from './workspace-access.js';

export interface CommandStarterDeps {
  readonly repository: CommandRepository;
  readonly activity: ActivityTracker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ResolvedCommandOptions;
}

interface IdentifiedCommand extends PreparedCommand {
  readonly id: CommandId;
}

type StartError = CommandLimit | ConnectionError | HoldError;

/** Sets commands going that nobody waits for. What is started stands in the store before. */
export class CommandStarter {
  private readonly starting: CommandSlots;

  constructor(private readonly deps: CommandStarterDeps) {
    this.starting = new CommandSlots(deps.options.maxConcurrent);
  }

  /** Runs when ok. `command/limit` when as many processes run in the workspace as may, whoever started them. */
  async start(
    reached: ReachedWorkspace,
    target: WorkspaceTarget,
    command: IdentifiedCommand,
  ): Promise<Result<Command, StartError>> {
    const known = await reached.connection.processes.list();
    if (known.isErr()) return err(known.error);
    const slot = this.starting.take(target.sessionId, known.value.filter(({ exit }) => exit === null).length);
    if (slot.isErr()) return err(slot.error);
    try {
      const started = () => new ResultAsync(this.startRecorded(reached, target, command));
      return await this.deps.activity.during(reached.workspace, 'command', started);
    } finally {
      slot.value();
    }
  }

  private async startRecorded(
    { workspace, connection }: ReachedWorkspace,
    { caller, sessionId }: WorkspaceTarget,
    command: IdentifiedCommand,
  ): Promise<Result<Command, StartError>> {
    const { clock, options, repository } = this.deps;
    const { id } = command;
    const now = toTimestamp(clock.now());
    const { tenantId, incarnation } = workspace;
    const { cwd = '' } = command;
    const argv = recordedArgv(command.argv);
    const times = { createdAt: now, updatedAt: now };
    const recorded = await repository.insert(
      { id, tenantId, sessionId, incarnation, argv, cwd, startedBy: caller.userId, state: 'running', ...times },
      options.maxRecorded,
      auditedBy(caller),
    );
    if (recorded.isErr()) return err(recorded.error);
    const limits = {
      retainBytes: options.retainBytes,
      ...(command.timeoutMs === undefined ? {} : { timeoutMs: command.timeoutMs }),
      ...(command.maxOutputBytes === undefined ? {} : { maxOutputBytes: command.maxOutputBytes }),
    };
    const spec = { id, label: caller.userId, ...placeOf(command), stdin: true, limits };
    const spawned = await connection.processes.spawn(spec);
    if (spawned.isOk() || spawned.error.type === 'connection/lost') this.deps.activity.watchCommands(workspace);
    if (spawned.isOk()) {
      this.feed(connection.processes, id, command.stdin);
      return ok(recorded.value);
    }
    // Whether it runs is then not known, and its record is how that comes to light.
    if (spawned.error.type === 'connection/lost') return err(spawned.error);
    return repository.erase({ tenantId, sessionId, id }).andThen(() => err<Command, StartError>(spawned.error));
  }

  /** Nobody waits for the program to take it: that is as long as the program likes. */
  private feed(processes: ProcessConnection, id: string, stdin: string | Uint8Array | undefined): void {
    if (stdin === undefined) return;
    const data = typeof stdin === 'string' ? Buffer.from(stdin) : stdin;
    void processes.writeStdin(id, data, { end: true }).match(
      () => undefined,
      (error) => {
        this.deps.logger.debug({ error }, 'input not given to a command');
      },
    );
  }
}
