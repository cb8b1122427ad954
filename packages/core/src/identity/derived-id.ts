import { createHash } from 'node:crypto';
import { invariant, type Id, type IdKind } from '../kernel/index.js';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const BODY_LENGTH = 26;

/** An id of this kind that always stands for the same `name` of the same `issuer`, and for no other. */
export function derivedId<Prefix extends string>(kind: IdKind<Prefix>, issuer: string, name: string): Id<Prefix> {
  const digest = createHash('sha256')
    .update(JSON.stringify([kind.prefix, issuer, name]))
    .digest();
  const body = Array.from(digest.subarray(0, BODY_LENGTH), (byte) => ALPHABET[byte & 31]).join('');
  const parsed = kind.parse(`${kind.prefix}_${body}`);
  invariant(parsed.isOk(), 'a derived id of its own kind');
  return parsed.value;
}
