import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.js';
import type { IdSource } from './id.js';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;

/**
 * Ids in the layout of ULID: 48 bits of time, then 80 random bits. Within one millisecond, and when the clock steps back,
 * the random part counts up from the last id, so the ids of one process always sort in the order they were made.
 *
 * @see https://github.com/ulid/spec
 */
export function createIdSource(clock: Clock): IdSource {
  let lastTime = -1;
  let random: number[] = [];
  return {
    nextBody() {
      const now = clock.now();
      if (now > lastTime) {
        lastTime = now;
        random = randomDigits();
      } else {
        increment(random);
      }
      return timeDigits(lastTime) + random.map((digit) => ALPHABET[digit]).join('');
    },
    nextSecret: (bytes) => randomBytes(bytes).toString('base64url'),
  };
}

function randomDigits(): number[] {
  const digits = Array.from(randomBytes(RANDOM_CHARACTERS), (byte) => byte & 31);
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

function timeDigits(epochMs: number): string {
  let rest = epochMs;
  let digits = '';
  for (let index = 0; index < TIME_CHARACTERS; index += 1) {
    digits = `${ALPHABET[rest % 32] ?? ''}${digits}`;
    rest = Math.floor(rest / 32);
  }
  return digits;
}
