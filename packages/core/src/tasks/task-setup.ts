import { delay, err, ok, type Clock, type CommandId, type IdSource, type Result } from '../kernel/index.js';
import type { Caller, CarrelError } from '../kernel/index.js';
import type { ProjectService } from '../projects/index.js';
import { followCommand, type ToolServices } from '../tools/index.js';
import type {
  ActivityHold,
  ActivityTracker,
  CommandService,
  LeftCommands,
  Workspace,
  WorkspaceRepository,
  WorkspaceService,
} from '../workspaces/index.js';
import { TaskCommands } from './task-commands.js';
import { failedFor, NOT_ALLOWED } from './task-endings.js';
import type { TaskHold } from './task-hold.js';
import type { ResolvedTaskOptions } from './task-options.js';
import { callerOf, type TaskEnding } from './task-record.js';
import type { TaskVoice } from './task-voice.js';

export interface TaskSetupDeps {
  readonly workspaces: Pick<WorkspaceService, 'start'>;
  readonly workspaceRepository: Pick<WorkspaceRepository, 'get'>;
  readonly activity: Pick<ActivityTracker, 'hold'>;
  readonly projects: Pick<ProjectService, 'detect' | 'startInstall'>;
  readonly commands: CommandService;
  readonly leftCommands: Pick<LeftCommands, 'end'>;
  readonly toolOptions: ToolServices['options'];
  /** The longest time of a command. */
  readonly maxCommandMs: number;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly options: ResolvedTaskOptions;
}

/** A workspace that is ready, and is kept alive until `activity` ends. */
export interface HeldWorkspace {
  readonly workspace: Workspace;
  readonly activity: ActivityHold;
}

type Done = Result<null, CarrelError>;

/** How often a start is tried that may succeed later. */
const START_ATTEMPTS = 3;
const START_PAUSE_MS = 1_000;

/** What one run does before the model begins. Doing it again does no harm. */
export class TaskSetupWork {
  private readonly caller: Caller;

  constructor(
    private readonly deps: TaskSetupDeps,
    private readonly hold: TaskHold,
    private readonly voice: TaskVoice,
  ) {
    this.caller = callerOf(hold.current);
  }

  /** The workspace runs when ok, and does not end as idle: it waits for room where there is none. */
  async workspace(): Promise<Result<HeldWorkspace, TaskEnding>> {
    const { clock } = this.deps;
    await this.voice.tell({ type: 'setup', step: 'workspace', what: 'start' });
    for (let attempt = 1; ; attempt += 1) {
      const started = await this.start();
      if (started.isOk()) return ok(started.value);
      const { error } = started;
      const isFinal = !error.retryable && error.type !== 'workspace/replaced';
      if (isFinal || attempt === START_ATTEMPTS || this.hold.stopped !== null) return err(endingOf(error));
      await delay(clock, error.retryAfterMs ?? START_PAUSE_MS, this.hold.signal);
    }
  }

  /** What the setup of the task asks for is installed and run when ok. */
  async fill(): Promise<Result<null, TaskEnding>> {
    const { setup } = this.hold.current;
    const installed = setup.install === 'auto' ? await this.install() : ok(null);
    if (installed.isErr()) return err(endingOf(installed.error));
    for (const line of setup.commands.slice(this.hold.current.commandsDone)) {
      const ran = await this.command(line);
      if (ran.isErr()) return err(endingOf(ran.error));
      const written = await this.hold.write((task) => ({ ...task, commandsDone: task.commandsDone + 1 }));
      if (written.isErr()) return err(endingOf(written.error));
    }
    return ok(null);
  }

  private async start(): Promise<Result<HeldWorkspace, CarrelError>> {
    const { activity, workspaceRepository, workspaces } = this.deps;
    const { sessionId, tenantId } = this.hold.current;
    const started = await workspaces.start(this.caller, sessionId, { signal: this.hold.signal });
    if (started.isErr()) return err(started.error);
    const found = await workspaceRepository.get({ tenantId, sessionId });
    if (found.isErr()) return err(found.error);
    const workspace = found.value;
    if (workspace?.state !== 'ready') return err(NOT_READY);
    return activity.hold(workspace, 'task').map((held) => ({ workspace, activity: held }));
  }

