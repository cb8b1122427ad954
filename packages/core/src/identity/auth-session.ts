import type { AuthSessionId, IdSource, TenantId, UserId } from '../kernel/index.js';
import { authSessionId, toTimestamp } from '../kernel/index.js';
import type { Entity, EntityRecord } from '../store/index.js';
import { newFamilySecret, newRefreshToken, type RefreshToken } from './refresh-token.js';
import { isSameDigest, secretDigest } from './secret-digest.js';

/** Why a login ended before its time: the user left, a token was used twice, or the password changed. */
export type RevocationReason = 'logout' | 'reuse' | 'password';

/** A login of a user: the family of refresh tokens that one sign-in began. */
export interface AuthSession extends Entity {
  readonly tenantId: TenantId;
  readonly id: AuthSessionId;
  readonly userId: UserId;
  readonly familyDigest: string;
  /** The digest of the one token that is good now. */
  readonly tokenDigest: string;
  /** Tokens replaced so recently that they may be asked again; empty without a grace. */
  readonly superseded: readonly SupersededToken[];
  /** Moves on with each use, never past `endsAt`. */
  readonly expiresAt: string;
  readonly endsAt: string;
  readonly revokedAt?: string;
  readonly revokedFor?: RevocationReason;
}

interface SupersededToken {
  readonly digest: string;
  /** Until when it may be asked again. */
  readonly until: string;
}

/** How long refresh tokens live. */
export interface RefreshTimes {
  readonly refreshTokenTtlMs: number;
  readonly maxLoginMs: number;
  readonly refreshGraceMs: number;
}

/** What a presented token turned out to be: usable, genuine but used before, or worthless. */
export type RefreshVerdict = 'current' | 'reused' | 'invalid';

/** The most superseded tokens that are remembered at once. */
const MAX_SUPERSEDED = 8;

/** A login that begins, with the first token of its family. */
export interface BegunLogin {
  readonly record: EntityRecord<AuthSession>;
  readonly token: RefreshToken;
}

export function beginLogin(
  { tenantId, userId }: Pick<AuthSession, 'tenantId' | 'userId'>,
  ids: IdSource,
  { nowMs, times }: { readonly nowMs: number; readonly times: RefreshTimes },
): BegunLogin {
  const id = authSessionId.create(ids);
  const token = newRefreshToken({ tenantId, authSessionId: id, familySecret: newFamilySecret(ids) }, ids);
  const now = toTimestamp(nowMs);
  const endsAt = toTimestamp(nowMs + times.maxLoginMs);
  const record = {
    tenantId,
    id,
    userId,
    familyDigest: secretDigest(token.familySecret),
    tokenDigest: secretDigest(token.text),
    superseded: [],
    expiresAt: slidingExpiry(nowMs, endsAt, times),
    endsAt,
    createdAt: now,
    updatedAt: now,
  };
  return { record, token };
}

export function isLiving(login: AuthSession, now: string): boolean {
  return login.revokedAt === undefined && login.expiresAt > now;
}

/** When a login used at `nowMs` expires, if it is not used again. */
export function slidingExpiry(nowMs: number, endsAt: string, { refreshTokenTtlMs }: RefreshTimes): string {
  const sliding = toTimestamp(nowMs + refreshTokenTtlMs);
  return sliding < endsAt ? sliding : endsAt;
}

/** Whether the token is, or once was, a genuine one of this login. */
export function isOfFamily(login: AuthSession, presented: RefreshToken): boolean {
  return isSameDigest(login.familyDigest, secretDigest(presented.familySecret));
}

/** Judges a token that names this login. A login ended by a reuse says so to all its tokens; any other end makes them invalid. */
export function judgeRefresh(login: AuthSession, presented: RefreshToken, now: string): RefreshVerdict {
  if (!isOfFamily(login, presented)) return 'invalid';
  if (login.revokedFor === 'reuse') return 'reused';
  if (!isLiving(login, now)) return 'invalid';
  const digest = secretDigest(presented.text);
  if (isSameDigest(login.tokenDigest, digest)) return 'current';
  const askedAgain = login.superseded.some((old) => old.until > now && isSameDigest(old.digest, digest));
  return askedAgain ? 'current' : 'reused';
}

/** The login after `next` replaced its current token at `nowMs`. */
export function rotateLogin(
  login: AuthSession,
  next: RefreshToken,
  { nowMs, times }: { readonly nowMs: number; readonly times: RefreshTimes },
): AuthSession {
  const now = toTimestamp(nowMs);
  const replaced = { digest: login.tokenDigest, until: toTimestamp(nowMs + times.refreshGraceMs) };
  const superseded = [...login.superseded, replaced].filter(({ until }) => until > now).slice(-MAX_SUPERSEDED);
  return {
    ...login,
    tokenDigest: secretDigest(next.text),
    superseded,
    expiresAt: slidingExpiry(nowMs, login.endsAt, times),
    updatedAt: now,
  };
}

export function revokeLogin(login: AuthSession, reason: RevocationReason, now: string): AuthSession {
  return { ...login, superseded: [], revokedAt: now, revokedFor: reason, updatedAt: now };
}
