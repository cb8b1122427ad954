import type { CarrelError, SessionId, TenantId, UserId, WorkspaceId } from '../kernel/index.js';
import type { RuntimeHandle } from '../runtime/index.js';
import type { AccessError } from '../sessions/index.js';
import type { Entity } from '../store/index.js';
import type { Reservation } from './capacity.js';
import type { LifeTimes } from './idle-policy.js';
import type { SnapshotBoot } from './snapshot.js';

export type WorkspaceState = 'queued' | 'creating' | 'ready' | 'stopping' | 'stopped' | 'failed';

/** Why a workspace is not running, or is on its way there. */
export type WorkspaceReason =
  | 'requested'
  | 'session-deleted'
  | 'session-expired'
  | 'session-changed'
  | 'start-failed'
  | 'start-timed-out'
  | 'start-interrupted'
  | 'source-failed'
  | 'died'
  | 'out-of-memory'
  | 'files-not-loaded'
  | 'files-not-saved'
  | 'idle'
  | 'max-lifetime'
  | 'over-quota'
  | 'queue-timed-out'
  | 'shutdown';

/** The running environment of a session, as it was last observed. One record for each session, whatever its incarnation. */
export interface Workspace extends Entity {
  readonly id: WorkspaceId;
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  /** Whose the session was when this life was asked for; absent for one of before that was written down. */
  readonly ownerId?: UserId;
  /** Counts the lives of the session's workspaces from 1. */
  readonly incarnation: number;
  readonly state: WorkspaceState;
  readonly runtime: string;
  readonly reason?: WorkspaceReason;
  /** Names the intent to create this incarnation; the box carries it. */
  readonly intentToken: string;
  /** The replica that moves it, while it is `creating` or `stopping`. */
  readonly holder?: string;
  /** When another replica may take a `creating` or `stopping` one over. */
  readonly holdUntil?: string;
  /** How often a start that waited for its turn was interrupted since; absent for one that never waited. */
  readonly interruptions?: number;
  readonly handle?: RuntimeHandle;
  /** The box of the pool that was claimed for it, from before it is ready; `handle` is the same once it is. */
  readonly pooled?: RuntimeHandle;
  /** The life of the box that it became ready with: one that somebody started again is not this workspace any more. */
  readonly life?: string;
  readonly readyAt?: string;
  /** When the source of the session came into a workspace of it that became ready. */
  readonly sourcedAt?: string;
  /** The room that it takes, from when it is `creating` until nothing of it can run. */
  readonly reserved?: Reservation;
  /** How long this life lasts, as it was decided when it became ready. */
  readonly times?: LifeTimes;
  /** What its boxes begin with, when a snapshot was restored; of this life and each that follows. */
  readonly bootsFrom?: SnapshotBoot;
  /** The latest warning of this life that was not taken back. */
  readonly warning?: WorkspaceWarning;
}

/** That a workspace is going to be stopped. */
export interface WorkspaceWarning {
  readonly reason: 'idle' | 'max-lifetime';
  /** When it is stopped. */
  readonly at: string;
  /** The version that the workspace got with it. */
  readonly version: number;
}

/** What a caller sees of a session's workspace. */
export interface WorkspaceView {
  readonly state: WorkspaceState | 'none';
  readonly incarnation: number;
  readonly runtime: string;
  readonly reason?: WorkspaceReason;
  /** Of a queued one: 1 for the next, if its own user's and tenant's limits hold up nobody. */
  readonly queuePosition?: number;
  /** About how long a queued one waits on, in milliseconds, where that is known. */
  readonly queueEstimateMs?: number;
  readonly createdAt?: string;
  readonly readyAt?: string;
  /** When it is stopped unless it is used before, and unless what holds it goes on. Absent when never, and where nothing runs. */
  readonly idleAt?: string;
  /** When it is stopped whatever goes on in it. Absent when never, and where nothing runs. */
  readonly expiresAt?: string;
}

/** What takes the time of a start: its image, its box, or the source of its session. */
export type WorkspacePhase = 'image' | 'start' | 'source';

/**
 * One step of a workspace's life, at its position in the session's history. `progress` is a hint in between, for a person: what a
 * start of this replica is doing. It has no position, and whoever was not there when it was told may miss it.
 */
export type WorkspaceEvent =
  | { readonly type: 'progress'; readonly phase: WorkspacePhase; readonly line: string }
  | { readonly type: 'state'; readonly position: number; readonly workspace: WorkspaceView }
  /**
   * It is going to be stopped `at` that time. An `idle` one is taken back by its use: a `state` follows then. That the session
   * expires has no position.
   */
  | {
      readonly type: 'warning';
      readonly position: number;
      readonly reason: WorkspaceWarning['reason'];
      readonly at: string;
    }
  | { readonly type: 'warning'; readonly reason: 'session-expires'; readonly at: string }
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  /** The last one: the reader may not follow it any more, or `service/shutting-down`: follow it elsewhere. */
  | { readonly type: 'failed'; readonly error: AccessError | CarrelError<'service/shutting-down'> };
