import type { CommandId, InvalidInput, ResultAsync } from '../kernel/index.js';
import type {
  Command,
  CommandError,
  CommandEvent,
  CommandInput,
  CommandLine,
  CommandResult,
  CommandService,
  ReachError,
} from '../workspaces/index.js';
import type { WorkspaceLife } from './workspace-life.js';

type Failure = CommandError | ReachError | InvalidInput;

export interface CommandCallOptions extends CommandInput {
  /** Kills the command and gives `request/aborted`. */
  readonly signal?: AbortSignal;
}

/** The commands of one life of a workspace. */
export class WorkspaceCommands {
  constructor(
    private readonly life: WorkspaceLife,
    private readonly service: CommandService,
  ) {}

  /**
   * Runs a program to its end; a text is run by `/bin/sh -c`.
   *
   * @example
   * const { exitCode, stdout } = await unwrap(workspace.commands.run(['python3', '-c', 'print(6 * 7)']));
   */
  run(
    command: readonly string[] | string,
    { signal, ...input }: CommandCallOptions = {},
  ): ResultAsync<CommandResult, Failure> {
    const { caller, incarnation, sessionId } = this.life;
    const request = { ...toLine(command), ...input };
    return this.service.run(caller, sessionId, { request, incarnation, signal });
  }

  /** Starts a program that goes on by itself. */
  start(
    command: readonly string[] | string,
    { signal, ...input }: CommandCallOptions = {},
  ): ResultAsync<RunningCommand, Failure> {
    const { caller, incarnation, sessionId } = this.life;
    const request = { ...toLine(command), ...input };
    return this.service
      .start(caller, sessionId, { request, incarnation, signal })
      .map((started) => new RunningCommand(started.id, this.life, this.service));
  }

  /** A command that was started before, by its id, wherever and whenever that was. */
  get(id: CommandId): ResultAsync<RunningCommand, Failure> {
    const { caller, sessionId } = this.life;
    return this.service
      .get(caller, { sessionId, id })
      .map((command) => new RunningCommand(command.id, this.life, this.service));
  }

  list(): ResultAsync<readonly Command[], Failure> {
    return this.service.list(this.life.caller, this.life.sessionId);
  }
}

/** A started command: its output from any offset, its input, its end. */
export class RunningCommand {
  constructor(
    readonly id: CommandId,
    private readonly life: WorkspaceLife,
    private readonly service: CommandService,
  ) {}

  /** How it stands now. */
  status(): ResultAsync<Command, Failure> {
    return this.service.get(this.life.caller, this.ref());
  }

  /**
   * What it wrote from the offset `from` on, and what follows. The last event is `exit`, or `failed` when the workspace cannot
   * be reached.
   */
  async *output(
    options: { readonly from?: number; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<CommandEvent, void, void> {
    const events = await this.service.output(this.life.caller, this.ref(), options);
    if (events.isOk()) yield* events.value;
    else yield { type: 'failed', error: events.error };
  }

  /** Taken by the program when ok; `end` closes its input after these bytes. */
  writeStdin(data: Uint8Array | string, options: { readonly end?: boolean } = {}): ResultAsync<void, Failure> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    return this.service.writeStdin(this.life.caller, this.ref(), { data: bytes, ...options });
  }

  /** Delivered to its process group when ok. */
  signal(name: string): ResultAsync<void, Failure> {
    return this.service.signal(this.life.caller, this.ref(), name);
  }

  /** Its whole process tree is being ended when ok. */
  kill(): ResultAsync<void, Failure> {
    return this.service.kill(this.life.caller, this.ref());
  }

  private ref() {
    return { sessionId: this.life.sessionId, id: this.id };
  }
}

function toLine(command: readonly string[] | string): CommandLine {
  return typeof command === 'string' ? { shell: command } : { argv: command };
}
