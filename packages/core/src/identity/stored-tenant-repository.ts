import type { CursorCodec, ResultAsync, TenantId } from '../kernel/index.js';
import {
  EntityTable,
  type EntityRecord,
  type ReadView,
  type StoreError,
  type Transaction,
  type WriteError,
} from '../store/index.js';
import { tenants } from './identity-collections.js';
import type { TenantRepository } from './tenant-repository.js';
import type { Tenant } from './tenant.js';

/** Tenants in any record store. */
export class StoredTenantRepository implements TenantRepository {
  private readonly table: EntityTable<Tenant>;

  constructor(cursors: CursorCodec) {
    this.table = new EntityTable(tenants, cursors);
  }

  get(view: ReadView, tenantId: TenantId): ResultAsync<Tenant | null, StoreError> {
    return this.table.get(view, [tenantId]);
  }

  insert(tx: Transaction, tenant: EntityRecord<Tenant>): ResultAsync<Tenant, WriteError> {
    return this.table.insert(tx, tenant);
  }
}
