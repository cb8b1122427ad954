/** How workspaces are started and looked after. */
export interface WorkspaceOptions {
  /** How long a start may take before it fails with `start-timed-out`. @default 60,000 */
  readonly startTimeoutMs?: number;
  /** How long the processes of a workspace may take to end before they are killed. @default 5,000 */
  readonly stopGraceMs?: number;
  /** How often records and boxes are compared. @default 10,000 */
  readonly reconcileIntervalMs?: number;
  /** How old a box must be before it is taken for an orphan. @default 5,000 */
  readonly graceAgeMs?: number;
  /** How long another replica that ended without a word keeps the lead of the reconciler. @default 15,000 */
  readonly leaseTtlMs?: number;
}

export type ResolvedWorkspaceOptions = Required<WorkspaceOptions>;

export const defaultWorkspaceOptions: ResolvedWorkspaceOptions = {
  startTimeoutMs: 60_000,
  stopGraceMs: 5_000,
  reconcileIntervalMs: 10_000,
  graceAgeMs: 5_000,
  leaseTtlMs: 15_000,
};
