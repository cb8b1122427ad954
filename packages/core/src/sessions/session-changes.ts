import { err, invalidInput, ok, type InvalidInput, type Result } from '../kernel/index.js';
import type { Session, UpdateSession } from './session.js';
import { sessionStale, type SessionStale } from './session-errors.js';
import type { SessionAction } from './session-permissions.js';

/** The session with `changes`, at the time `now`; fails when it is not at `ifVersion` or would expire in the past. */
export function changeSession(
  session: Session,
  changes: UpdateSession,
  { now, ifVersion }: { readonly now: string; readonly ifVersion?: number | undefined },
): Result<Session, SessionStale | InvalidInput> {
  if (ifVersion !== undefined && ifVersion !== session.version) return err(sessionStale(session.version));
  const { expiresAt, ...rest } = changes;
  const { expiresAt: expiry, ...base } = session;
  const changed: Session = { ...base, ...rest, ...(rest.status === 'archived' ? UNWANTED : {}), updatedAt: now };
  if (expiresAt === null) return ok(changed);
  if (expiresAt === undefined && expiry === undefined) return ok(changed);
  const until = expiresAt === undefined ? (expiry ?? now) : new Date(expiresAt).toISOString();
  const mayBePast = expiresAt === undefined && rest.status !== 'active';
  if (until <= now && !mayBePast)
    return err(invalidInput([{ path: 'expiresAt', message: 'expected a time in the future' }]));
  return ok({ ...changed, expiresAt: until });
}

/** What somebody does who makes these changes. */
export function actionsOf({ languages, expiresAt, status, name, labels }: UpdateSession): readonly SessionAction[] {
  const actions: SessionAction[] = [];
  if (languages !== undefined) actions.push('session.languages');
  if (expiresAt !== undefined) actions.push('session.expiry');
  if (status !== undefined) actions.push('session.archive');
  if (name !== undefined || labels !== undefined || actions.length === 0) actions.push('session.update');
  return actions;
}

const UNWANTED = { desired: 'stopped' } as const;

/** The session as it is at the time `now`, whether or not somebody has written yet that its time is over. */
export function asOf(session: Session, now: string): Session {
  if (session.status === 'archived' || session.expiresAt === undefined || session.expiresAt > now) return session;
  return { ...session, ...UNWANTED, status: 'archived', updatedAt: now };
}

/** The session as it is once deleted. */
export function deleteSession(session: Session, now: string): Session {
  return { ...session, ...UNWANTED, deletedAt: now, updatedAt: now };
}

/** Whether a workspace made for `before` does not fit `after` any more. */
export function needsNewWorkspace(before: Session, after: Session): boolean {
  return before.languages.join('\0') !== after.languages.join('\0');
}
