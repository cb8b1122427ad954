import type { InvalidInput, ResultAsync, SessionId } from '../kernel/index.js';
import type { FileService } from '../files/index.js';
import type { LanguageError } from '../languages/index.js';
import type { PortService } from '../ports/index.js';
import type { ProjectService } from '../projects/index.js';
import type { TerminalService } from '../terminals/index.js';
import type { CodeResult, CodeRunner, CommandError, CommandService, ReachError, RunCode } from '../workspaces/index.js';
import { WorkspaceCommands } from './workspace-commands.js';
import { WorkspaceFiles } from './workspace-files.js';
import { WorkspacePorts } from './workspace-ports.js';
import { WorkspaceTerminals } from './workspace-terminals.js';
import { WorkspaceProjects } from './workspace-projects.js';
import type { WorkspaceLife } from './workspace-life.js';

export interface WorkspaceServices {
  readonly commands: CommandService;
  readonly files: FileService;
  readonly ports: PortService;
  readonly projects: ProjectService;
  readonly runner: CodeRunner;
  readonly terminals: TerminalService;
}

/**
 * One life of a session's workspace, in the hands of one caller. When that life is over whatever would reach into it fails with
 * `workspace/replaced`; it never reaches a newer one. What is on record of its commands and terminals can still be listed.
 * Holding it keeps nothing alive, and nothing needs to be closed.
 */
export class OpenWorkspace {
  readonly sessionId: SessionId;
  readonly incarnation: number;
  readonly commands: WorkspaceCommands;
  readonly files: WorkspaceFiles;
  readonly ports: WorkspacePorts;
  readonly projects: WorkspaceProjects;
  readonly terminals: WorkspaceTerminals;

  constructor(
    private readonly life: WorkspaceLife,
    private readonly services: WorkspaceServices,
  ) {
    this.sessionId = life.sessionId;
    this.incarnation = life.incarnation;
    this.commands = new WorkspaceCommands(life, services.commands);
    this.files = new WorkspaceFiles(life, services.files);
    this.ports = new WorkspacePorts(life, services.ports);
    this.terminals = new WorkspaceTerminals(life, services.terminals);
    this.projects = new WorkspaceProjects(life, services.projects);
  }

  /** Builds and runs a program given as files; see `CodeRunner.run`. */
  run(
    request: RunCode,
    options: { readonly signal?: AbortSignal } = {},
  ): ResultAsync<CodeResult, CommandError | ReachError | LanguageError | InvalidInput> {
    const { caller, incarnation, sessionId } = this.life;
    return this.services.runner.run(caller, sessionId, { request, incarnation, signal: options.signal });
  }
}
