import type { InvalidInput, ResultAsync } from '../kernel/index.js';
import type {
  DetectedProjects,
  InstallRequest,
  InstallResult,
  ProjectError,
  ProjectService,
  StartedInstall,
} from '../projects/index.js';
import type { CommandError, ReachError } from '../workspaces/index.js';
import type { WorkspaceLife } from './workspace-life.js';

export interface InstallOptions extends InstallRequest {
  /** Kills what an `install` runs, and gives `request/aborted`. */
  readonly signal?: AbortSignal;
}

type InstallFailure = ProjectError | CommandError | ReachError | InvalidInput;

/** What one life of a workspace is built with, and the packages of its projects. */
export class WorkspaceProjects {
  constructor(
    private readonly life: WorkspaceLife,
    private readonly service: ProjectService,
  ) {}

  /** What the projects in a directory and below are built with, and how they are installed, built, run and tested. */
  detect(
    path = '',
    { signal }: { readonly signal?: AbortSignal } = {},
  ): ResultAsync<DetectedProjects, ReachError | InvalidInput> {
    const { caller, sessionId, incarnation } = this.life;
    return this.service.detect(caller, sessionId, { path, incarnation, signal });
  }

  /**
   * Installs what the manifest of a project asks for, or adds packages to it, and gives the end of that.
   *
   * @example
   * const { exitCode, output } = await unwrap(workspace.projects.install({ packages: ['left-pad@1.3.0'] }));
   */
  install({ signal, ...request }: InstallOptions = {}): ResultAsync<InstallResult, InstallFailure> {
    const { caller, sessionId, incarnation } = this.life;
    return this.service.install(caller, sessionId, { request, incarnation, signal });
  }

  /** The same, without waiting for its end: `commands.get` with the id of its command follows it. */
  startInstall({ signal, ...request }: InstallOptions = {}): ResultAsync<StartedInstall, InstallFailure> {
    const { caller, sessionId, incarnation } = this.life;
    return this.service.startInstall(caller, sessionId, { request, incarnation, signal });
  }
}
