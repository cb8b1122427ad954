import type { Caller, Clock, CommandId, IdSource, InvalidInput, SessionId } from '../kernel/index.js';
import { auditedBy } from '../audit/index.js';
import { commandId, err, errAsync, ok, okAsync, parseInput, ResultAsync, toTimestamp } from '../kernel/index.js';
import type { Exit, ProcessConnection } from '../runtime/index.js';
import { authorize } from '../sessions/index.js';
import type { Logger } from '../telemetry/index.js';
import type { ActivityTracker } from './activity-tracker.js';
import { commandNotFound, commandNotRunning, type CommandError } from './command-errors.js';
import { createCommandSchemas, placeOf, recordedArgv, signalName, type CommandSchemas } from './command-input.js';
import type { ResolvedCommandOptions } from './command-options.js';
import { followProcess } from './command-process.js';
import type { CommandRepository } from './command-repository.js';
import type { CommandRunner } from './command-runner.js';
import { CommandStarter } from './command-starter.js';
import { toCommandEnd } from './process-end.js';
import { resumePosition } from './resume-position.js';
import type { RunJournals } from './run-journal.js';
import type { Command, CommandEnd, CommandEvent, CommandInput, CommandLine, CommandResult } from './command.js';
import type { Workspace } from './workspace.js';
import type { WorkspaceAccess, WorkspaceTarget } from './workspace-access.js';
import { workspaceReplaced, type ReachError } from './workspace-errors.js';

export interface CommandServiceDeps {
  readonly access: WorkspaceAccess;
  readonly activity: ActivityTracker;
  readonly repository: CommandRepository;
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly journals: RunJournals;
  readonly logger: Logger;
  readonly options: ResolvedCommandOptions;
}

export interface CallInWorkspace {
  /** Gives up; a `run` is killed then. */
  readonly signal?: AbortSignal | undefined;
  /** Only in this life of the workspace: `workspace/replaced` in another. @default the current one */
  readonly incarnation?: number | undefined;
}

/** Names one command of one session. */
export interface CommandRef {
  readonly sessionId: SessionId;
  readonly id: CommandId;
}

type Failure = CommandError | ReachError | InvalidInput;

/** A command that its caller may do something to. */
interface ControlledCommand extends Pick<Command, 'state' | 'incarnation'> {
  readonly target: WorkspaceTarget;
  readonly workspace: Workspace | null;
}

/**
 * Runs programs in workspaces. In a room everybody sees every command; what somebody else started takes the role of an admin to
 * be written to, signalled or ended: `session/forbidden`.
 */
export class CommandService {
  private readonly schemas: CommandSchemas;
  private readonly starter: CommandStarter;

  constructor(private readonly deps: CommandServiceDeps) {
    this.schemas = createCommandSchemas(deps.options);
    this.starter = new CommandStarter(deps);
  }

  /**
   * Runs a program to its end, and gives that end and its output. A non-zero exit, a time that ran out and a limit that was
   * passed are values, told by `reason`. `process/not-startable` when there is no such program; `command/limit` when too many
   * run. When `signal` fires the whole process tree is killed: `request/aborted`.
   */
  run(
    caller: Caller,
    sessionId: SessionId,
    { request, ...call }: CallInWorkspace & { readonly request: CommandLine & CommandInput },
  ): ResultAsync<CommandResult, Failure> {
    const { ids, journals, options, runner } = this.deps;
    const command = parseInput(this.schemas.command, request);
    if (command.isErr()) return errAsync(command.error);
    const id = commandId.create(ids);
    const maxOutputBytes = command.value.maxOutputBytes ?? options.maxOutputBytes;
    const limits = {
      timeoutMs: command.value.timeoutMs ?? options.defaultTimeoutMs,
      maxOutputBytes,
      retainBytes: maxOutputBytes,
    };
    const { argv, cwd = '', stdin } = command.value;
    const run = { id, sessionId, argv: recordedArgv(argv), cwd, startedBy: caller.userId };
    const journal = journals.open(run, auditedBy(caller));
    const spec = { id, label: caller.userId, ...placeOf(command.value), limits };
    return runner
      .run({ caller, sessionId, ...call, action: 'commands.run' }, { spec, stdin, journal })
      .map((stage) => ({ id, ...stage }));
  }

