import type { SessionId, TenantId, WorkspaceId } from '../kernel/index.js';
import type { RuntimeHandle } from '../runtime/index.js';
import type { Entity } from '../store/index.js';

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
  | 'shutdown';

/** The running environment of a session, as it was last observed. One record for each session, whatever its incarnation. */
export interface Workspace extends Entity {
  readonly id: WorkspaceId;
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
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
  readonly handle?: RuntimeHandle;
  /** The life of the box that it became ready with: one that somebody started again is not this workspace any more. */
  readonly life?: string;
  readonly readyAt?: string;
  /** When the source of the session came into a workspace of it that became ready. */
  readonly sourcedAt?: string;
}

/** What a caller sees of a session's workspace. */
export interface WorkspaceView {
  readonly state: WorkspaceState | 'none';
  readonly incarnation: number;
  readonly runtime: string;
  readonly reason?: WorkspaceReason;
  readonly createdAt?: string;
  readonly readyAt?: string;
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
  | { readonly type: 'gap'; readonly from: number; readonly to: number };
