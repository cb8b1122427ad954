import { err, ok, ResultAsync, toTimestamp, type Clock, type Result, type TenantId } from '../kernel/index.js';
import type { RecordStore, Transaction, WriteError } from '../store/index.js';
import { auditHeads, auditRecords, type AuditHead } from './audit-record.js';
import { scanPages } from './scan-pages.js';

export interface AuditRetentionDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  /** In milliseconds; 0 for ever. */
  readonly retentionMs: number;
}

const HEADS_AT_ONCE = 100;
const REMOVED_AT_ONCE = 50;

/**
 * Removes the oldest records of each chain once they were kept for long enough, and keeps in its head where it begins from then
 * on, so that the rest can be verified as before. What is not sealed is never removed.
 */
export class AuditRetention {
  constructor(private readonly deps: AuditRetentionDeps) {}

  /** Goes through all chains; ends early when `signal` fires. */
  async sweep(signal: AbortSignal): Promise<Result<void, WriteError>> {
    const { clock, retentionMs, store } = this.deps;
    if (retentionMs === 0) return ok(undefined);
    const before = toTimestamp(Math.max(0, clock.now() - retentionMs));
    for await (const heads of scanPages(store, auditHeads, { limit: HEADS_AT_ONCE })) {
      if (heads.isErr()) return err(heads.error);
      for (const { tenantId } of heads.value) {
        const removed = await this.sweepTenant(tenantId, before, signal);
        if (removed.isErr() || signal.aborted) return removed;
      }
    }
    return ok(undefined);
  }

  private async sweepTenant(
    tenantId: TenantId,
    before: string,
    signal: AbortSignal,
  ): Promise<Result<void, WriteError>> {
    for (let isMore = true; isMore && !signal.aborted;) {
      const removed = await this.deps.store.transact((tx) => new ResultAsync(removeIn(tx, tenantId, before)));
      if (removed.isErr()) return err(removed.error);
      isMore = removed.value;
    }
    return ok(undefined);
  }
}

/** Whether there may be more. */
async function removeIn(tx: Transaction, tenantId: TenantId, before: string): Promise<Result<boolean, WriteError>> {
  const stored = await tx.get(auditHeads, [tenantId]);
  if (stored.isErr()) return err(stored.error);
  if (stored.value === null) return ok(false);
  const oldest = await tx.scan(auditRecords, { index: 'bySequence', prefix: [tenantId], limit: REMOVED_AT_ONCE });
  if (oldest.isErr()) return err(oldest.error);
  let head: AuditHead = stored.value.value;
  let removed = 0;
  for (const { value } of oldest.value.items) {
    // A chain that is broken is left as it is, for who verifies it.
    if (value.at >= before || value.sequence !== head.firstSequence || value.hash === undefined) break;
    const gone = await tx.remove(auditRecords, [tenantId, value.id]);
    if (gone.isErr()) return err(gone.error);
    head = { ...head, firstSequence: value.sequence + 1, firstPreviousHash: value.hash };
    removed += 1;
  }
  if (removed === 0) return ok(false);
  return (await tx.put(auditHeads, head)).map(() => removed === REMOVED_AT_ONCE);
}
