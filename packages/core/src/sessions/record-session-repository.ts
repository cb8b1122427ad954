import type { CursorCodec, InvalidInput, Page, PageRequest, Result, SessionId, TenantId } from '../kernel/index.js';
import { err, errAsync, ok, ResultAsync, safeTry } from '../kernel/index.js';
import type { ReadView, RecordStore, StoreError, Transaction } from '../store/index.js';
import { createMemberTable, membersOf, type MemberTable } from './member-records.js';
import type { SessionRole } from './member.js';
import { roleIn, type SessionForUser } from './session-access.js';
import type { Session, SessionFilter } from './session.js';
import {
  idempotencyGone,
  idempotencyMismatch,
  sessionLimit,
  sessionNotFound,
  type IdempotencyGone,
  type IdempotencyMismatch,
  type SessionLimit,
  type SessionNotFound,
} from './session-errors.js';
import {
  createSessionTable,
  idempotencyKeys,
  toSession,
  toStoredSession,
  type IdempotencyRecord,
  type SessionTable,
} from './session-records.js';
import { SessionListing } from './session-listing.js';
import type {
  RepositoryError,
  SessionCreation,
  SessionKey,
  SessionRepository,
  TenantUser,
} from './session-repository.js';

/** Sessions in a record store. */
export class RecordSessionRepository implements SessionRepository {
  private readonly table: SessionTable;
  private readonly members: MemberTable;
  private readonly listing: SessionListing;

  constructor(
    private readonly store: RecordStore,
    cursors: CursorCodec,
  ) {
    this.table = createSessionTable(cursors);
    this.members = createMemberTable(cursors);
    this.listing = new SessionListing(this.table, cursors);
  }

  create(creation: SessionCreation) {
    return this.store.transact((tx) => this.createOnce(tx, creation)).map(toSession);
  }

  get(tenantId: TenantId, id: SessionId): ResultAsync<Session | null, StoreError> {
    return this.store
      .read((view) => this.table.get(view, [tenantId, id]))
      .map((session) => (session === null ? null : toSession(session)));
  }

  getMany(keys: readonly SessionKey[]): ResultAsync<readonly (Session | null)[], StoreError> {
    const found = this.store.read((view) =>
      this.table.getMany(
        view,
        keys.map(({ tenantId, id }) => [tenantId, id]),
      ),
    );
    return found.map((sessions) => sessions.map((session) => (session === null ? null : toSession(session))));
  }

  getFor(user: TenantUser, id: SessionId): ResultAsync<SessionForUser | null, StoreError> {
    return this.store.read((view) => this.find(view, user, id));
  }

  list(user: TenantUser, filter: SessionFilter & PageRequest): ResultAsync<Page<Session>, InvalidInput | StoreError> {
    const { kind, status, labels, limit, cursor } = filter;
    const query = {
      scope: JSON.stringify(['sessions/visible', user.tenantId, user.userId, kind, status, labels]),
      shared: kind !== 'solo',
      where: (session: Session) => matches(session, filter),
    };
    const request = { ...(limit === undefined ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) };
    return this.store.read((view) => this.listing.page(view, user, { query, request }));
  }

  newest(user: TenantUser, limit: number): ResultAsync<readonly Session[], StoreError> {
    return this.store.read((view) => this.listing.newest(view, user, limit));
  }

  update<E>(tenantId: TenantId, id: SessionId, change: (current: Session) => Result<Session, E>) {
    const found = (tx: Transaction) =>
      this.table
        .get(tx, [tenantId, id])
        .map((stored) => (stored === null ? null : { session: toSession(stored), role: null }));
    return this.change(found, change);
  }

  updateFor<E>(
    user: TenantUser,
    id: SessionId,
    change: (current: Session, role: SessionRole | null) => Result<Session, E>,
  ) {
    return this.change((tx) => this.find(tx, user, id), change);
  }

  listExpired(now: string, limit: number): ResultAsync<readonly Session[], StoreError> {
    return this.store
      .read((view) => view.scan(this.table.collection, { index: 'byExpiry', prefix: [], end: [now], limit }))
      .map(({ items }) => items.map(({ value, version }) => toSession({ ...value, version })));
  }

