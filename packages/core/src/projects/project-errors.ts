import type { CarrelError, CommandId } from '../kernel/index.js';

/** A directory with a project, and the tool that it is worked with. */
export interface ProjectPlace {
  /** Relative to the workspace's root; empty for the root itself. */
  readonly directory: string;
  readonly manager: string;
}

/** There is no manifest whose packages could be installed. */
export interface ProjectNotFound extends CarrelError<'project/not-found'> {
  readonly directory: string;
}
/** Several projects could be meant: name one by its directory and its manager. */
export interface ProjectAmbiguous extends CarrelError<'project/ambiguous'> {
  readonly candidates: readonly ProjectPlace[];
}
/** The workspace has no program of that name. */
export interface ManagerNotInstalled extends CarrelError<'project/manager-not-installed'> {
  readonly manager: string;
  readonly program: string;
}
/** Something is being installed in that directory already; its command's output tells how it goes. */
export interface InstallRunning extends CarrelError<'project/install-running'> {
  readonly commandId: CommandId;
}

export type ProjectError = ProjectNotFound | ProjectAmbiguous | ManagerNotInstalled | InstallRunning;

/** How many of the candidates a message names, and the error holds. */
const MAX_CANDIDATES = 20;

/** @param wanted what was looked for, such as `a project of npm`. */
export function projectNotFound(directory: string, wanted: string): ProjectNotFound {
  return {
    type: 'project/not-found',
    message: `There is no ${wanted} in ${named(directory)}.`,
    retryable: false,
    directory,
  };
}

export function projectAmbiguous(all: readonly ProjectPlace[]): ProjectAmbiguous {
  const candidates = all.slice(0, MAX_CANDIDATES);
  const list = candidates.map(({ directory, manager }) => `${manager} in ${named(directory)}`).join(', ');
  const more = all.length > candidates.length ? ', and others' : '';
  return {
    type: 'project/ambiguous',
    message: `Several projects could be meant (${list}${more}): name the path, and the manager where one path has several.`,
    retryable: false,
    candidates,
  };
}

export function managerNotInstalled(manager: string, program: string): ManagerNotInstalled {
  return {
    type: 'project/manager-not-installed',
    message: `The workspace has no program ${program}, which ${manager} needs.`,
    retryable: false,
    manager,
    program,
  };
}

export function installRunning(commandId: CommandId): InstallRunning {
  return {
    type: 'project/install-running',
    message: `Packages are being installed there already, by the command ${commandId}.`,
    retryable: true,
    retryAfterMs: 5_000,
    commandId,
  };
}

function named(directory: string): string {
  return directory === '' ? 'the root of the workspace' : directory;
}
