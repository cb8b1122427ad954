import type { NetworkAccess } from '../runtime/index.js';
import { defaultCapacityOptions, type CapacityOptions } from './capacity-options.js';
import { defaultPoolOptions, type PoolOptions } from './pool-options.js';

/** How workspaces are started and looked after. */
export interface WorkspaceOptions extends CapacityOptions, PoolOptions {
  /** How long making or fetching an image may take before the start fails with `start-timed-out`. @default 1,800,000 */
  readonly imageTimeoutMs?: number;
  /** How long a start may take, once its image is there, before it fails with `start-timed-out`. @default 60,000 */
  readonly startTimeoutMs?: number;
  /** How long the processes of a workspace may take to end before they are killed. @default 5,000 */
  readonly stopGraceMs?: number;
  /** How often records and boxes are compared. @default 10,000 */
  readonly reconcileIntervalMs?: number;
  /** How old a box must be before it is taken for an orphan. @default 5,000 */
  readonly graceAgeMs?: number;
  /** How long another replica that ended without a word keeps the lead of the reconciler. @default 15,000 */
  readonly leaseTtlMs?: number;
  /** What keeps workspaces apart from their machine: one of the runtime's `isolationClasses`. @default '', the runtime's own choice */
  readonly isolationClass?: string;
  /** What the programs of workspaces may reach: one of the runtime's `networks`. @default '', the runtime's own: `none` where it can */
  readonly network?: NetworkAccess | '';
  /** What the files of a workspace may take together, where the runtime bounds them. @default 0, without a bound */
  readonly diskBytes?: number;
  /**
   * Whose files stay on the runtime when a workspace ends, until the session is deleted: those of rooms, of all sessions, or of none.
   * It is for sessions that have neither a storage nor a source, and needs the runtime's capability `sessionFiles`; their boxes are never
   * ones that were made ahead. @default 'none'
   */
  readonly keptFiles?: 'none' | 'rooms' | 'all';
  /** After how long without use a workspace is stopped, unless a policy decides; 0 for never. @default 1,800,000 */
  readonly idleTimeoutMs?: number;
  /** How long a workspace may live, unless a policy decides; 0 for as long as it is used. @default 86,400,000 (a day) */
  readonly maxLifetimeMs?: number;
  /** How long before such a stop a warning is told, unless a policy decides. @default 60,000 */
  readonly warnBeforeMs?: number;
  /** How long what keeps a workspace alive counts after a replica that ended without a word. @default 30,000 */
  readonly activityTtlMs?: number;
  /** How long an open watch or connection without any event or traffic counts as use. @default 1,800,000 */
  readonly idleSocketMaxMs?: number;
  /** The longest time that a caller may keep a workspace alive for. At most a day. @default 86,400,000 (a day) */
  readonly maxKeepAliveMs?: number;
  /** How many workspaces whose time is over one sweep looks at. @default 100 */
  readonly maxReapedPerSweep?: number;
  /** How long the runtime may take to say what one workspace uses, for the list of a tenant's workspaces. @default 2,000 */
  readonly statsTimeoutMs?: number;
  /**
   * How long the runtime may take for one stop beyond its grace, one removal or one look at its boxes, and with a call that was
   * given up. It counts as failed then, and is tried again. @default 60,000
   */
  readonly runtimeTimeoutMs?: number;
  /** How many snapshots one session has at most. @default 10 */
  readonly maxSnapshotsPerSession?: number;
  /** How many snapshots the sessions of one tenant have together at most. @default 100 */
  readonly maxSnapshotsPerTenant?: number;
  /** How long taking a snapshot may take. @default 600,000 */
  readonly snapshotTimeoutMs?: number;
}

export type ResolvedWorkspaceOptions = Required<WorkspaceOptions>;

export const defaultWorkspaceOptions: ResolvedWorkspaceOptions = {
  ...defaultCapacityOptions,
  ...defaultPoolOptions,
  imageTimeoutMs: 1_800_000,
  startTimeoutMs: 60_000,
  stopGraceMs: 5_000,
  reconcileIntervalMs: 10_000,
  graceAgeMs: 5_000,
  leaseTtlMs: 15_000,
  isolationClass: '',
  network: '',
  diskBytes: 0,
  keptFiles: 'none',
  idleTimeoutMs: 1_800_000,
  maxLifetimeMs: 86_400_000,
  warnBeforeMs: 60_000,
  activityTtlMs: 30_000,
  idleSocketMaxMs: 1_800_000,
  maxKeepAliveMs: 86_400_000,
  maxReapedPerSweep: 100,
  statsTimeoutMs: 2_000,
  runtimeTimeoutMs: 60_000,
  maxSnapshotsPerSession: 10,
  maxSnapshotsPerTenant: 100,
  snapshotTimeoutMs: 600_000,
};
