import type { NetworkAccess } from '../runtime/index.js';
import { defaultCapacityOptions, type CapacityOptions } from './capacity-options.js';

/** How workspaces are started and looked after. */
export interface WorkspaceOptions extends CapacityOptions {
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
}

export type ResolvedWorkspaceOptions = Required<WorkspaceOptions>;

export const defaultWorkspaceOptions: ResolvedWorkspaceOptions = {
  ...defaultCapacityOptions,
  imageTimeoutMs: 1_800_000,
  startTimeoutMs: 60_000,
  stopGraceMs: 5_000,
  reconcileIntervalMs: 10_000,
  graceAgeMs: 5_000,
  leaseTtlMs: 15_000,
  isolationClass: '',
  network: '',
  diskBytes: 0,
};
