import type { Caller, ResultAsync } from '../kernel/index.js';
import type { Session } from './session.js';

/**
 * What becomes of a session's running environment when the session itself changes. Sessions ask for it here; workspaces
 * provide it.
 */
export interface SessionEnvironment<E> {
  /** Nothing of the session runs any more when ok. When it could not be ended yet, that is retried until it is. */
  end(session: Session, reason: 'session-deleted' | 'session-expired' | 'session-changed'): ResultAsync<void, E>;
  /** The files of `from`, where it has any, are in `to` when ok. */
  copyFiles(caller: Caller, from: Session, to: Session): ResultAsync<void, E>;
}
