import { collection } from '../store/index.js';

/** A named, expiring reason for keeping something: an activity of a workspace, or the leadership of a background job. */
export interface Lease {
  /** Segments joined by `/`: what is kept alive first, then why. */
  readonly name: string;
  /** Who holds it; one process life, terminal, command or the like. */
  readonly holder: string;
  /** For people: shown where somebody asks why a thing is alive. */
  readonly reason: string;
  /**
   * The fencing number: greater than that of every earlier lease of the name. What the holder writes elsewhere can carry it,
   * so that the writes of a holder that lost its lease are recognised.
   */
  readonly epoch: number;
  readonly acquiredAt: string;
  readonly expiresAt: string;
}

/** A lease as the store keeps it; it stays for a while after its end, so that epochs go on rising. */
export interface LeaseRecord extends Lease {
  readonly releasedAt?: string;
}

export const leaseRecords = collection<LeaseRecord>()('leases', {
  key: ['name'],
  indexes: { byExpiry: ['expiresAt'] },
});

/** What the store must be opened with for leases to work. */
export const leaseCollections = [leaseRecords] as const;

/** The lease that the record still stands for at `now`, or `null` when it ended. */
export function livingLease(record: LeaseRecord | null, now: string): Lease | null {
  if (record === null || record.releasedAt !== undefined || record.expiresAt <= now) return null;
  return record;
}

/**
 * The epoch after `previous`. It is at least the time in milliseconds, so it also rises past that of a record that was swept
 * away, as long as the clocks of the replicas differ by less than ended leases are retained.
 */
export function nextEpoch(previous: number | null, nowMs: number): number {
  return Math.max((previous ?? 0) + 1, nowMs);
}
