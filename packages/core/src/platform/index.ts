export type { CarrelOptions, CarrelRepositories } from './carrel-options.js';
export type { BackendHealth, Carrel, CarrelWorkspaces } from './carrel.js';
export { createCarrel } from './create-carrel.js';
export type { OpenWorkspace } from './open-workspace.js';
export type { CommandCallOptions, RunningCommand, WorkspaceCommands } from './workspace-commands.js';
export type { WorkspaceFiles } from './workspace-files.js';
export type { WorkspacePorts } from './workspace-ports.js';
export type { InstallOptions, WorkspaceProjects } from './workspace-projects.js';
export type { OpenTerminalOptions, RunningTerminal, WorkspaceTerminals } from './workspace-terminals.js';
