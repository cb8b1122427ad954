import type {
  CursorCodec,
  InvalidInput,
  Page,
  PageRequest,
  Result,
  SessionId,
  TenantId,
  UserId,
} from '../kernel/index.js';
import { err, errAsync, ok, ResultAsync, safeTry } from '../kernel/index.js';
import type { RecordStore, StoreError, Transaction } from '../store/index.js';
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
  type SessionTable,
} from './session-records.js';
import type { RepositoryError, SessionCreation, SessionRepository } from './session-repository.js';

interface Owner {
  readonly tenantId: TenantId;
  readonly userId: UserId;
}

/** Sessions in a record store. */
export class RecordSessionRepository implements SessionRepository {
  private readonly table: SessionTable;

  constructor(
    private readonly store: RecordStore,
    cursors: CursorCodec,
  ) {
    this.table = createSessionTable(cursors);
  }

  create(creation: SessionCreation) {
    return this.store.transact((tx) => this.createOnce(tx, creation)).map(toSession);
  }

  get(tenantId: TenantId, id: SessionId): ResultAsync<Session | null, StoreError> {
    return this.store
      .read((view) => this.table.get(view, [tenantId, id]))
      .map((session) => (session === null ? null : toSession(session)));
  }

  list(owner: Owner, filter: SessionFilter & PageRequest): ResultAsync<Page<Session>, InvalidInput | StoreError> {
    const { kind, status, labels, limit, cursor } = filter;
    const query = {
      scope: JSON.stringify(['sessions', owner.tenantId, owner.userId, kind, status, labels]),
      index: 'byOwner',
      prefix: [owner.tenantId, owner.userId],
      reverse: true,
      where: (session: Session) => matches(session, filter),
    };
    const request = { ...(limit === undefined ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) };
    return this.store
      .read((view) => this.table.page(view, query, request))
      .map((page) => ({ ...page, items: page.items.map(toSession) }));
  }

  newest(owner: Owner, limit: number): ResultAsync<readonly Session[], StoreError> {
    return this.store
      .read((view) =>
        view.scan(this.table.collection, {
          index: 'byOwner',
          prefix: [owner.tenantId, owner.userId],
          reverse: true,
          limit,
        }),
      )
      .map(({ items }) => items.map(({ value, version }) => toSession({ ...value, version })));
  }

  update<E>(tenantId: TenantId, id: SessionId, change: (current: Session) => Result<Session, E>) {
    const { table } = this;
    return this.store
      .transact((tx) =>
        safeTry<Session, SessionNotFound | E | RepositoryError>(async function* () {
          const current = yield* table.get(tx, [tenantId, id]);
          if (current === null) return err(sessionNotFound());
          const changed = yield* change(toSession(current));
          const written = yield* table.update(tx, toStoredSession(changed));
          return ok(written);
        }),
      )
      .map(toSession);
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
    earlier: { readonly tenantId: TenantId; readonly sessionId: SessionId; readonly fingerprint: string },
    { fingerprint }: { readonly fingerprint: string },
  ): ResultAsync<Session, IdempotencyMismatch | IdempotencyGone | StoreError> {
    if (earlier.fingerprint !== fingerprint) return errAsync(idempotencyMismatch());
    return this.table
      .get(tx, [earlier.tenantId, earlier.sessionId])
      .andThen((session) => (session === null ? err(idempotencyGone()) : ok(session)));
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
