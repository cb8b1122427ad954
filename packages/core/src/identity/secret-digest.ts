import { createHash, timingSafeEqual } from 'node:crypto';

/** The SHA-256 of a secret, as base64url: what is kept of tokens and keys, which are too random to be guessed from it. */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Whether two digests are equal, in a time that does not depend on where they differ. */
export function isSameDigest(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
