import { err, ok, ResultAsync, type Clock, type Result, type TenantId } from '../kernel/index.js';
import type { RecordStore, ScanOptions, Transaction, WriteError } from '../store/index.js';
import { FIRST_HASH, seal } from './audit-chain.js';
import {
  auditHeads,
  auditMarkings,
  auditRecords,
  type AuditHead,
  type AuditMarking,
  type StoredAuditRecord,
} from './audit-record.js';
import { scanPages } from './scan-pages.js';
import { TALLY_MS } from './audit-tally.js';

export interface AuditSealerDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  /** The key of the chains; empty for none. */
  readonly chainKey: string;
}

/** How many records one look finds. */
const FOUND_AT_ONCE = 500;
/** How many one transaction seals: with all their texts at their longest they stay within one. */
const SEALED_AT_ONCE = 50;

/**
 * Gives records their places in the chains of their tenants. Records are written without one, so that nobody who writes waits for
 * anybody else of the tenant; the order of a chain is that in which its records were found.
 *
 * Any number of sealers may run at once: a transaction reads the end of the chain and writes it on. A crash leaves each record
 * sealed, or to be found again.
 */
export class AuditSealer {
  constructor(private readonly deps: AuditSealerDeps) {}

  /** Seals what is due. A chain that cannot be written on keeps no other from it; gives what was wrong with the first such. */
  async sealDue(signal: AbortSignal): Promise<Result<void, WriteError>> {
    const now = this.deps.clock.now();
    const due = await this.sealRange({ end: [now + 1] }, signal);
    // So late that the clock must have been wrong when it was written.
    const late = await this.sealRange({ start: [now + 2 * TALLY_MS] }, signal);
    return due.isErr() ? due : late;
  }

  /**
   * Marks records that were written before there were chains, so that they are found; gives whether more are to be looked at. Once
   * all are marked it is over for good.
   */
  markOld(): ResultAsync<boolean, WriteError> {
    return this.deps.store.transact((tx) => new ResultAsync(markIn(tx)));
  }

  private async sealRange(range: Partial<ScanOptions>, signal: AbortSignal): Promise<Result<void, WriteError>> {
    let result: Result<void, WriteError> = ok(undefined);
    for await (const due of scanPages(this.deps.store, auditRecords, {
      index: 'byDue',
      limit: FOUND_AT_ONCE,
      ...range,
    })) {
      if (due.isErr()) return err(due.error);
      for (const [tenantId, ids] of byTenant(due.value)) {
        const sealed = await this.sealTenant(tenantId, ids);
        if (result.isOk()) result = sealed;
      }
      if (signal.aborted) break;
    }
    return result;
  }

  private async sealTenant(tenantId: TenantId, ids: readonly string[]): Promise<Result<void, WriteError>> {
    for (let from = 0; from < ids.length; from += SEALED_AT_ONCE) {
      const chosen = ids.slice(from, from + SEALED_AT_ONCE);
      const sealed = await this.deps.store.transact((tx) => new ResultAsync(this.sealIn(tx, tenantId, chosen)));
      if (sealed.isErr()) return err(sealed.error);
    }
    return ok(undefined);
  }

  private async sealIn(tx: Transaction, tenantId: TenantId, ids: readonly string[]): Promise<Result<void, WriteError>> {
    const stored = await tx.get(auditHeads, [tenantId]);
    if (stored.isErr()) return err(stored.error);
    const records = await tx.getMany(
      auditRecords,
      ids.map((id) => [tenantId, id]),
    );
    if (records.isErr()) return err(records.error);
    let head: AuditHead = stored.value?.value ?? newHead(tenantId);
    for (const record of records.value) {
      // Gone, or sealed by another process meanwhile.
      if (record?.value.sealAfter === undefined) continue;
      const next = seal(record.value, head, this.deps.chainKey);
      const put = await tx.put(auditRecords, next, { expectVersion: record.version });
      if (put.isErr()) return err(put.error);
      head = { ...head, sequence: next.sequence, hash: next.hash };
    }
    if (head.sequence === (stored.value?.value.sequence ?? 0)) return ok(undefined);
    return (await tx.put(auditHeads, head)).map(() => undefined);
  }
}

function newHead(tenantId: TenantId): AuditHead {
  return { tenantId, sequence: 0, hash: FIRST_HASH, firstSequence: 1, firstPreviousHash: FIRST_HASH };
}

function byTenant(records: readonly StoredAuditRecord[]): ReadonlyMap<TenantId, readonly string[]> {
  const tenants = new Map<TenantId, string[]>();
  for (const { tenantId, id } of records) {
    const ids = tenants.get(tenantId);
    if (ids === undefined) tenants.set(tenantId, [id]);
    else ids.push(id);
  }
  return tenants;
}

async function markIn(tx: Transaction): Promise<Result<boolean, WriteError>> {
  const stored = await tx.get(auditMarkings, ['marking']);
  if (stored.isErr()) return err(stored.error);
  const marking = stored.value?.value;
  if (marking?.isDone === true) return ok(false);
  const after = marking === undefined ? {} : { after: marking.after };
  const page = await tx.scan(auditRecords, { limit: SEALED_AT_ONCE, ...after });
  if (page.isErr()) return err(page.error);
  for (const { value } of page.value.items) {
    if (value.sequence !== undefined || value.sealAfter !== undefined) continue;
    const put = await tx.put(auditRecords, { ...value, sealAfter: Date.parse(value.at) });
    if (put.isErr()) return err(put.error);
  }
  const { next } = page.value;
  const reached: AuditMarking = { name: 'marking', after: (next ?? []).map(String), isDone: next === null };
  return (await tx.put(auditMarkings, reached)).map(() => next !== null);
}