  /**
   * Runs when ok, and goes on by itself, whatever becomes of this process. Its standard input stays open. `command/limit` when as
   * many processes run in the workspace as may.
   *
   * @param options.id a fresh id of the caller's own, so that it can be named before it runs.
   */
  start(
    caller: Caller,
    sessionId: SessionId,
    {
      request,
      id,
      ...call
    }: CallInWorkspace & { readonly request: CommandLine & CommandInput; readonly id?: CommandId },
  ): ResultAsync<Command, Failure> {
    const command = parseInput(this.schemas.command, request);
    if (command.isErr()) return errAsync(command.error);
    const target = { caller, sessionId, ...call, action: 'commands.run' } as const;
    const prepared = { ...command.value, id: id ?? commandId.create(this.deps.ids) };
    return this.deps.access
      .reach(target)
      .andThen((reached) => new ResultAsync(this.starter.start(reached, target, prepared)));
  }

  /** The commands of the session that are on record, the newest first. A `run` is among them soon after it began. */
  list(caller: Caller, sessionId: SessionId): ResultAsync<readonly Command[], Failure> {
    const { access, options, repository } = this.deps;
    return access.find({ caller, sessionId, action: 'commands.read' }).andThen(({ session, workspace }) =>
      this.writtenDown(sessionId)
        .andThen(() => repository.list({ tenantId: session.tenantId, sessionId }, options.maxRecorded))
        .andThen((all) => ResultAsync.combine(all.map((command) => this.current(command, workspace, caller)))),
    );
  }

  /** The command as it is now. `command/not-found` for one whose record went with its age. */
  get(caller: Caller, ref: CommandRef): ResultAsync<Command, Failure> {
    return this.deps.access
      .find({ caller, sessionId: ref.sessionId, action: 'commands.read' })
      .andThen(({ workspace }) =>
        this.recorded(caller, ref).andThen((command) => this.current(command, workspace, caller)),
      );
  }

