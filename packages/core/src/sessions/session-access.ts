import { err, ok, type Result, type UserId } from '../kernel/index.js';
import type { Member, SessionRole } from './member.js';
import { sessionForbidden, sessionNotFound, type SessionForbidden, type SessionNotFound } from './session-errors.js';
import { permits, SESSION_PERMISSIONS, type SessionAction } from './session-permissions.js';
import type { Session } from './session.js';

/** Why somebody may not do something in a session. */
export type AccessError = SessionNotFound | SessionForbidden;

/** A session, and what one user of its tenant is in it; `null` for one who may not know of it. */
export interface SessionForUser {
  readonly session: Session;
  readonly role: SessionRole | null;
}

/** What the user is in the session, where `member` is the record that its tenant has of the two. */
export function roleIn(session: Session, userId: UserId, member: Member | null): SessionRole | null {
  if (session.ownerId === userId) return 'owner';
  return session.kind === 'room' ? (member?.role ?? null) : null;
}

/**
 * Whether a user with this role may do `action`: `session/not-found` for one who may not know of the session, so that it
 * answers as if it were missing, `session/forbidden` for one who may, and has too small a role.
 */
export function authorize(role: SessionRole | null, action: SessionAction): Result<SessionRole, AccessError> {
  if (role === null) return err(sessionNotFound());
  return permits(role, action) ? ok(role) : err(sessionForbidden(SESSION_PERMISSIONS[action]));
}