  forgetRequests(now: string, limit: number): ResultAsync<number, RepositoryError> {
    return this.store.transact((tx) =>
      tx
        .scan(idempotencyKeys, { index: 'byExpiry', end: [now], limit })
        .andThen(({ items }) =>
          ResultAsync.combine(
            items.map(({ value }) => tx.remove(idempotencyKeys, [value.tenantId, value.userId, value.key])),
          ).map(() => items.length),
        ),
    );
  }

  private find(view: ReadView, user: TenantUser, id: SessionId): ResultAsync<SessionForUser | null, StoreError> {
    return new ResultAsync(this.findBoth(view, user, id));
  }

  /** Both are read at once, so that a role costs no wait of its own. */
  private async findBoth(
    view: ReadView,
    { tenantId, userId }: TenantUser,
    id: SessionId,
  ): Promise<Result<SessionForUser | null, StoreError>> {
    const [stored, member] = await Promise.all([
      this.table.get(view, [tenantId, id]),
      this.members.get(view, [tenantId, id, userId]),
    ]);
    if (stored.isErr()) return err(stored.error);
    if (member.isErr()) return err(member.error);
    if (stored.value === null) return ok(null);
    const session = toSession(stored.value);
    return ok({ session, role: roleIn(session, userId, member.value) });
  }

  private change<E>(
    find: (tx: Transaction) => ResultAsync<SessionForUser | null, StoreError>,
    change: (current: Session, role: SessionRole | null) => Result<Session, E>,
  ): ResultAsync<Session, SessionNotFound | E | RepositoryError> {
    const { members, table } = this;
    return this.store
      .transact((tx) =>
        safeTry<Session, SessionNotFound | E | RepositoryError>(async function* () {
          const found = yield* find(tx);
          if (found === null) return err(sessionNotFound());
          const session = yield* change(found.session, found.role);
          const gone = session.deletedAt === undefined ? [] : yield* membersOf(tx, session.tenantId, session.id);
          for (const { userId } of gone) yield* members.erase(tx, [session.tenantId, session.id, userId]);
          const written = yield* table.update(tx, toStoredSession(session));
          return ok(written);
        }),
      )
      .map(toSession);
  }

  private createOnce(
    tx: Transaction,
    { session, maxPerUser, idempotency }: SessionCreation,
  ): ResultAsync<Session, SessionLimit | IdempotencyMismatch | IdempotencyGone | RepositoryError> {
    if (idempotency === undefined) return this.insert(tx, session, maxPerUser);
    const { tenantId, ownerId: userId, id: sessionId, createdAt: now } = session;
    return tx.get(idempotencyKeys, [tenantId, userId, idempotency.key]).andThen((earlier) => {
      if (earlier !== null && earlier.value.expiresAt > now) return this.repeat(tx, earlier.value, idempotency);
      return this.insert(tx, session, maxPerUser).andThen((created) =>
        tx.put(idempotencyKeys, { tenantId, userId, sessionId, ...idempotency }).map(() => created),
      );
    });
  }

  private repeat(
    tx: Transaction,
    earlier: IdempotencyRecord,
    { fingerprint }: { readonly fingerprint: string },
  ): ResultAsync<Session, IdempotencyMismatch | IdempotencyGone | StoreError> {
    if (earlier.fingerprint !== fingerprint) return errAsync(idempotencyMismatch());
    return this.table.get(tx, [earlier.tenantId, earlier.sessionId]).andThen((session) => {
      // It may have been given away since, and its new owner may have put the first one out.
      const isOwn = session !== null && session.ownerId === earlier.userId;
      return isOwn ? ok(session) : err(idempotencyGone());
    });
  }

  private insert(
    tx: Transaction,
    session: SessionCreation['session'],
    maxPerUser: number,
  ): ResultAsync<Session, SessionLimit | RepositoryError> {
    const owned = { index: 'byOwner', prefix: [session.tenantId, session.ownerId], limit: maxPerUser };
    return tx.scan(this.table.collection, owned).andThen(({ items }) => {
      if (items.length >= maxPerUser) return errAsync(sessionLimit(maxPerUser));
      return this.table.insert(tx, toStoredSession(session));
    });
  }
}

function matches(session: Session, { kind, status, labels }: SessionFilter): boolean {
  if (kind !== undefined && session.kind !== kind) return false;
  if (status !== undefined && session.status !== status) return false;
  return Object.entries(labels ?? {}).every(([key, value]) => session.labels[key] === value);
}
