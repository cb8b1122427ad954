import type { InvalidInput, InvitationId, Page, PageRequest, ResultAsync, TenantId } from '../kernel/index.js';
import type { EntityRecord, ReadView, StoreError, Transaction, WriteError } from '../store/index.js';
import type { Invitation } from './invitation.js';

/** Keeps invitations. One that was used or removed is missing, and so is one of another tenant. */
export interface InvitationRepository {
  get(view: ReadView, tenantId: TenantId, id: InvitationId): ResultAsync<Invitation | null, StoreError>;
  /** The tenant's invitations in the order of their creation. `request/invalid` for a limit out of range or a foreign cursor. */
  list(
    view: ReadView,
    tenantId: TenantId,
    request: PageRequest,
  ): ResultAsync<Page<Invitation>, InvalidInput | StoreError>;
  /** Every invitation of the tenant, expired ones included. */
  listAll(view: ReadView, tenantId: TenantId): ResultAsync<readonly Invitation[], InvalidInput | StoreError>;
  insert(tx: Transaction, invitation: EntityRecord<Invitation>): ResultAsync<Invitation, WriteError>;
  /** Takes it out for good: it was used, taken back, or is past its time. */
  erase(tx: Transaction, tenantId: TenantId, id: InvitationId): ResultAsync<void, WriteError>;
}
