import type { AuditService } from '../audit/index.js';
import type { CodeService } from '../code/index.js';
import type { ConversationService } from '../conversations/index.js';
import type { DocumentService } from '../documents/index.js';
import type { FileService } from '../files/index.js';
import type { IdentityService } from '../identity/index.js';
import type { Caller, CursorCodec, ResultAsync, SessionId } from '../kernel/index.js';
import type { LanguageCatalogue } from '../languages/index.js';
import type { PortService } from '../ports/index.js';
import type { ProjectService } from '../projects/index.js';
import type { RateLimiter } from '../rate-limit/index.js';
import type { RuntimeCapabilities } from '../runtime/index.js';
import type { ConnectionService, MemberService, SessionService } from '../sessions/index.js';
import type { SettingService } from '../settings/index.js';
import type { TerminalService } from '../terminals/index.js';
import type { StreamService } from '../streaming/index.js';
import type { TaskService } from '../tasks/index.js';
import type { BackupOptions, BackupReport, RecordError, StoreError } from '../store/index.js';
import type {
  BackupError,
  BackupService,
  CodeRunner,
  CommandService,
  ContainerService,
  ReachError,
  SnapshotService,
  WorkspaceService,
} from '../workspaces/index.js';
import type { OpenWorkspace } from './open-workspace.js';

/** How one of the things that a Carrel depends on is doing. */
export interface BackendHealth {
  readonly name: 'store' | 'runtime' | 'streams' | 'rate-limits' | 'presence' | 'bus';
  /** `degraded`: it does less than it should, and everything works on. */
  readonly status: 'up' | 'degraded' | 'down';
  readonly latencyMs: number;
  /** Whether nothing works without it. */
  readonly required: boolean;
}

/** Workspaces of sessions, with the one verb that gives a handle. */
export interface CarrelWorkspaces extends WorkspaceService {
  /**
   * A handle of the session's workspace, started where it does not run. Everyone who opens at the same time joins one start.
   * `session/not-found` for who may not know of the session, `workspace/start-failed` when it does not come up; `options` as for `start`.
   */
  open(
    caller: Caller,
    sessionId: SessionId,
    options?: { readonly signal?: AbortSignal; readonly onlyWhileWaiting?: boolean },
  ): ResultAsync<OpenWorkspace, ReachError>;
}

/** All services over one store and one runtime. */
export interface Carrel extends AsyncDisposable {
  readonly identity: IdentityService;
  readonly settings: SettingService;
  readonly audit: AuditService;
  readonly languages: LanguageCatalogue;
  readonly sessions: SessionService<ReachError | BackupError | RecordError>;
  readonly members: MemberService;
  /** Who has connections open, and to which sessions, in all replicas together where the presence store is shared. */
  readonly connections: ConnectionService;
  readonly workspaces: CarrelWorkspaces;
  /** What runs in a tenant, for its administrators. */
  readonly containers: ContainerService;
  readonly commands: CommandService;
  readonly terminals: TerminalService;
  /** Programs that listen in workspaces. */
  readonly ports: PortService;
  readonly runner: CodeRunner;
  readonly files: FileService;
  /** What sessions had stored at some time, to put it back. */
  readonly backups: BackupService;
  /** The files of workspaces as they were, kept by the runtime. */
  readonly snapshots: SnapshotService;
  readonly projects: ProjectService;
  /** Questions about code, and changes to it. */
  readonly code: CodeService;
  readonly conversations: ConversationService;
  /** Documents that many edit at once. */
  readonly documents: DocumentService;
  /** Work that the model does in sessions by itself. */
  readonly tasks: TaskService;
  /** What is written bit by bit, and read by who may, from wherever they are. */
  readonly streams: StreamService;
  /** Counts for the edges, in all replicas together where it is shared. */
  readonly rateLimiter: RateLimiter;
  readonly runtime: { readonly name: string; readonly capabilities: RuntimeCapabilities };
  /** Signs the cursors of lists that an edge cuts into pages itself, the same in every replica. */
  readonly cursors: CursorCodec;
  /** How the store and the runtime are doing now. */
  health(): Promise<readonly BackendHealth[]>;
  /** Writes a consistent copy of all records to a file, while everything goes on; with `portable`, for every kind of store. */
  backup(path: string, options?: BackupOptions): ResultAsync<BackupReport, StoreError>;
  /**
   * Takes no new work, lets what is under way finish, and lets go of the store and the runtime. Workspaces go on where the
   * runtime keeps them. Idempotent.
   */
  dispose(): Promise<void>;
}
