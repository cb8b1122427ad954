import type { PhcHash } from './phc.js';

/** One way of hashing passwords. Its promises reject when the implementation under it fails. */
export interface PasswordAlgorithm {
  /** As a stored hash names it. */
  readonly id: string;
  hash(password: Uint8Array): Promise<string>;
  verify(password: Uint8Array, stored: string): Promise<boolean>;
  /** Whether a hash of this algorithm was made with the current parameters. */
  isCurrent(stored: PhcHash): boolean;
  /** A well-formed hash with the current parameters that no password is known to have. */
  decoy(): string;
}

export const SALT_BYTES = 16;
export const HASH_BYTES = 32;

/** Whether both name the same parameters with the same values. */
export function hasParameters(stored: PhcHash, expected: Readonly<Record<string, number>>): boolean {
  const names = Object.keys(expected);
  return (
    names.length === Object.keys(stored.parameters).length &&
    names.every((name) => stored.parameters[name] === expected[name])
  );
}
