import type { ResultAsync, TenantId } from '../kernel/index.js';
import type { EntityRecord, ReadView, StoreError, Transaction, WriteError } from '../store/index.js';
import type { Tenant } from './tenant.js';

/** Keeps tenants. A removed one is missing. */
export interface TenantRepository {
  get(view: ReadView, tenantId: TenantId): ResultAsync<Tenant | null, StoreError>;
  insert(tx: Transaction, tenant: EntityRecord<Tenant>): ResultAsync<Tenant, WriteError>;
}
