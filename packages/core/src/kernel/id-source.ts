import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.js';
import type { IdSource } from './id.js';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;
/** How many random bytes are drawn at once: each draw costs far more than its bytes. */
const POOL_BYTES = 64 * RANDOM_CHARACTERS;

/**
 * Ids in the layout of ULID: 48 bits of time, then 80 random bits. Within one millisecond, and when the clock steps back,
 * the random part counts up from the last id, so the ids of one process always sort in the order they were made.
 *
 * @see https://github.com/ulid/spec
 */
export function createIdSource(clock: Clock): IdSource {
  let lastTime = -1;
  let random: number[] = [];
  const draw = randomPool();
  return {
    nextBody() {
      const now = clock.now();
      if (now > lastTime) {
        lastTime = now;
        random = randomDigits(draw());
      } else {
        increment(random);
      }
      return timeDigits(lastTime) + random.map((digit) => ALPHABET[digit]).join('');
    },
    nextSecret: (bytes) => randomBytes(bytes).toString('base64url'),
  };
}

/** Random bytes for one id, each byte given once. */
function randomPool(): () => Uint8Array {
  let pool = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used + RANDOM_CHARACTERS > pool.length) {
      pool = randomBytes(POOL_BYTES);
      used = 0;
    }
    used += RANDOM_CHARACTERS;
    return pool.subarray(used - RANDOM_CHARACTERS, used);
  };
}

function randomDigits(bytes: Uint8Array): number[] {
  const digits = Array.from(bytes, (byte) => byte & 31);
  // The top bit stays clear, so that counting up within a millisecond cannot overflow.
  digits[0] = (digits[0] ?? 0) & 15;
  return digits;
}

function increment(digits: number[]): void {
  for (let index = digits.length - 1; index >= 0; index -= 1) {
    const next = (digits[index] ?? 0) + 1;
    digits[index] = next & 31;
    if (next < 32) return;
  }
}

/** What the bodies of ids begin with that are made at this time; every earlier one sorts before it. */
export function timeDigits(epochMs: number): string {
  let rest = epochMs;
  let digits = '';
  for (let index = 0; index < TIME_CHARACTERS; index += 1) {
    digits = `${ALPHABET[rest % 32] ?? ''}${digits}`;
    rest = Math.floor(rest / 32);
  }
  return digits;
}
