import type { Page, PageRequest, Result, ResultAsync, SessionId, TenantId, UserId } from '../kernel/index.js';
import type { InvalidInput } from '../kernel/index.js';
import type { EntityRecord, RecordError, StoreError } from '../store/index.js';
import type { SessionRole } from './member.js';
import type { SessionForUser } from './session-access.js';
import type { Session, SessionFilter } from './session.js';
import type { IdempotencyGone, IdempotencyMismatch, SessionLimit, SessionNotFound } from './session-errors.js';

export type NewSession = EntityRecord<Session>;

/** What makes a repeated request the same one. */
export interface IdempotentRequest {
  /** The caller's own name for the request. */
  readonly key: string;
  /** A digest of what was asked for. */
  readonly fingerprint: string;
  /** From then on the key is free again. */
  readonly expiresAt: string;
}

export interface SessionCreation {
  readonly session: NewSession;
  /** How many living sessions the owner may have, this one included. */
  readonly maxPerUser: number;
  readonly idempotency?: IdempotentRequest;
}

export type RepositoryError = RecordError | StoreError;

/** A user of a tenant. */
export interface TenantUser {
  readonly tenantId: TenantId;
  readonly userId: UserId;
}

/** Names a session. */
export type SessionKey = Pick<Session, 'tenantId' | 'id'>;

/** Keeps sessions. A deleted one, and one of another tenant, is missing. Each method is one transaction. */
export interface SessionRepository {
  /**
   * Adds the session, or gives the one that the same idempotent request made before. `session/limit` when the owner has as
   * many as allowed; `request/idempotency-mismatch` when the key stands for another request; `request/idempotency-gone` when
   * what the key made was deleted since.
   */
  create(
    creation: SessionCreation,
  ): ResultAsync<Session, SessionLimit | IdempotencyMismatch | IdempotencyGone | RepositoryError>;
  get(tenantId: TenantId, id: SessionId): ResultAsync<Session | null, StoreError>;
  /** In the order of `keys`, of any tenants; `null` for a missing one. */
  getMany(keys: readonly SessionKey[]): ResultAsync<readonly (Session | null)[], StoreError>;
  /** The session, and what the user is in it, as they are together at one instant. */
  getFor(user: TenantUser, id: SessionId): ResultAsync<SessionForUser | null, StoreError>;
  /** The user's own sessions and the rooms that the user is a member of, the newest first. */
  list(user: TenantUser, filter: SessionFilter & PageRequest): ResultAsync<Page<Session>, InvalidInput | StoreError>;
  /** The newest of the same, at most `limit`. */
  newest(user: TenantUser, limit: number): ResultAsync<readonly Session[], StoreError>;
  /** Writes what `change` makes of the session as it is now; its error leaves it as it is. A deleted room loses its members. */
  update<E>(
    tenantId: TenantId,
    id: SessionId,
    change: (current: Session) => Result<Session, E>,
  ): ResultAsync<Session, SessionNotFound | E | RepositoryError>;
  /** The same for a user, where `change` is told what that user is in the session as it is now. */
  updateFor<E>(
    user: TenantUser,
    id: SessionId,
    change: (current: Session, role: SessionRole | null) => Result<Session, E>,
  ): ResultAsync<Session, SessionNotFound | E | RepositoryError>;
  /** Active sessions of any tenant whose time is over at `now`, at most `limit`. */
  listExpired(now: string, limit: number): ResultAsync<readonly Session[], StoreError>;
  /** Forgets idempotent requests whose time is over at `now`, at most `limit`; how many there were. */
  forgetRequests(now: string, limit: number): ResultAsync<number, RepositoryError>;
}
