export type { BoxSnapshot, SnapshotOptions, TokenSnapshot } from './box-snapshot.js';
export type { BoxStats } from './box-stats.js';
export type { Exit, ExitReason } from './exit.js';
export type {
  FileConnection,
  FileContent,
  FileEntry,
  FileType,
  ReadOptions,
  WatchEvent,
  WatchOptions,
  WriteFile,
  DirectoryOptions,
  WriteOptions,
} from './file-tree.js';
export type {
  AttachOptions,
  CallOptions,
  KillOptions,
  OutputChannel,
  ProcessConnection,
  ProcessEvent,
  ProcessInfo,
  ProcessLimits,
  SignalOptions,
  SpawnSpec,
  TerminalSize,
} from './process.js';
export { boundedRuntime } from './bounded-runtime.js';
export { observedRuntime } from './observed-runtime.js';
export { checkNetwork } from './network-access.js';
export type { NetworkAccess } from './network-access.js';
export { pathBytes, pathText } from './path-text.js';
export * from './port-errors.js';
export * from './runtime-errors.js';
export { downloadTar, uploadTar } from './tar-transfer.js';
export type { TarSink, TarTree } from './tar-transfer.js';
export { checkDiskLimit } from './disk-limit.js';
export { checkIsolationClass } from './isolation-class.js';
export { checkSessionFiles, noSessionFiles } from './session-files.js';
export type { FilesOwner, SessionFiles } from './session-files.js';
export type { WorkspaceConnection, WorkspaceStats } from './workspace-connection.js';
export { workspacePath } from './workspace-path.js';
export type {
  BoxInfo,
  BoxState,
  RuntimeCapabilities,
  RuntimeEvent,
  RuntimeHandle,
  WorkspaceLimits,
  WorkspaceRuntime,
  WorkspaceSpec,
} from './workspace-runtime.js';
