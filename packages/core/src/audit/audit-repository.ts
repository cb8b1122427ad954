import type { InvalidInput, Page, ResultAsync, TenantId } from '../kernel/index.js';
import type { ReadView, StoreError, Transaction, WriteError } from '../store/index.js';
import type { AuditListRequest } from './audit-filter.js';
import type { AuditRecord } from './audit-record.js';

/** Keeps audit records: they are added and read. */
export interface AuditRepository {
  /** Kept when the transaction commits; `record/exists` when the id is taken. */
  append(tx: Transaction, record: AuditRecord): ResultAsync<AuditRecord, WriteError>;
  /**
   * The tenant's records that fit the filter, newest first. A page may have fewer than asked for, or none, and others follow, when few
   * fit. `request/invalid` for a limit out of range, a foreign cursor, or an instant that is none.
   */
  list(
    view: ReadView,
    tenantId: TenantId,
    request: AuditListRequest,
  ): ResultAsync<Page<AuditRecord>, InvalidInput | StoreError>;
}
