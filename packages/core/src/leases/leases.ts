import type { Clock } from '../kernel/index.js';
import {
  err,
  errAsync,
  invalidInput,
  ok,
  ResultAsync,
  toTimestamp,
  type InvalidInput,
  type Result,
} from '../kernel/index.js';
import type { RecordStore, StoreError, Transaction, WriteError } from '../store/index.js';
import type { AcquireError, RenewError } from './lease-errors.js';
import { resolveLeaseOptions, type LeaseOptions, type ResolvedLeaseOptions } from './lease-options.js';
import { checkLeaseRequest, nameIssues, ttlIssues, type LeaseRequest } from './lease-request.js';
import { LeaseTable } from './lease-table.js';
import { leaseRecords, type Lease } from './lease.js';

export interface LeasesDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly options?: LeaseOptions;
  /** Whether a holder is certainly gone, so that its leases are free before their time. @default nobody ever is */
  readonly isGone?: (holder: string) => boolean;
}

/** How many records one call of `sweep` takes at most, so that its transaction stays short. */
const SWEEP_LIMIT = 200;

/**
 * Named, expiring reasons for keeping something, kept in the store so that every replica sees them.
 *
 * An expired lease is as good as absent, whether or not its record is still there. Times are those of the replica that asks:
 * clocks that differ make a lease end earlier or later by as much, and the `epoch` fences off a holder that did not notice.
 */
export class Leases {
  /** The same operations inside a transaction of the caller. */
  readonly table: LeaseTable;
  private readonly store: RecordStore;
  private readonly clock: Clock;
  private readonly options: ResolvedLeaseOptions;

  constructor({ store, clock, options, isGone = () => false }: LeasesDeps) {
    this.store = store;
    this.clock = clock;
    this.options = resolveLeaseOptions(options);
    this.table = new LeaseTable({ clock, options: this.options, isGone });
  }

  /**
   * The holder has the lease for `ttlMs` when ok, under a new epoch. `lease/held` while somebody else has it. A holder that
   * has it already gets it anew, and its earlier epoch is lost. `request/invalid` past the bounds of the options.
   */
  acquire(request: LeaseRequest): ResultAsync<Lease, AcquireError> {
    const checked = checkLeaseRequest(request, this.options);
    if (checked.isErr()) return errAsync(checked.error);
    return this.store.transact((tx) => this.table.acquire(tx, checked.value));
  }

  /** Lasts `ttlMs` from now on when ok. `lease/lost` when it expired, was released, or is another's or a later epoch's. */
  renew(lease: Lease, ttlMs: number): ResultAsync<Lease, RenewError> {
    const issues = ttlIssues(ttlMs, this.options);
    if (issues.length > 0) return errAsync(invalidInput(issues));
    return this.store.transact((tx) => this.table.renew(tx, lease, ttlMs));
  }

  /** Not held by this holder at this epoch when ok, also when it was not before. Somebody else's is left alone. */
  release(lease: Lease): ResultAsync<void, WriteError> {
    return this.store.transact((tx) => this.table.release(tx, lease));
  }

  /** The lease, or `null` when nobody holds it. */
  get(name: string): ResultAsync<Lease | null, StoreError> {
    return this.store.read((view) => this.table.get(view, name));
  }

  /** The living leases whose names begin with `subject` and a `/`, by name; the first `maxListed` of them. */
  list(subject: string): ResultAsync<readonly Lease[], InvalidInput | StoreError> {
    const issues = nameIssues('subject', subject, this.options);
    if (issues.length > 0) return errAsync(invalidInput(issues));
    return this.store.read((view) => this.table.list(view, subject));
  }

  /** Takes away the records of leases that ended longer ago than `retentionMs`; says how many. Call again until it is 0. */
  sweep(): ResultAsync<number, WriteError> {
    const before = toTimestamp(this.clock.now() - this.options.retentionMs);
    return this.store.transact((tx) => new ResultAsync(removeEnded(tx, before)));
  }
}

async function removeEnded(tx: Transaction, before: string): Promise<Result<number, WriteError>> {
  const ended = await tx.scan(leaseRecords, { index: 'byExpiry', end: [before], limit: SWEEP_LIMIT });
  if (ended.isErr()) return err(ended.error);
  for (const { value } of ended.value.items) {
    const removed = await tx.remove(leaseRecords, [value.name]);
    if (removed.isErr()) return err(removed.error);
  }
  return ok(ended.value.items.length);
}
