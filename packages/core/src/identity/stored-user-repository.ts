import type { CursorCodec, InvalidInput, Page, PageRequest, ResultAsync, TenantId, UserId } from '../kernel/index.js';
import {
  EntityTable,
  type EntityRecord,
  type ReadView,
  type StoreError,
  type Transaction,
  type WriteError,
} from '../store/index.js';
import { users } from './identity-collections.js';
import { emailTaken, type EmailTaken } from './identity-errors.js';
import type { UserRepository } from './user-repository.js';
import type { User } from './user.js';

/** Users in any record store. */
export class StoredUserRepository implements UserRepository {
  private readonly table: EntityTable<User>;

  constructor(cursors: CursorCodec) {
    this.table = new EntityTable(users, cursors);
  }

  get(view: ReadView, tenantId: TenantId, id: UserId): ResultAsync<User | null, StoreError> {
    return this.table.get(view, [tenantId, id]);
  }

  findByEmail(view: ReadView, email: string): ResultAsync<User | null, StoreError> {
    return this.table.find(view, 'byLoginEmail', [email]);
  }

  list(view: ReadView, tenantId: TenantId, request: PageRequest): ResultAsync<Page<User>, InvalidInput | StoreError> {
    return this.table.page(view, { scope: `users/${tenantId}`, prefix: [tenantId] }, request);
  }

  hasOtherOwner(view: ReadView, tenantId: TenantId, id: UserId): ResultAsync<boolean, InvalidInput | StoreError> {
    const others = {
      scope: `owners/${tenantId}`,
      index: 'byRole',
      prefix: [tenantId, 'owner'],
      where: (user: User) => user.id !== id,
    };
    return this.table.page(view, others, { limit: 1 }).map(({ items }) => items.length > 0);
  }

  insert(tx: Transaction, user: EntityRecord<User>): ResultAsync<User, EmailTaken | WriteError> {
    return this.table
      .insert(tx, user)
      .mapErr((error) => (error.type === 'record/exists' && error.index === 'byLoginEmail' ? emailTaken() : error));
  }

  update(tx: Transaction, user: User): ResultAsync<User, WriteError> {
    return this.table.update(tx, user);
  }
}
