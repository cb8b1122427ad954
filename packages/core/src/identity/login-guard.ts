import { okAsync, type Aborted, type ResultAsync } from '../kernel/index.js';
import type { Overloaded, TooManyAttempts } from './identity-errors.js';

/** One try to log in, before it is known whether there is such a user. */
export interface LoginAttempt {
  /** Normalised. */
  readonly email: string;
  /** Where it is from. */
  readonly address: string;
  readonly signal?: AbortSignal | undefined;
}

/** Says which tries to log in may be made, from what became of those before. It knows nothing of users: unknown emails count alike. */
export interface LoginGuard {
  /**
   * Ok when the password may be compared, maybe after a while. `auth/too-many-attempts` when too many failed, `auth/overloaded` when
   * that cannot be said, `request/aborted` when the caller went away.
   */
  admit(attempt: LoginAttempt): ResultAsync<void, TooManyAttempts | Overloaded | Aborted>;
  /** The email or the password of an admitted try was wrong. */
  failed(attempt: LoginAttempt): ResultAsync<void, never>;
  /** An admitted try became a login. */
  succeeded(attempt: LoginAttempt): ResultAsync<void, never>;
}

const fine = (): ResultAsync<void, never> => okAsync(undefined);

/** Admits everybody. */
export const openGuard: LoginGuard = { admit: fine, failed: fine, succeeded: fine };
