export { createCarrelClient } from './create-client.js';
export type { CarrelClient } from './create-client.js';
export type {
  CallOptions,
  CarrelClientOptions,
  RetryOptions,
  WebSocketConstructor,
  WebSocketLike,
} from './client-options.js';
export { CarrelClientException, err, errAsync, ok, okAsync, Result, ResultAsync, unwrap } from './result.js';
export type { Outcome } from './result.js';
export type {
  ClientAborted,
  ClientError,
  Detached,
  InputLimit,
  Problem,
  ProtocolFault,
  TimedOut,
  TokenStoreFailed,
  Unreachable,
} from './errors.js';
export type { ProblemType } from './generated/problem-type.js';
export type { paths as ApiPaths } from './generated/api.js';
export { eachItem } from './each-item.js';
export type { MakeOptions } from './idempotency-key.js';
export type { FollowFailed, FollowOptions } from './follow-events.js';
export type { BackupsClient } from './backups.js';
export type { CodeClient, CodePlansClient } from './code.js';
export type { CommandCall, CommandEvent, CommandsClient, Exit, RunningCommand } from './commands.js';
export type { ConversationsClient } from './conversations.js';
export type {
  DocumentConnection,
  DocumentEvent,
  DocumentPeer,
  DocumentPlace,
  OpenDocumentOptions,
} from './document-connection.js';
export type { DocumentChanges, DocumentsClient, SyncDocument } from './documents.js';
export type { FileContent, FilesClient, FileWatchEvent, ListOptions, ReadOptions, WriteOptions } from './files.js';
export type { IdentityClient } from './identity.js';
export type { OpenWorkspace } from './open-workspace.js';
export type { ProjectsClient } from './projects.js';
export type { MembersClient, SessionsClient } from './sessions.js';
export type { LanguagesClient, SettingsClient } from './settings.js';
export type { StreamEnd, StreamEvent } from './stream-event.js';
export type { ReadStreamOptions, StreamsClient } from './streams.js';
export type { TaskEvent, TasksClient } from './tasks.js';
export type { TenantAgentsClient, TenantClient, TenantInvitationsClient, TenantUsersClient } from './tenant.js';
export type { RunningTerminal, TerminalsClient } from './terminals.js';
export { browserTokenStore, memoryTokenStore } from './token-store.js';
export type { BrowserTokenStoreOptions, TokenStore } from './token-store.js';
export type { AttachOptions, TerminalAttachment } from './terminal-attachment.js';
export type { TerminalCloseReason, TerminalEvent, TerminalReady } from './terminal-events.js';
export type { WorkspaceEvent, WorkspacesClient } from './workspaces.js';
export { attachXterm } from './attach-xterm.js';
export type { AttachXtermOptions, XtermBinding, XtermLike } from './attach-xterm.js';
export { carrelFileSystem } from './file-system.js';
export type { CarrelFileSystem, FileSystemOptions } from './file-system.js';
export { CarrelFileSystemError, FileChangeType, FileType } from './file-system-types.js';
export type {
  DisposableLike,
  EventLike,
  FileChangeLike,
  FileStatLike,
  FileSystemErrorCode,
  FileSystemErrorsLike,
  UriLike,
} from './file-system-types.js';
export type * from './types.js';
