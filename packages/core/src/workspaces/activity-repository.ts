import type { ResultAsync } from '../kernel/index.js';
import type { Lease } from '../leases/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { Activity } from './activity.js';
import type { ActivityReason } from './activity-reason.js';
import type { Hold, WorkspaceKey } from './workspace-repository.js';
import type { Workspace } from './workspace.js';

export type ActivityError = RecordError | StoreError;

/** A lease of one holder on one life of a workspace. */
export interface ActivityLease {
  readonly reason: ActivityReason;
  /** A replica or a user: letters, digits, `_ . : -`. */
  readonly holder: string;
}

/** How one holder's use of one life of a workspace went on. */
export interface ActivityChange {
  readonly workspace: Workspace;
  /** When it was used last; `null` when this change is no use of it. */
  readonly activeAt: string | null;
  /** Held for `ttlMs` from now on. */
  readonly held: readonly (ActivityLease & { readonly ttlMs: number })[];
  /** Held no more. */
  readonly ended: readonly ActivityLease[];
}

export interface ActivityWritten {
  readonly activity: Activity;
  /** The workspace as it was written, when its warning was taken back. */
  readonly unwarned: Workspace | null;
}

/** What a look of the reaper at a workspace came to. */
export type ActivityLook =
  /** Nothing is due, or it is not this life any more. */
  | { readonly type: 'nothing' }
  /** What is known of its leases was brought up to date; something else may be due. */
  | { readonly type: 'again' }
  /** A warning was written down. */
  | { readonly type: 'warned'; readonly workspace: Workspace }
  /** It is `stopping`, and nobody wants its session running. */
  | { readonly type: 'stopping'; readonly workspace: Workspace }
  /** Whether something runs in it must be known first. */
  | { readonly type: 'ask'; readonly workspace: Workspace; readonly activity: Activity };

export interface LookOptions {
  readonly nowMs: number;
  /** Of the replica that looks, for a workspace that it stops. */
  readonly hold: Hold;
  /** The use of it at which its box was found to run nothing. */
  readonly quietAt?: Activity;
  /** Whether idle workspaces may be stopped, and not only looked at. */
  readonly mayEndIdle: boolean;
}

/** Keeps what is known of the use of ready workspaces, and the leases on them. Each method is one transaction. */
export interface ActivityRepository {
  get(key: WorkspaceKey): ResultAsync<Activity | null, StoreError>;
  /** In the order of `keys`. */
  getMany(keys: readonly WorkspaceKey[]): ResultAsync<readonly (Activity | null)[], StoreError>;
  /** The living leases on this life. */
  leases(workspace: Workspace): ResultAsync<readonly Lease[], StoreError>;
  /** Writes the changes, in their order; `null` for a life that is not ready any more, of which nothing is written. */
  record(
    changes: readonly ActivityChange[],
    nowMs: number,
  ): ResultAsync<readonly (ActivityWritten | null)[], ActivityError>;
  /** The workspaces that the reaper must look at, the longest due first, at most `limit`. */
  listDue(nowMs: number, limit: number): ResultAsync<readonly Activity[], StoreError>;
  /**
   * Does what is due for the workspace. It becomes `stopping` for `idle` only when no lease on it lives and it is used exactly as
   * `quietAt` says; in the same transaction its session is not wanted running any more.
   */
  look(key: WorkspaceKey, options: LookOptions): ResultAsync<ActivityLook, ActivityError>;
  /** It is due again at `atMs`, unless it was used since. */
  postpone(activity: Activity, atMs: number): ResultAsync<void, ActivityError>;
}
