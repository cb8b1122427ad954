import { randomBytes } from 'node:crypto';
import { HASH_BYTES, hasParameters, SALT_BYTES, type PasswordAlgorithm } from './password-algorithm.js';
import { formatPhc } from './phc.js';

export interface Argon2Parameters {
  readonly memoryKiB: number;
  readonly iterations: number;
  readonly parallelism: number;
}

/** The part of `@node-rs/argon2` that is used. Its default variant is argon2id, version 19. */
export interface Argon2Module {
  hash(
    password: Uint8Array,
    options: {
      readonly memoryCost: number;
      readonly timeCost: number;
      readonly parallelism: number;
      readonly outputLen: number;
    },
  ): Promise<string>;
  verify(stored: string, password: Uint8Array): Promise<boolean>;
}

const VERSION = 19;

/** The optional peer dependency, loaded when a password is first hashed. Rejects when it is not installed. */
export function loadArgon2(): Promise<Argon2Module> {
  return import('@node-rs/argon2');
}

/** argon2id (RFC 9106), by native code off the main thread. */
export function argon2Algorithm(
  module: Argon2Module,
  { memoryKiB, iterations, parallelism }: Argon2Parameters,
): PasswordAlgorithm {
  const options = { memoryCost: memoryKiB, timeCost: iterations, parallelism, outputLen: HASH_BYTES };
  const written = { m: memoryKiB, t: iterations, p: parallelism };
  return {
    id: 'argon2id',
    hash: (password) => module.hash(password, options),
    verify: (password, stored) => module.verify(stored, password),
    isCurrent: (stored) => stored.version === VERSION && hasParameters(stored, written),
    decoy: () =>
      formatPhc({
        id: 'argon2id',
        version: VERSION,
        parameters: written,
        salt: randomBytes(SALT_BYTES),
        hash: randomBytes(HASH_BYTES),
      }),
  };
}
