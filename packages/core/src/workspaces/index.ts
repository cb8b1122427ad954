export * from './capacity-errors.js';
export {
  defaultCapacityOptions,
  defaultQueueOptions,
  toCapacityLimits,
  type CapacityOptions,
  type QueueOptions,
} from './capacity-options.js';
export { capacityCollections } from './capacity-records.js';
export { NOTHING, plus } from './capacity.js';
export type { Amounts, CapacityLimits, CapacityScope, LimitPassed, Reservation } from './capacity.js';
export { EMPTY_QUEUE, join, scopeName, takeTurns, withdraw } from './fair-queue.js';
export type { FairQueue, NewStart, WaitingStart } from './fair-queue.js';
export { scanAll } from './scan-all.js';
export { ACTIVITY_REASONS } from './activity-reason.js';
export type { ActivityReason } from './activity-reason.js';
export type {
  ActivityChange,
  ActivityError,
  ActivityLease,
  ActivityLook,
  ActivityRepository,
  ActivityWritten,
  LookOptions,
} from './activity-repository.js';
export { ActivityTracker } from './activity-tracker.js';
export type { ActivityHold, ActivityTrackerDeps, HoldError } from './activity-tracker.js';
export { activities } from './activity.js';
export type { Activity, LifeEnd, NextStep } from './activity.js';
export { CodeRunner } from './code-runner.js';
export type { CodeRunnerDeps } from './code-runner.js';
export { CommandEndings } from './command-endings.js';
export type { ProcessEnds } from './command-endings.js';
export * from './command-errors.js';
export { recordedArgv } from './command-input.js';
export { followProcess } from './command-process.js';
export type { ProcessSource } from './command-process.js';
export type { RoleListener } from './followed-access.js';
export { defaultCommandOptions } from './command-options.js';
export type { CommandOptions, ResolvedCommandOptions } from './command-options.js';
export type { CommandKey, CommandRepository } from './command-repository.js';
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
export { Lifetime, whileAllowed } from './followed-access.js';
export type { AccessGuard } from './followed-access.js';
export { LeftCommands } from './left-commands.js';
export type { LeftCommand } from './left-commands.js';
export type { LifeFacts, LifePolicy, LifeTimes } from './idle-policy.js';
export { RecordActivityRepository } from './record-activity-repository.js';
export { AuditedCommands } from './audited-commands.js';
export { RunJournals } from './run-journal.js';
export { BoxShapes } from './box-shapes.js';
export { planPool } from './pool-plan.js';
export type { PoolOptions, PoolSpec } from './pool-options.js';
export { poolBoxes } from './pool-records.js';
export { PoolRepository } from './pool-repository.js';
export { QueuePlaces } from './queue-places.js';
export { RecordWorkspaceRepository } from './record-workspace-repository.js';
export { StartAdmission } from './start-admission.js';
export { StartGate } from './start-gate.js';
export { StartTurns } from './start-turns.js';
export { BackupService } from './backup-service.js';
export type { BackupCheck } from './backup-check.js';
export type { BackupError } from './backup-service.js';
export { ContainerService } from './container-service.js';
export type { Container, ContainerStats, NoStatsReason } from './container.js';
export * from './snapshot-errors.js';
export { SnapshotRemoval } from './snapshot-removal.js';
export { SnapshotRepository, snapshots } from './snapshot-repository.js';
export { SnapshotRestore } from './snapshot-restore.js';
export { SnapshotService } from './snapshot-service.js';
export type { SnapshotError, TakeSnapshot } from './snapshot-service.js';
export { SnapshotSweeper } from './snapshot-sweeper.js';
export type { SnapshotState, SnapshotView } from './snapshot.js';
export { storedFileEntry, StoredTarTree } from './stored-tar-tree.js';
export { StoredUpkeep } from './stored-upkeep.js';
export { TreeLoader } from './tree-loader.js';
export { TreeReader } from './tree-reader.js';
export type { ContentCheck, SaveError } from './tree-reader.js';
export { TreeSaver } from './tree-saver.js';
export { WorkspaceStorage } from './workspace-storage.js';
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
export { WorkspaceFiller } from './workspace-filler.js';
export { KeptFiles } from './kept-files.js';
export { WorkspaceLifecycle } from './workspace-lifecycle.js';
export { WorkspaceLinks } from './workspace-links.js';
export { defaultWorkspaceOptions } from './workspace-options.js';
export type { ResolvedWorkspaceOptions, WorkspaceOptions } from './workspace-options.js';
export { WorkspacePool } from './workspace-pool.js';
export { WorkspaceReaper } from './workspace-reaper.js';
export { WorkspaceReconciler } from './workspace-reconciler.js';
export { workspaces } from './workspace-records.js';
export type { WorkspaceKey, WorkspaceRepository } from './workspace-repository.js';
export { WorkspaceService } from './workspace-service.js';
export type { WorkspaceServiceDeps } from './workspace-service.js';
export type { WorkspaceCause, WorkspaceExplanation } from './workspace-explanation.js';
export { WorkspaceUse } from './workspace-use.js';
export { isActive, nextState, WORKSPACE_EDGES } from './workspace-transitions.js';
export type { IllegalTransition, WorkspaceTrigger } from './workspace-transitions.js';
export type {
  Workspace,
  WorkspaceEvent,
  WorkspacePhase,
  WorkspaceReason,
  WorkspaceState,
  WorkspaceView,
  WorkspaceWarning,
} from './workspace.js';
