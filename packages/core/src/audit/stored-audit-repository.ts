import type { CursorCodec, InvalidInput, Page, PageRequest, TenantId } from '../kernel/index.js';
import { errAsync, pageLimit, type ResultAsync } from '../kernel/index.js';
import type { ReadView, ScanPosition, StoreError, Transaction, WriteError } from '../store/index.js';
import { auditRecords, type AuditRecord } from './audit-record.js';
import type { AuditRepository } from './audit-repository.js';

/** Audit records in any record store. Their ids sort by time, so the key gives their order. */
export class StoredAuditRepository implements AuditRepository {
  constructor(private readonly cursors: CursorCodec) {}

  append(tx: Transaction, record: AuditRecord): ResultAsync<AuditRecord, WriteError> {
    return tx.insert(auditRecords, record).map(({ value }) => value);
  }

  list(
    view: ReadView,
    tenantId: TenantId,
    request: PageRequest,
  ): ResultAsync<Page<AuditRecord>, InvalidInput | StoreError> {
    const limit = pageLimit(request);
    if (limit.isErr()) return errAsync(limit.error);
    const scope = `audit/${tenantId}`;
    if (request.cursor === undefined) return this.scan(view, tenantId, { limit: limit.value });
    return this.cursors
      .decode(scope, request.cursor)
      .asyncAndThen((after) => this.scan(view, tenantId, { limit: limit.value, after }));
  }

  private scan(
    view: ReadView,
    tenantId: TenantId,
    range: { readonly limit: number; readonly after?: ScanPosition },
  ): ResultAsync<Page<AuditRecord>, StoreError> {
    return view.scan(auditRecords, { prefix: [tenantId], reverse: true, ...range }).map(({ items, next }) => ({
      items: items.map(({ value }) => value),
      nextCursor: next === null ? null : this.cursors.encode(`audit/${tenantId}`, next),
    }));
  }
}