  /** The projects nearest to the root, each with the program that it is worked with. */
  private async install(): Promise<Done> {
    const { options, projects } = this.deps;
    const { sessionId } = this.hold.current;
    const { signal } = this.hold;
    const found = await projects.detect(this.caller, sessionId, { signal });
    if (found.isErr()) return err(found.error);
    const installable = found.value.detections.filter(({ commands }) => commands.install !== undefined);
    const places = new Map(installable.map(({ directory, manager }) => [directory, manager]));
    const nearest = [...places].sort(([left], [right]) => depthOf(left) - depthOf(right));
    for (const [path, manager] of nearest.slice(0, options.maxInstalls)) {
      await this.voice.tell({ type: 'setup', step: 'install', what: `${manager} in /${path}` });
      const started = await projects.startInstall(this.caller, sessionId, { request: { path, manager }, signal });
      // One that was begun before, or by somebody else, does it as well.
      const id = started.map(({ commandId }) => commandId).orElse(runningInstall);
      const done = id.isErr() ? err(id.error) : await this.follow(id.value);
      if (done.isErr()) return err(done.error);
    }
    return ok(null);
  }

  private async command(shell: string): Promise<Done> {
    const { commands, maxCommandMs, options } = this.deps;
    const { sessionId } = this.hold.current;
    await this.voice.tell({ type: 'setup', step: 'command', what: shell.slice(0, MAX_SHOWN) });
    const timeoutMs = Math.min(maxCommandMs, options.maxDurationMs);
    const { signal } = this.hold;
    const id = await new TaskCommands(this.deps, this.hold).name();
    const started = await commands.start(this.caller, sessionId, { request: { shell, timeoutMs }, id, signal });
    if (started.isErr()) return err(started.error);
    // A program that reads gets the end of its input, not a wait for a person.
    await commands
      .writeStdin(this.caller, { sessionId, id }, { data: new Uint8Array(), end: true })
      .unwrapOr(undefined);
    return this.follow(id);
  }

  private async follow(id: CommandId): Promise<Done> {
    const { commands, toolOptions } = this.deps;
    const { sessionId } = this.hold.current;
    const outcome = await followCommand({ commands, options: toolOptions }, id, {
      ...{ caller: this.caller, sessionId, signal: this.hold.signal },
      onOutput: (text) => this.voice.tell({ type: 'setup-output', text }),
    });
    if (outcome.isErr()) return err(outcome.error);
    const { exitCode, reason } = outcome.value as { readonly exitCode: number | null; readonly reason: string };
    if (exitCode === 0) return ok(null);
    const how = exitCode === null ? `was ended: ${reason}` : `ended with ${exitCode}`;
    const message = `What was to be done before the task ${how}; its output is that of the command ${id}.`;
    return err({ type: 'task/setup-failed', message, retryable: false });
  }
}

/** The most characters of a command that its stream shows. */
const MAX_SHOWN = 1_000;

const NOT_READY: CarrelError = {
  type: 'workspace/not-ready',
  message: 'The workspace was stopped while it was started.',
  retryable: true,
};

function runningInstall(error: CarrelError & { readonly commandId?: CommandId }): Result<CommandId, CarrelError> {
  return error.type === 'project/install-running' && error.commandId !== undefined ? ok(error.commandId) : err(error);
}

function depthOf(directory: string): number {
  return directory === '' ? 0 : directory.split('/').length;
}

function endingOf(error: Pick<CarrelError, 'type' | 'message'>): TaskEnding {
  const isRefused = error.type === 'session/not-found' || error.type === 'session/forbidden';
  return isRefused ? NOT_ALLOWED : failedFor('setup-failed', error);
}
