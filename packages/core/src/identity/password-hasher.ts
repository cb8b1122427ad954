import type { ResultAsync } from '../kernel/index.js';
import type { PasswordError } from './identity-errors.js';

export interface HashOptions {
  /** Gives up with `request/aborted` while waiting for a turn. */
  readonly signal?: AbortSignal;
}

/** What came of comparing a password with a stored hash. */
export interface PasswordCheck {
  readonly matches: boolean;
  /** The stored hash was made with another algorithm or other parameters than new ones are: hash the password again. */
  readonly outdated: boolean;
}

/**
 * Turns passwords into hashes that can be kept, and compares.
 *
 * A hash is in PHC format and names its algorithm and parameters, so that any hasher that knows the algorithm can verify it.
 * How many run at once is bounded, and how many wait for that; `auth/overloaded` past it. `auth/hashing-failed` when the
 * algorithm is not to be had here. The password is taken as its bytes in UTF-8, after NFC.
 */
export interface PasswordHasher {
  /** A hash with a fresh salt and the current parameters. */
  hash(password: string, options?: HashOptions): ResultAsync<string, PasswordError>;
  /**
   * Whether the password has this hash. `null` stands for a user that does not exist: nothing matches, and it takes as long
   * as with a hash of the current parameters.
   */
  verify(password: string, stored: string | null, options?: HashOptions): ResultAsync<PasswordCheck, PasswordError>;
}
