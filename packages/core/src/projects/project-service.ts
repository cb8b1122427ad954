import { detectFrameworks, installableProjects, type Detection } from '../frameworks/index.js';
import {
  commandId,
  err,
  errAsync,
  ok,
  parseInput,
  ResultAsync,
  type Caller,
  type Clock,
  type CommandId,
  type IdSource,
  type InvalidInput,
  type Result,
  type SessionId,
} from '../kernel/index.js';
import type { Leases } from '../leases/index.js';
import type { Logger } from '../telemetry/index.js';
import type {
  CallInWorkspace,
  CommandError,
  CommandRunner,
  CommandService,
  ReachError,
  WorkspaceAccess,
  WorkspaceTarget,
} from '../workspaces/index.js';
import { followInstall } from './follow-install.js';
import { installEnvironment } from './install-environment.js';
import type { InstallCaching } from './install-caching.js';
import { planInstall, type InstallPlan } from './install-plan.js';
import { InstallTurns } from './install-turns.js';
import { noNetwork, type InstallResult, type StartedInstall } from './install.js';
import { managerNotInstalled, type ProjectError } from './project-errors.js';
import { installSchema, pathSchema, type InstallRequest } from './project-input.js';
import type { ResolvedProjectOptions } from './project-options.js';
import { isWithin, readProjectTree, type ProjectTree } from './project-tree.js';

export interface ProjectServiceDeps {
  readonly access: WorkspaceAccess;
  readonly commands: CommandService;
  readonly runner: CommandRunner;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  /** Whether workspaces may reach anything outside of them. */
  readonly hasNetwork: boolean;
  readonly options: ResolvedProjectOptions;
  /** @default nothing is stored for tenants */
  readonly caching?: InstallCaching;
}

/** What the workspace holds, best first. */
export interface DetectedProjects {
  /** By directories from the workspace's root. */
  readonly detections: readonly Detection[];
  /** Whether there was more in the workspace than the limits allow to look at. */
  readonly truncated: boolean;
}

type DetectFailure = ReachError | InvalidInput;
type InstallFailure = ProjectError | CommandError | ReachError | InvalidInput;

/** What a session's workspace is built with, and the packages of its projects. */
export class ProjectService {
  private readonly schema: ReturnType<typeof installSchema>;
  private readonly turns: InstallTurns;

  constructor(private readonly deps: ProjectServiceDeps) {
    this.schema = installSchema(deps.options);
    this.turns = new InstallTurns(deps);
  }

  /**
   * What the projects in `path` and below are built with, told by their manifests, with the commands to install, build, run and
   * test them. Nothing is run. `file/not-found` when there is no such directory.
   */
  detect(
    caller: Caller,
    sessionId: SessionId,
    { path = '', ...call }: CallInWorkspace & { readonly path?: string | undefined } = {},
  ): ResultAsync<DetectedProjects, DetectFailure> {
    const directory = parseInput(pathSchema, path);
    if (directory.isErr()) return errAsync(directory.error);
    const target = { caller, sessionId, ...call, action: 'files.read' } as const;
    return this.look(target, directory.value, this.deps.options.maxDepth).map(({ files, detection, truncated }) => ({
      detections: detectFrameworks(files, detection).filter((one) => isWithin(directory.value, one.directory)),
      truncated,
    }));
  }

  /**
   * Installs packages and gives the end of that; `startInstall` says how. When `signal` fires everything is killed:
   * `request/aborted`.
   */
  install(
    caller: Caller,
    sessionId: SessionId,
    { request, signal, incarnation }: CallInWorkspace & { readonly request: InstallRequest },
  ): ResultAsync<InstallResult, InstallFailure> {
    const target = { caller, sessionId, action: 'commands.run', signal } as const;
    return this.beginInstall(caller, sessionId, { request, signal, incarnation }).andThen((started) =>
      new ResultAsync(followInstall(this.deps, target, started)).andTee(({ exitCode }) => {
        if (exitCode === 0) this.deps.caching?.save(target, started);
      }),
    );
  }

