import { randomFillSync } from 'node:crypto';

/** Bytes that no compression makes smaller, and that were never there before. */
export function noise(length) {
  return randomFillSync(Buffer.allocUnsafe(length));
}
