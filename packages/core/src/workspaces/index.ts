export { CodeRunner } from './code-runner.js';
export type { CodeRunnerDeps } from './code-runner.js';
export { CommandEndings } from './command-endings.js';
export * from './command-errors.js';
export { defaultCommandOptions } from './command-options.js';
export type { CommandOptions, ResolvedCommandOptions } from './command-options.js';
export type { CommandRepository } from './command-repository.js';
export { CommandRunner } from './command-runner.js';
export { CommandService } from './command-service.js';
export type { CallInWorkspace, CommandRef, CommandServiceDeps } from './command-service.js';
export type {
  CodeFile,
  CodeResult,
  CodeStage,
  Command,
  CommandEnd,
  CommandEvent,
  CommandInput,
  CommandLine,
  CommandResult,
  RunCode,
} from './command.js';
export { commands, RecordCommandRepository } from './record-command-repository.js';
export { RunJournals } from './run-journal.js';
export { RecordWorkspaceRepository } from './record-workspace-repository.js';
export { WorkspaceSources } from './source-clone.js';
export type { SourceCall, WorkspaceSourcesDeps } from './source-clone.js';
export { workspaceSourceFailed } from './source-errors.js';
export type { SourceFailure, WorkspaceSourceFailed } from './source-errors.js';
export { defaultSourceOptions } from './source-options.js';
export type { ResolvedSourceOptions, SourceCredentials, SourceOptions } from './source-options.js';
export { WorkspaceAccess } from './workspace-access.js';
export type { ReachedWorkspace, WorkspaceTarget } from './workspace-access.js';
export { WorkspaceBoxes } from './workspace-boxes.js';
export * from './workspace-errors.js';
export { WorkspaceFeed } from './workspace-feed.js';
export { WorkspaceLifecycle } from './workspace-lifecycle.js';
export { WorkspaceLinks } from './workspace-links.js';
export { defaultWorkspaceOptions } from './workspace-options.js';
export type { ResolvedWorkspaceOptions, WorkspaceOptions } from './workspace-options.js';
export { WorkspaceReconciler } from './workspace-reconciler.js';
export { workspaces } from './workspace-records.js';
export type { WorkspaceKey, WorkspaceRepository } from './workspace-repository.js';
export { WorkspaceService } from './workspace-service.js';
export type { WorkspaceExplanation, WorkspaceServiceDeps } from './workspace-service.js';
export { nextState, WORKSPACE_EDGES } from './workspace-transitions.js';
export type { IllegalTransition, WorkspaceTrigger } from './workspace-transitions.js';
export type {
  Workspace,
  WorkspaceEvent,
  WorkspacePhase,
  WorkspaceReason,
  WorkspaceState,
  WorkspaceView,
} from './workspace.js';