  /**
   * Installs what the manifest of a project asks for, or adds packages to it, with the program that the project is worked with or
   * the one that is named. It is a recorded command when ok, and goes on by itself; its output is the progress.
   *
   * Without a path the project in the root is meant, else the only one there is: `project/ambiguous` tells which there are,
   * `project/not-found` that there is none. `project/install-running` while another installation goes on in the same directory,
   * `project/manager-not-installed` when the workspace lacks the program.
   *
   * @param call.id a fresh id of the caller's own for the command, so that it can be named before it runs.
   */
  startInstall(
    caller: Caller,
    sessionId: SessionId,
    call: CallInWorkspace & { readonly request: InstallRequest; readonly id?: CommandId },
  ): ResultAsync<StartedInstall, InstallFailure> {
    return this.beginInstall(caller, sessionId, call).andTee((started) => {
      this.deps.caching?.saveAtEnd({ caller, sessionId, action: 'commands.run' }, started);
    });
  }

  private beginInstall(
    caller: Caller,
    sessionId: SessionId,
    {
      request,
      id = commandId.create(this.deps.ids),
      ...call
    }: CallInWorkspace & { readonly request: InstallRequest; readonly id?: CommandId },
  ): ResultAsync<StartedInstall, InstallFailure> {
    const parsed = parseInput(this.schema, request);
    if (parsed.isErr()) return errAsync(parsed.error);
    const target = { caller, sessionId, ...call, action: 'commands.run' } as const;
    return this.plan(target, parsed.value).andThen(
      (plan) => new ResultAsync(this.begin(target, parsed.value, { ...plan, id })),
    );
  }

  /** The project in the directory that is named, or in the root, or the only one below it. */
  private plan(target: WorkspaceTarget, request: InstallRequest): ResultAsync<InstallPlan, InstallFailure> {
    const { path = '' } = request;
    const isNamed = request.path !== undefined;
    const within = (depth: number, anew: boolean) =>
      this.look(target, path, depth).andThen(({ files, detection }) => {
        const projects = installableProjects(files, detection).filter(({ directory }) => isWithin(path, directory));
        return planInstall(projects, request, anew ? path : null);
      });
    return within(0, isNamed).orElse((error) =>
      error.type === 'project/not-found' && !isNamed ? within(this.deps.options.maxDepth, true) : errAsync(error),
    );
  }

  private look(target: WorkspaceTarget, directory: string, depth: number): ResultAsync<ProjectTree, ReachError> {
    const { access, options } = this.deps;
    const request = { directory, depth, options, signal: target.signal };
    return access.use(target, ({ files }) => readProjectTree(files, request));
  }

  private async begin(
    target: WorkspaceTarget,
    request: InstallRequest,
    plan: InstallPlan & { readonly id: CommandId },
  ): Promise<Result<StartedInstall, InstallFailure>> {
    const { caching, commands, hasNetwork, options } = this.deps;
    const { id, directory, manager, argv } = plan;
    const { caller, sessionId, incarnation, signal } = target;
    const turn = await this.turns.take(caller, { id, sessionId, directory });
    if (turn.isErr()) return err(turn.error);
    const { timeoutMs = options.installTimeoutMs, maxOutputBytes = options.maxInstallOutputBytes } = request;
    const env = await installEnvironment(this.deps, target, manager);
    const cache = await caching?.load(target, plan, env);
    const line = { argv, cwd: directory, env, stdin: '', timeoutMs, maxOutputBytes };
    const started = await commands.start(caller, sessionId, { request: line, id, incarnation, signal });
    if (started.isOk()) {
      await this.settle(this.turns.extend(turn.value, timeoutMs));
      const shown = { ...(hasNetwork ? {} : { hint: noNetwork }), ...(cache === undefined ? {} : { cache }) };
      return ok({ commandId: id, manager: manager.id, directory, argv, ...shown });
    }
    // Whether it runs is not known when the link broke, and who comes next looks for it.
    if (started.error.type !== 'connection/lost') await this.settle(this.turns.giveBack(turn.value));
    const missing = started.error.type === 'process/not-startable';
    return err(missing ? managerNotInstalled(manager.id, argv[0] ?? '') : started.error);
  }

  /** What has no bearing on the answer. */
  private async settle(result: ResultAsync<unknown, { readonly type: string }>): Promise<void> {
    const settled = await result;
    if (settled.isErr()) this.deps.logger.debug({ error: settled.error }, 'not done for an installation');
  }
}
