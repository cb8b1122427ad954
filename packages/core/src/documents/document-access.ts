import { err, ok, toTimestamp, type Caller, type Clock, type ResultAsync } from '../kernel/index.js';
import type { Result } from '../kernel/index.js';
import {
  asOf,
  authorize,
  permits,
  sessionArchived,
  sessionNotFound,
  type AccessError,
  type SessionAction,
  type SessionArchived,
  type SessionForUser,
  type SessionRepository,
  type SessionRole,
} from '../sessions/index.js';
import type { SessionId } from '../kernel/index.js';
import type { StoreError } from '../store/index.js';

export interface DocumentAccessDeps {
  readonly sessions: Pick<SessionRepository, 'getFor'>;
  readonly clock: Clock;
}

/** What somebody wants to do with documents. */
export type DocumentAction = Extract<SessionAction, `documents.${string}`>;

export type DocumentAccessError = AccessError | SessionArchived | StoreError;

/** What one user may do with the documents of a session. */
export interface DocumentStanding {
  readonly role: SessionRole;
  readonly canWrite: boolean;
}

/** Who may do what with documents: by the role in their session. Those of an archived session are read alone. */
export class DocumentAccess {
  constructor(private readonly deps: DocumentAccessDeps) {}

  /** `session/not-found` for a stranger, `session/forbidden` for too small a role, `session/archived` for what changes something. */
  check(
    caller: Caller,
    sessionId: SessionId,
    action: DocumentAction,
  ): ResultAsync<DocumentStanding, DocumentAccessError> {
    const { clock, sessions } = this.deps;
    const now = toTimestamp(clock.now());
    return sessions.getFor(caller, sessionId).andThen((found): Result<DocumentStanding, DocumentAccessError> => {
      if (found === null || found.role === null) return err(sessionNotFound());
      return standing({ session: asOf(found.session, now), role: found.role }, action);
    });
  }
}

function standing(
  { session, role }: SessionForUser,
  action: DocumentAction,
): Result<DocumentStanding, AccessError | SessionArchived> {
  const isArchived = session.status === 'archived';
  return authorize(role, action).andThen((allowed) => {
    if (isArchived && action !== 'documents.read') return err(sessionArchived());
    return ok({ role: allowed, canWrite: !isArchived && permits(allowed, 'documents.write') });
  });
}
