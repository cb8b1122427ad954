import type { SessionId, UserId } from '../kernel/index.js';
import type { WorkspaceLimits } from '../runtime/index.js';
import type { WorkspaceReason, WorkspaceState } from './workspace.js';

/** What a workspace uses at one moment. */
export interface ContainerStats {
  readonly memoryBytes: number;
  /** CPU time used since its box was started, in milliseconds. */
  readonly cpuMs: number;
  readonly processes: number;
  /** Since it became ready, in milliseconds. */
  readonly uptimeMs: number;
}

/**
 * Why it is not known what a workspace uses: it is not ready, its box does not run any more, the runtime took too long, or the
 * runtime could not say.
 */
export type NoStatsReason = 'not-ready' | 'not-running' | 'timed-out' | 'unavailable';

/** An active workspace of a tenant, as its administrators see it. */
export interface Container {
  readonly sessionId: SessionId;
  /** `null` of a session that is gone for good. */
  readonly sessionName: string | null;
  readonly ownerId: UserId | null;
  readonly state: Exclude<WorkspaceState, 'stopped' | 'failed'>;
  readonly incarnation: number;
  readonly runtime: string;
  /** What its box boots from, by the languages of its session, or its snapshot; `null` where the runtime has no images. */
  readonly image: string | null;
  readonly reason?: WorkspaceReason;
  readonly createdAt: string;
  readonly readyAt?: string;
  /** By the languages of its session; `null` where the catalogue has none of them any more. */
  readonly limits: WorkspaceLimits | null;
  readonly stats: ContainerStats | null;
  /** Only where `stats` is `null`. */
  readonly statsReason?: NoStatsReason;
}
