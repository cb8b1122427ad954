import type { InvalidInput, Page, PageRequest, ResultAsync, TenantId, UserId } from '../kernel/index.js';
import type { EntityRecord, ReadView, StoreError, Transaction, WriteError } from '../store/index.js';
import type { EmailTaken } from './identity-errors.js';
import type { User } from './user.js';

/** Keeps users. A removed one is missing, and so is one of another tenant. */
export interface UserRepository {
  get(view: ReadView, tenantId: TenantId, id: UserId): ResultAsync<User | null, StoreError>;
  /** The user of the whole installation who logs in with this normalised email: the one look-up that finds the tenant. */
  findByEmail(view: ReadView, email: string): ResultAsync<User | null, StoreError>;
  /** The tenant's users in the order of their creation. `request/invalid` for a limit out of range or a foreign cursor. */
  list(view: ReadView, tenantId: TenantId, request: PageRequest): ResultAsync<Page<User>, InvalidInput | StoreError>;
  /** Whether the tenant has an owner besides this user. */
  hasOtherOwner(view: ReadView, tenantId: TenantId, id: UserId): ResultAsync<boolean, InvalidInput | StoreError>;
  /** Adds a user; `user/email-taken` when a user of any tenant logs in with its email. */
  insert(tx: Transaction, user: EntityRecord<User>): ResultAsync<User, EmailTaken | WriteError>;
  /** Writes a user that was read; `record/conflict` when it was written since. */
  update(tx: Transaction, user: User): ResultAsync<User, WriteError>;
}
