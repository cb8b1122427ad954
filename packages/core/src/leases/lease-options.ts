/** Bounds of leases. */
export interface LeaseOptions {
  /** The longest time a lease may last without being renewed. @default 86_400_000 (a day) */
  readonly maxTtlMs?: number;
  /** The most characters of a name. @default 512 */
  readonly maxNameLength?: number;
  /** The most characters of a holder and of a reason. @default 256 */
  readonly maxTextLength?: number;
  /** How many leases `list` gives at most. @default 200 */
  readonly maxListed?: number;
  /** How long the record of an ended lease is kept before `sweep` takes it. Longer than clocks can differ. @default 3_600_000 */
  readonly retentionMs?: number;
}

export type ResolvedLeaseOptions = Required<LeaseOptions>;

export function resolveLeaseOptions(options: LeaseOptions = {}): ResolvedLeaseOptions {
  return Object.freeze({
    maxTtlMs: 86_400_000,
    maxNameLength: 512,
    maxTextLength: 256,
    maxListed: 200,
    retentionMs: 3_600_000,
    ...options,
  });
}
