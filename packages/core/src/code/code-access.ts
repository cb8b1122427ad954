import {
  err,
  ok,
  toTimestamp,
  type Caller,
  type Clock,
  type Result,
  type ResultAsync,
  type SessionId,
} from '../kernel/index.js';
import {
  asOf,
  authorize,
  sessionArchived,
  sessionNotFound,
  type AccessError,
  type SessionAction,
  type SessionArchived,
  type SessionRepository,
} from '../sessions/index.js';
import type { StoreError } from '../store/index.js';

export interface CodeAccessDeps {
  readonly sessions: Pick<SessionRepository, 'getFor'>;
  readonly clock: Clock;
}

/** What somebody wants to do with the code of a session. */
export type CodeActionName = Extract<SessionAction, `files.${string}`>;

export type CodeAccessError = AccessError | SessionArchived | StoreError;

/** Who may do what with the code of a session: what they may do with its files. */
export class CodeAccess {
  constructor(private readonly deps: CodeAccessDeps) {}

  /** `session/not-found` for a stranger, `session/forbidden` for too small a role, `session/archived` where that is not allowed. */
  check(
    caller: Caller,
    sessionId: SessionId,
    { action, mayBeArchived = false }: { readonly action: CodeActionName; readonly mayBeArchived?: boolean },
  ): ResultAsync<void, CodeAccessError> {
    const { clock, sessions } = this.deps;
    const now = toTimestamp(clock.now());
    return sessions.getFor(caller, sessionId).andThen((found): Result<void, CodeAccessError> => {
      if (found === null || found.role === null) return err(sessionNotFound());
      return authorize(found.role, action).andThen(() => {
        const isArchived = asOf(found.session, now).status === 'archived';
        return isArchived && !mayBeArchived ? err(sessionArchived()) : ok(undefined);
      });
    });
  }
}
