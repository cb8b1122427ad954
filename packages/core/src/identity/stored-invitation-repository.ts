import type {
  CursorCodec,
  InvalidInput,
  InvitationId,
  Page,
  PageRequest,
  ResultAsync,
  TenantId,
} from '../kernel/index.js';
import {
  EntityTable,
  type EntityRecord,
  type ReadView,
  type StoreError,
  type Transaction,
  type WriteError,
} from '../store/index.js';
import { everyItem } from './every-item.js';
import { invitations } from './identity-collections.js';
import type { InvitationRepository } from './invitation-repository.js';
import type { Invitation } from './invitation.js';

/** Invitations in any record store. */
export class StoredInvitationRepository implements InvitationRepository {
  private readonly table: EntityTable<Invitation>;

  constructor(cursors: CursorCodec) {
    this.table = new EntityTable(invitations, cursors);
  }

  get(view: ReadView, tenantId: TenantId, id: InvitationId): ResultAsync<Invitation | null, StoreError> {
    return this.table.get(view, [tenantId, id]);
  }

  list(
    view: ReadView,
    tenantId: TenantId,
    request: PageRequest,
  ): ResultAsync<Page<Invitation>, InvalidInput | StoreError> {
    return this.table.page(view, { scope: `invitations/${tenantId}`, prefix: [tenantId] }, request);
  }

  listAll(view: ReadView, tenantId: TenantId): ResultAsync<readonly Invitation[], InvalidInput | StoreError> {
    return everyItem((request) => this.list(view, tenantId, request));
  }

  insert(tx: Transaction, invitation: EntityRecord<Invitation>): ResultAsync<Invitation, WriteError> {
    return this.table.insert(tx, invitation);
  }

  erase(tx: Transaction, tenantId: TenantId, id: InvitationId): ResultAsync<void, WriteError> {
    return this.table.erase(tx, [tenantId, id]);
  }
}
