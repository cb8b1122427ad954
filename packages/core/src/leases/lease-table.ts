import type { Clock } from '../kernel/index.js';
import { err, errAsync, ok, okAsync, ResultAsync, toTimestamp, type Result } from '../kernel/index.js';
import type { ReadView, ScanPosition, Stored, StoreError, Transaction, WriteError } from '../store/index.js';
import { leaseHeld, leaseLost, type LeaseHeld, type LeaseLost } from './lease-errors.js';
import type { ResolvedLeaseOptions } from './lease-options.js';
import type { LeaseRequest } from './lease-request.js';
import { leaseRecords, livingLease, nextEpoch, type Lease, type LeaseRecord } from './lease.js';

export interface LeaseTableDeps {
  readonly clock: Clock;
  readonly options: ResolvedLeaseOptions;
  /** Whether a holder is certainly gone, so that its leases are free before their time. */
  readonly isGone: (holder: string) => boolean;
}

/** How many records one step of a scan reads. */
const STEP = 100;

/**
 * Leases inside a view or transaction that the caller holds, for decisions that must be one with another write: such as
 * stopping a workspace only when nothing keeps it alive. Requests are taken as already checked.
 */
export class LeaseTable {
  constructor(private readonly deps: LeaseTableDeps) {}

  /** The lease, or `null` when there is none or it ended. */
  get(view: ReadView, name: string): ResultAsync<Lease | null, StoreError> {
    return view.get(leaseRecords, [name]).map((stored) => this.living(stored));
  }

  /** The living leases beneath `subject`, by name; at most `maxListed`. */
  list(view: ReadView, subject: string): ResultAsync<readonly Lease[], StoreError> {
    return new ResultAsync(this.collect(view, subject));
  }

  acquire(tx: Transaction, { name, holder, reason, ttlMs }: LeaseRequest): ResultAsync<Lease, LeaseHeld | WriteError> {
    return tx.get(leaseRecords, [name]).andThen((stored): ResultAsync<Lease, LeaseHeld | WriteError> => {
      const nowMs = this.deps.clock.now();
      const held = this.living(stored);
      const isTaken = held !== null && held.holder !== holder && !this.deps.isGone(held.holder);
      if (isTaken) return errAsync(leaseHeld(held, nowMs));
      return this.write(tx, {
        name,
        holder,
        reason,
        epoch: nextEpoch(stored?.value.epoch ?? null, nowMs),
        acquiredAt: toTimestamp(nowMs),
        expiresAt: toTimestamp(nowMs + ttlMs),
      });
    });
  }

  renew(tx: Transaction, lease: Lease, ttlMs: number): ResultAsync<Lease, LeaseLost | WriteError> {
    return this.get(tx, lease.name).andThen((held): ResultAsync<Lease, LeaseLost | WriteError> => {
      if (held === null || !isSame(held, lease)) return errAsync(leaseLost(lease.name));
      return this.write(tx, { ...held, expiresAt: toTimestamp(this.deps.clock.now() + ttlMs) });
    });
  }

  release(tx: Transaction, lease: Lease): ResultAsync<void, WriteError> {
    return this.get(tx, lease.name).andThen((held): ResultAsync<void, WriteError> => {
      if (held === null || !isSame(held, lease)) return okAsync(undefined);
      const now = toTimestamp(this.deps.clock.now());
      return this.write(tx, { ...held, expiresAt: now, releasedAt: now }).map(() => undefined);
    });
  }

  private living(stored: Stored<LeaseRecord> | null): Lease | null {
    return livingLease(stored?.value ?? null, toTimestamp(this.deps.clock.now()));
  }

  private write(tx: Transaction, record: LeaseRecord): ResultAsync<Lease, WriteError> {
    return tx.put(leaseRecords, record).map(({ value }) => value);
  }

  private async collect(view: ReadView, subject: string): Promise<Result<readonly Lease[], StoreError>> {
    // `0` is the character after `/`: the range holds every name beneath the subject and no other.
    const range = { start: [`${subject}/`], end: [`${subject}0`], limit: STEP };
    const found: Lease[] = [];
    let after: ScanPosition | null = null;
    do {
      const page: Result<{ items: readonly Stored<LeaseRecord>[]; next: ScanPosition | null }, StoreError> =
        await view.scan(leaseRecords, after === null ? range : { ...range, after });
      if (page.isErr()) return err(page.error);
      found.push(...page.value.items.map((stored) => this.living(stored)).filter((lease) => lease !== null));
      after = page.value.next;
    } while (after !== null && found.length < this.deps.options.maxListed);
    return ok(found.slice(0, this.deps.options.maxListed));
  }
}

function isSame(held: Lease, lease: Lease): boolean {
  return held.epoch === lease.epoch && held.holder === lease.holder;
}
