import { availableParallelism } from 'node:os';
import type { Argon2Parameters } from './argon2-algorithm.js';
import type { ScryptParameters } from './scrypt-algorithm.js';

/** How passwords are hashed. The defaults of both algorithms are those that OWASP recommends. */
export interface PasswordHashingOptions {
  /**
   * What new hashes are made with; hashes of the other algorithm are still verified. `auto` is argon2id where
   * `@node-rs/argon2` is installed, scrypt elsewhere. @default 'auto'
   */
  readonly algorithm?: 'auto' | 'argon2id' | 'scrypt';
  /** @default 19 MiB, 2 iterations, parallelism 1 */
  readonly argon2?: Argon2Parameters;
  /** @default N = 2^17, r = 8, p = 1: 128 MiB */
  readonly scrypt?: ScryptParameters;
  /** How many passwords are hashed at once. @default the number of cores, at most 3 of the 4 threads that Node also reads files with */
  readonly concurrency?: number;
  /** How many more may wait for a turn; `auth/overloaded` past it. @default 256 */
  readonly maxWaiting?: number;
}

export type ResolvedPasswordHashingOptions = Required<PasswordHashingOptions>;

const MAX_DEFAULT_CONCURRENCY = 3;

export function resolvePasswordHashingOptions(options: PasswordHashingOptions = {}): ResolvedPasswordHashingOptions {
  return Object.freeze({
    algorithm: 'auto',
    argon2: { memoryKiB: 19_456, iterations: 2, parallelism: 1 },
    scrypt: { costLog2: 17, blockSize: 8, parallelism: 1 },
    concurrency: Math.min(availableParallelism(), MAX_DEFAULT_CONCURRENCY),
    maxWaiting: 256,
    ...options,
  });
}
