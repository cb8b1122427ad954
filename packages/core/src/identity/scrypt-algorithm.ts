import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import { invariant } from '../kernel/index.js';
import { HASH_BYTES, hasParameters, SALT_BYTES, type PasswordAlgorithm } from './password-algorithm.js';
import { formatPhc, parsePhc } from './phc.js';

export interface ScryptParameters {
  /** The binary logarithm of the cost N. */
  readonly costLog2: number;
  /** The block size r. */
  readonly blockSize: number;
  /** The parallelism p. */
  readonly parallelism: number;
}

const derive = promisify<Uint8Array, Uint8Array, number, ScryptOptions, Buffer>(scrypt);

/** No stored hash makes a check take more memory than this. */
const MAX_MEMORY_BYTES = 1_073_741_824;

/** scrypt (RFC 7914) of `node:crypto`: needs nothing installed. */
export function scryptAlgorithm(parameters: ScryptParameters): PasswordAlgorithm {
  const written = { ln: parameters.costLog2, r: parameters.blockSize, p: parameters.parallelism };
  const format = (salt: Uint8Array, hash: Uint8Array) => formatPhc({ id: 'scrypt', parameters: written, salt, hash });
  return {
    id: 'scrypt',
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      return format(salt, await derive(password, salt, HASH_BYTES, toScryptOptions(written)));
    },
    async verify(password, stored) {
      const parsed = parsePhc(stored);
      invariant(parsed !== null, 'a stored hash in PHC format');
      const { salt, hash } = parsed;
      return timingSafeEqual(hash, await derive(password, salt, hash.length, toScryptOptions(parsed.parameters)));
    },
    isCurrent: (stored) => hasParameters(stored, written),
    decoy: () => format(randomBytes(SALT_BYTES), randomBytes(HASH_BYTES)),
  };
}

function toScryptOptions({ ln = 0, r = 0, p = 0 }: Readonly<Record<string, number>>): ScryptOptions {
  const memoryBytes = 128 * r * (2 ** ln + p + 2);
  invariant(memoryBytes <= MAX_MEMORY_BYTES, 'a stored hash within the memory that a check may take');
  return { N: 2 ** ln, r, p, maxmem: memoryBytes + 1_048_576 };
}
