import type { InvalidInput, Page, PageRequest, ResultAsync, TenantId } from '../kernel/index.js';
import type { ReadView, StoreError, Transaction, WriteError } from '../store/index.js';
import type { AuditRecord } from './audit-record.js';

/** Keeps audit records: they are added and read, and nothing else. */
export interface AuditRepository {
  /** Kept when the transaction commits; `record/exists` when the id is taken. */
  append(tx: Transaction, record: AuditRecord): ResultAsync<AuditRecord, WriteError>;
  /** The tenant's records, newest first. `request/invalid` for a limit out of range or a foreign cursor. */
  list(
    view: ReadView,
    tenantId: TenantId,
    request: PageRequest,
  ): ResultAsync<Page<AuditRecord>, InvalidInput | StoreError>;
}
