import type { CursorCodec, SessionId, TenantId, UserId } from '../kernel/index.js';
import { collection, EntityTable, type EntityRecord } from '../store/index.js';
import { members } from './member-records.js';
import type { Session } from './session.js';

/** A session as it is stored: with what its indexes need, absent where it must not be found. */
export interface StoredSession extends Session {
  /** The owner, until the session is deleted. */
  readonly listedFor?: UserId;
  /** The expiry, while the session is active. */
  readonly activeUntil?: string;
}

export interface IdempotencyRecord {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly key: string;
  readonly fingerprint: string;
  readonly sessionId: SessionId;
  readonly expiresAt: string;
}

export const sessions = collection<EntityRecord<StoredSession>>()('sessions', {
  key: ['tenantId', 'id'],
  indexes: { byOwner: ['tenantId', 'listedFor', 'id'], byExpiry: ['activeUntil'] },
});

export const idempotencyKeys = collection<IdempotencyRecord>()('session_idempotency', {
  key: ['tenantId', 'userId', 'key'],
  indexes: { byExpiry: ['expiresAt'] },
});

export const sessionCollections = [sessions, members, idempotencyKeys];

export type SessionTable = EntityTable<StoredSession>;

export function createSessionTable(cursors: CursorCodec): SessionTable {
  return new EntityTable<StoredSession>(sessions, cursors);
}

export function toStoredSession<S extends Omit<Session, 'version'>>(session: S): S {
  const { deletedAt, expiresAt, ownerId, status } = session;
  return {
    ...session,
    ...(deletedAt === undefined ? { listedFor: ownerId } : {}),
    ...(deletedAt === undefined && status === 'active' && expiresAt !== undefined ? { activeUntil: expiresAt } : {}),
  };
}

export function toSession({ listedFor: _owner, activeUntil: _until, ...session }: StoredSession): Session {
  return session;
}
