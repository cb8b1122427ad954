export { CarrelException, err, errAsync, ok, okAsync, Result, ResultAsync, unwrap } from './kernel/index.js';
export type { Caller, CarrelError, Clock, IdSource, Page, PageRequest } from './kernel/index.js';
export { createCarrel, defaultLoginLimits, openOperator } from './platform/index.js';
export type {
  BackendHealth,
  Carrel,
  CarrelOptions,
  CarrelRepositories,
  CarrelWorkspaces,
  CommandCallOptions,
  InstallOptions,
  LoginLimits,
  OpenTerminalOptions,
  OperatorOptions,
  OpenWorkspace,
  RunningCommand,
  RunningTerminal,
  WorkspaceCommands,
  WorkspaceFiles,
  WorkspacePorts,
  WorkspaceProjects,
  WorkspaceTerminals,
} from './platform/index.js';
