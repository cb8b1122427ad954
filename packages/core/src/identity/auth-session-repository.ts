import type { AuthSessionId, InvalidInput, ResultAsync, TenantId, UserId } from '../kernel/index.js';
import type { EntityRecord, ReadView, StoreError, Transaction, WriteError } from '../store/index.js';
import type { AuthSession } from './auth-session.js';

/** Keeps logins, those that ended included for as long as there is room. */
export interface AuthSessionRepository {
  get(view: ReadView, tenantId: TenantId, id: AuthSessionId): ResultAsync<AuthSession | null, StoreError>;
  /** Every login of the user that is kept, oldest first. */
  listByUser(
    view: ReadView,
    tenantId: TenantId,
    userId: UserId,
  ): ResultAsync<readonly AuthSession[], InvalidInput | StoreError>;
  /**
   * Adds a login. When its user then has more than `maxPerUser`, the surplus is gone: ended ones first, then the oldest.
   * Says which living ones that ended.
   */
  insert(
    tx: Transaction,
    login: EntityRecord<AuthSession>,
    maxPerUser: number,
  ): ResultAsync<readonly AuthSession[], InvalidInput | WriteError>;
  /** Writes a login that was read; `record/conflict` when it was written since. */
  update(tx: Transaction, login: AuthSession): ResultAsync<AuthSession, WriteError>;
}
