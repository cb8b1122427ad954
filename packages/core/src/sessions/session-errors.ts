import type { CarrelError } from '../kernel/index.js';
import type { SessionRole } from './member.js';

/** There is no such session for this caller: it never was, was deleted, or is another's. */
export type SessionNotFound = CarrelError<'session/not-found'>;
/** The caller may know of the session, and has too small a role in it for this. */
export interface SessionForbidden extends CarrelError<'session/forbidden'> {
  /** The least role that may. */
  readonly neededRole: SessionRole;
}
/** The session is archived: make it active first. */
export type SessionArchived = CarrelError<'session/archived'>;
/** The session was written since the caller read it: read it again. */
export interface SessionStale extends CarrelError<'session/stale'> {
  readonly version: number;
}
/** The user has as many sessions as allowed: delete one. */
export interface SessionLimit extends CarrelError<'session/limit'> {
  readonly limit: number;
}
/** The idempotency key was used before with another request. */
export type IdempotencyMismatch = CarrelError<'request/idempotency-mismatch'>;

/** What the idempotency key made was given away or deleted since, and the same request makes nothing again. */
export type IdempotencyGone = CarrelError<'request/idempotency-gone'>;

export type SessionError =
  | SessionNotFound
  | SessionForbidden
  | SessionArchived
  | SessionStale
  | SessionLimit
  | IdempotencyMismatch
  | IdempotencyGone;

export function sessionNotFound(): SessionNotFound {
  return { type: 'session/not-found', message: 'There is no such session.', retryable: false };
}

export function sessionForbidden(neededRole: SessionRole): SessionForbidden {
  const role = neededRole === 'admin' || neededRole === 'owner' ? `an ${neededRole}` : `a ${neededRole}`;
  return {
    type: 'session/forbidden',
    message: `Your role in this session does not allow it: it takes ${role}.`,
    retryable: false,
    neededRole,
  };
}

export function sessionArchived(): SessionArchived {
  return { type: 'session/archived', message: 'The session is archived; make it active first.', retryable: false };
}

export function sessionStale(version: number): SessionStale {
  return {
    type: 'session/stale',
    message: `The session has changed; it is at version ${version} now. Read it again.`,
    retryable: false,
    version,
  };
}

export function sessionLimit(limit: number): SessionLimit {
  return {
    type: 'session/limit',
    message: `A user may have ${limit} sessions; delete one first.`,
    retryable: false,
    limit,
  };
}

export function idempotencyMismatch(): IdempotencyMismatch {
  return {
    type: 'request/idempotency-mismatch',
    message: 'This idempotency key was used with another request; use a new key.',
    retryable: false,
  };
}

export function idempotencyGone(): IdempotencyGone {
  return {
    type: 'request/idempotency-gone',
    message:
      'The session that was made with this idempotency key was given away or deleted; use a new key to make another one.',
    retryable: false,
  };
}