  /**
   * The output from the offset `from` on, what is there and what follows, without a seam. The last event is `exit`, or
   * `failed` when the workspace cannot be reached; then ask again from the offset after the last byte. Somebody who is put out
   * of the room is told so by `failed` too. `request/invalid` for an offset that is none.
   */
  output(
    caller: Caller,
    ref: CommandRef,
    options: { readonly from?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): ResultAsync<AsyncIterable<CommandEvent>, Failure> {
    const { from = 0 } = options;
    const position = resumePosition(from);
    if (position.isErr()) return errAsync(position.error);
    const { access } = this.deps;
    const target = { caller, sessionId: ref.sessionId, action: 'commands.read', signal: options.signal } as const;
    return access.find(target).andThen(({ session }) =>
      this.recorded(caller, ref).andThen((command) =>
        access.follow<CommandEvent>(target, session, {
          open: (signal) => okAsync(this.recordingEnd(command, { caller, from, signal })),
          toEvent: (error) => ({ type: 'failed', error }),
        }),
      ),
    );
  }

  /** Taken by the program when ok. `process/stdin-closed` when it reads no more; otherwise as `signal`. */
  writeStdin(
    caller: Caller,
    ref: CommandRef,
    { data, end }: { readonly data: Uint8Array; readonly end?: boolean },
  ): ResultAsync<void, Failure> {
    return this.onRunning(caller, ref, (processes) =>
      processes.writeStdin(ref.id, data, end === undefined ? {} : { end }),
    );
  }

  /**
   * Delivered to the command's process group when ok. `command/not-running` when it is over, `workspace/replaced` when it ran in
   * an earlier life of the workspace, `request/invalid` when there is no such signal.
   */
  signal(caller: Caller, ref: CommandRef, name: string): ResultAsync<void, Failure> {
    const known = parseInput(signalName, name);
    if (known.isErr()) return errAsync(known.error);
    return this.onRunning(caller, ref, (processes) => processes.signal(ref.id, name));
  }

  /** The end of its whole process tree was begun when ok; also ok when it is over. */
  kill(caller: Caller, ref: CommandRef): ResultAsync<void, Failure> {
    return this.controlled(caller, ref).andThen(
      ({ target, workspace, state, incarnation }): ResultAsync<void, Failure> => {
        const { access } = this.deps;
        const ending = workspace?.state === 'stopping' && workspace.incarnation === incarnation;
        if (state === 'exited' || ending) return okAsync(undefined);
        return access.use({ ...target, incarnation, ending: true }, ({ processes }) => processes.kill(ref.id));
      },
    );
  }

  private writtenDown(sessionId: SessionId): ResultAsync<void, never> {
    return ResultAsync.fromSafePromise(this.deps.journals.settled(sessionId));
  }

  private recorded(caller: Caller, { sessionId, id }: CommandRef): ResultAsync<Command, Failure> {
    return this.writtenDown(sessionId)
      .andThen(() => this.deps.repository.get({ tenantId: caller.tenantId, sessionId, id }))
      .andThen((command) => (command === null ? err(commandNotFound()) : ok(command)));
  }

  private onRunning(
    caller: Caller,
    ref: CommandRef,
    work: (processes: ProcessConnection) => ResultAsync<void, ReachError>,
  ): ResultAsync<void, Failure> {
    return this.controlled(caller, ref).andThen(
      ({ target, workspace, state, incarnation }): ResultAsync<void, Failure> => {
        if (incarnation !== workspace?.incarnation) return errAsync(workspaceReplaced(incarnation));
        if (state === 'exited') return errAsync(commandNotRunning());
        return this.deps.access.use({ ...target, incarnation }, ({ processes }) => work(processes));
      },
    );
  }

  /** The command as it is now, for a caller who may do something to it: what others started takes a greater role. */
  private controlled(caller: Caller, ref: CommandRef): ResultAsync<ControlledCommand, Failure> {
    const { sessionId } = ref;
    return this.deps.access.find({ caller, sessionId, action: 'commands.read' }).andThen(({ role, workspace }) =>
      this.recorded(caller, ref).andThen((command): ResultAsync<ControlledCommand, Failure> => {
        const action = command.startedBy === caller.userId ? 'commands.run' : 'commands.others';
        const target = { caller, sessionId, action } as const;
        const allowed = authorize(role, action);
        if (allowed.isErr()) return errAsync(allowed.error);
        return this.current(command, workspace, caller).map(({ state, incarnation }) => ({
          ...{ target, workspace, state, incarnation },
        }));
      }),
    );
  }

  /** The command with the end that its workspace reports, or that the end of its workspace implies. */
  private current(command: Command, workspace: Workspace | null, caller: Caller): ResultAsync<Command, Failure> {
    if (command.state === 'exited') return okAsync(command);
    const { incarnation } = command;
    // Whoever stops the workspace tells the ends of its commands first.
    if (workspace?.incarnation === incarnation && workspace.state === 'stopping') return okAsync(command);
    if (workspace?.incarnation !== incarnation) return this.ended(command, this.lost());
    const { sessionId } = command;
    const target = { caller, sessionId, action: 'commands.read', incarnation, ending: true } as const;
    return this.deps.access
      .use(target, ({ processes }) => processes.get(command.id))
      .andThen((info): ResultAsync<Command, Failure> => {
        const end = toCommandEnd(info, this.deps.clock);
        return end === null ? okAsync(command) : this.ended(command, end);
      })
      .orElse((error) => (isOver(error) ? this.ended(command, this.lost()) : errAsync(error)));
  }

  /** Nobody can tell how it ended, nor how much it wrote after `outputEnd`. */
  private lost(outputEnd = 0): CommandEnd {
    const exit: Exit = { code: null, signal: null, reason: 'lost' };
    return { exit, truncated: true, outputEnd, endedAt: toTimestamp(this.deps.clock.now()) };
  }

  private ended(command: Command, end: CommandEnd): ResultAsync<Command, Failure> {
    return this.deps.repository
      .end(command, end)
      .andThen((written) => (written === null ? err(commandNotFound()) : ok(written)));
  }

  private async *recordingEnd(
    command: Command,
    {
      caller,
      from,
      signal,
    }: { readonly caller: Caller; readonly from: number; readonly signal: AbortSignal | undefined },
  ): AsyncGenerator<CommandEvent, void, void> {
    const { access, clock } = this.deps;
    const { sessionId, incarnation, id } = command;
    const target = { caller, sessionId, action: 'commands.read', incarnation, ending: true } as const;
    const source = { clock, reach: () => access.reach({ ...target, signal }) };
    for await (const event of followProcess(source, id, { from, signal })) {
      if (event.type !== 'exit') {
        yield event;
        continue;
      }
      const seen = { exit: event.exit, truncated: event.truncated, outputEnd: event.end };
      const end = event.exit.reason === 'lost' ? this.lost(event.end) : { ...seen, endedAt: toTimestamp(clock.now()) };
      const written = await this.ended(command, end);
      const { exit, truncated, outputEnd } = { ...end, ...written.unwrapOr(undefined) };
      if (outputEnd > event.end) yield { type: 'gap', from: event.end, to: outputEnd };
      yield { type: 'exit', exit, truncated, end: Math.max(outputEnd, event.end) };
    }
  }
}

/** Whether nothing more can be learned of a process, because its life of the workspace, or its record there, is over. */
function isOver({ type }: Failure): boolean {
  return type === 'workspace/replaced' || type === 'workspace/not-running' || type === 'process/not-found';
}
