import { toTimestamp } from '../kernel/index.js';

/** A public key of ours as a JWKS shows it. */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

/** A key that signs access tokens and passes, private part included, as the store keeps it. */
export interface SigningKeyRecord {
  readonly kid: string;
  readonly x: string;
  /** The private scalar. */
  readonly d: string;
  readonly createdAt: string;
  /** It signs from here on, until another one does. It is published before. */
  readonly signsFrom: string;
}

export interface KeyTimes {
  readonly keyRotationMs: number;
  readonly keyPublishAheadMs: number;
  readonly keyReloadMs: number;
  readonly accessTokenTtlMs: number;
  readonly passTtlMs: number;
}

/** What is to be done to the keys now. */
export interface KeyPlan {
  /** When a new key begins to sign; `null` when none is needed. */
  readonly createFrom: string | null;
  /** Keys that no living token is signed with. */
  readonly remove: readonly string[];
}

/** The key that signs at `now`: the one that began last, or the first one while none began. `null` when there is none. */
export function signerAt<K extends Pick<SigningKeyRecord, 'signsFrom'>>(keys: readonly K[], now: string): K | null {
  const ordered = inOrder(keys);
  return ordered.findLast((key) => key.signsFrom <= now) ?? ordered[0] ?? null;
}

/**
 * The next step of the rotation. The first key signs at once. Its successor is published `keyPublishAheadMs` before it takes
 * over, so that every verifier has it by then; the old one stays until the last token or pass it may have signed has expired.
 */
export function planKeys(keys: readonly SigningKeyRecord[], nowMs: number, times: KeyTimes): KeyPlan {
  const ordered = inOrder(keys);
  const newest = ordered.at(-1);
  if (newest === undefined) return { createFrom: toTimestamp(nowMs), remove: [] };
  const takesOverAt = Date.parse(newest.signsFrom) + times.keyRotationMs;
  const due = nowMs >= takesOverAt - times.keyPublishAheadMs;
  const createFrom = due ? toTimestamp(Math.max(takesOverAt, nowMs + times.keyPublishAheadMs)) : null;
  return { createFrom, remove: outlived(ordered, nowMs, times).map(({ kid }) => kid) };
}

export function toPublicJwk({ kid, x }: Pick<SigningKeyRecord, 'kid' | 'x'>): PublicJwk {
  return { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' };
}

/** The expiry of a token is a whole second, so it may be later by one. */
const ROUNDING_MS = 1_000;

/** A replica may sign with the old key until it looks again, and its tokens and passes live on for their time after that. */
function outlived(ordered: readonly SigningKeyRecord[], nowMs: number, times: KeyTimes): readonly SigningKeyRecord[] {
  const keptForMs = Math.max(times.accessTokenTtlMs, times.passTtlMs) + ROUNDING_MS + times.keyReloadMs;
  return ordered.filter((_, index) => {
    const successor = ordered[index + 1];
    return successor !== undefined && Date.parse(successor.signsFrom) + keptForMs < nowMs;
  });
}

function inOrder<K extends Pick<SigningKeyRecord, 'signsFrom'>>(keys: readonly K[]): readonly K[] {
  return keys.toSorted((one, other) => (one.signsFrom < other.signsFrom ? -1 : 1));
}
