import type { AuthSessionId, CursorCodec, InvalidInput, TenantId, UserId } from '../kernel/index.js';
import { err, ok, ResultAsync, type Result } from '../kernel/index.js';
import {
  EntityTable,
  type EntityRecord,
  type ReadView,
  type StoreError,
  type Transaction,
  type WriteError,
} from '../store/index.js';
import type { AuthSessionRepository } from './auth-session-repository.js';
import { isLiving, type AuthSession } from './auth-session.js';
import { everyItem } from './every-item.js';
import { authSessions } from './identity-collections.js';

/** Logins in any record store. */
export class StoredAuthSessionRepository implements AuthSessionRepository {
  private readonly table: EntityTable<AuthSession>;

  constructor(cursors: CursorCodec) {
    this.table = new EntityTable(authSessions, cursors);
  }

  get(view: ReadView, tenantId: TenantId, id: AuthSessionId): ResultAsync<AuthSession | null, StoreError> {
    return this.table.get(view, [tenantId, id]);
  }

  listByUser(
    view: ReadView,
    tenantId: TenantId,
    userId: UserId,
  ): ResultAsync<readonly AuthSession[], InvalidInput | StoreError> {
    const query = { scope: `logins/${tenantId}/${userId}`, index: 'byUser', prefix: [tenantId, userId] };
    return everyItem((request) => this.table.page(view, query, request));
  }

  insert(
    tx: Transaction,
    login: EntityRecord<AuthSession>,
    maxPerUser: number,
  ): ResultAsync<readonly AuthSession[], InvalidInput | WriteError> {
    return this.listByUser(tx, login.tenantId, login.userId)
      .map((kept) => surplus(kept, maxPerUser - 1, login.createdAt))
      .andThen((gone) => new ResultAsync(this.replace(tx, gone, login)));
  }

  update(tx: Transaction, login: AuthSession): ResultAsync<AuthSession, WriteError> {
    return this.table.update(tx, login);
  }

  private async replace(
    tx: Transaction,
    gone: readonly AuthSession[],
    login: EntityRecord<AuthSession>,
  ): Promise<Result<readonly AuthSession[], WriteError>> {
    for (const { tenantId, id } of gone) {
      const erased = await this.table.erase(tx, [tenantId, id]);
      if (erased.isErr()) return err(erased.error);
    }
    const inserted = await this.table.insert(tx, login);
    return inserted.isErr() ? err(inserted.error) : ok(gone.filter((old) => isLiving(old, login.createdAt)));
  }
}

/** Which of the logins, given oldest first, must go so that `room` are left. */
function surplus(kept: readonly AuthSession[], room: number, now: string): readonly AuthSession[] {
  const ended = kept.filter((login) => !isLiving(login, now));
  const living = kept.filter((login) => isLiving(login, now));
  return [...ended, ...living].slice(0, Math.max(0, kept.length - room));
}
