import type { InvalidInput, Page, PageRequest, ResultAsync, SessionId, TenantId, UserId } from '../kernel/index.js';
import type { Session, SessionArchived, SessionNotFound, SessionRole } from '../sessions/index.js';
import type { RecordError, StoreError, Transaction, WriteError } from '../store/index.js';
import type { CapacityError } from './capacity-errors.js';
import type { StartOffer } from './start-offer.js';
import type { WorkspaceNotRunning } from './workspace-errors.js';
import type { Workspace } from './workspace.js';

/** Names the one workspace of a session. */
export interface WorkspaceKey {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
}

/** Who moves a workspace, and until when nobody else does. */
export interface Hold {
  readonly holder: string;
  readonly holdUntil: string;
}

export interface Beginning extends Hold {
  readonly runtime: string;
  /** For the workspace when it is the session's first. */
  readonly id: Workspace['id'];
  readonly intentToken: string;
  readonly now: string;
  /** Whether everybody who asks wants the start only while they wait for it. @default false */
  readonly onlyWhileWaiting?: boolean;
  /** Whether it was asked for before, so that a stop since then is the last word. @default false */
  readonly isAgain?: boolean;
  /** What a workspace that has room may be ready with at once. @default nothing */
  readonly offer?: StartOffer;
  /** Written with it, where this begins it. @default nothing */
  readonly also?: AlsoWritten | undefined;
}

/** What else is on record exactly when a workspace began. */
export type AlsoWritten = (tx: Transaction, workspace: Workspace) => ResultAsync<unknown, WriteError>;

/** A session, and its workspace where it ever had one, as they are together at one instant. */
export interface SessionWorkspace {
  readonly session: Session | null;
  readonly workspace: Workspace | null;
  /** What the user who was named is in the session; `null` for one who is nothing there, and when nobody was named. */
  readonly role: SessionRole | null;
}

/** An active workspace, and its session also where that was deleted; `null` where it is gone for good. */
export interface TenantWorkspace {
  readonly workspace: Workspace;
  readonly session: Session | null;
}

export type BeginError =
  SessionNotFound | SessionArchived | CapacityError | WorkspaceNotRunning | RecordError | StoreError;

export interface Begun {
  readonly session: Session;
  readonly workspace: Workspace;
  /** Whether this call began a new incarnation; otherwise the workspace is as it was found, and active. */
  readonly began: boolean;
}

/** Keeps workspaces. Each method is one transaction. */
export interface WorkspaceRepository {
  get(key: WorkspaceKey): ResultAsync<Workspace | null, StoreError>;
  /** In the order of `keys`. */
  getMany(keys: readonly WorkspaceKey[]): ResultAsync<readonly (Workspace | null)[], StoreError>;
  getWithSession(key: WorkspaceKey, user?: UserId): ResultAsync<SessionWorkspace, StoreError>;
  /**
   * The session is wanted running when ok, and its workspace is active: the one there was, or a new incarnation in state
   * `creating` with the intent of `beginning` and its room reserved, `ready` with the box that it offers, or `queued` where there
   * is no room yet.
   * `session/not-found` and `session/archived` when it cannot run, `workspace/over-quota` when it could never have room,
   * `workspace/queue-full` when no more may wait, `workspace/not-running` when it was stopped since it was asked for before.
   */
  begin(key: WorkspaceKey, beginning: Beginning): ResultAsync<Begun, BeginError>;
  /** Nobody wants the session running when ok. Ok also when there is no such session. */
  unwant(key: WorkspaceKey, now: string): ResultAsync<void, RecordError | StoreError>;
  /**
   * Writes what `change` makes of the workspace as it is now, and gives it; `null` when there is none, or `change` gives
   * `null`, and then nothing was written. One that is not active any more has given its room back, and one that is not queued
   * any more its place.
   */
  change(
    key: WorkspaceKey,
    change: (current: Workspace) => Workspace | null,
  ): ResultAsync<Workspace | null, RecordError | StoreError>;
  /** Every active workspace of every tenant. One that changes its state meanwhile may be missing. */
  listActive(): ResultAsync<readonly Workspace[], StoreError>;
  /**
   * The active workspaces of one tenant with their sessions, in the order in which their lives were asked for. One that begins or
   * ends between two pages may be missing; none is there twice. `request/invalid` for a limit out of range or a foreign cursor.
   */
  listOf(tenantId: TenantId, request: PageRequest): ResultAsync<Page<TenantWorkspace>, InvalidInput | StoreError>;
}
