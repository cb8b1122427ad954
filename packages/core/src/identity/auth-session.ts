import type { AuthSessionId, IdSource, TenantId, UserId } from '../kernel/index.js';
import { authSessionId, toTimestamp } from '../kernel/index.js';
import type { Entity, EntityRecord } from '../store/index.js';
import { isSealed, newFamilySecret, refreshTokenOf, type RefreshToken } from './refresh-token.js';
import { isSameDigest, secretDigest } from './secret-digest.js';

/** Why a login ended before its time: the user left, a token was used twice, or the password changed. */
export type RevocationReason = 'logout' | 'reuse' | 'password';

/** A login of a user: the family of refresh tokens that one sign-in began. */
export interface AuthSession extends Entity {
  readonly tenantId: TenantId;
  readonly id: AuthSessionId;
  readonly userId: UserId;
  readonly familyDigest: string;
  /** One half of what seals the tokens; only their holder has the other. */
  readonly chainKey: string;
  /** The number of the one token that is good now. */
  readonly generation: number;
  /** Tokens replaced so recently that they may be asked again; empty without a grace. */
  readonly superseded: readonly SupersededToken[];
  /** Moves on with each use, never past `endsAt`. */
  readonly expiresAt: string;
  readonly endsAt: string;
  readonly revokedAt?: string;
  readonly revokedFor?: RevocationReason;
}

interface SupersededToken {
  readonly generation: number;
  /** Until when it may be asked again. */
  readonly until: string;
}

/** How long refresh tokens live. */
export interface RefreshTimes {
  readonly refreshTokenTtlMs: number;
  readonly maxLoginMs: number;
  readonly refreshGraceMs: number;
}

/**
 * What a presented token turned out to be: the one to use, one whose answer may be asked for again, genuine but used before, or
 * worthless.
 */
export type RefreshVerdict = 'current' | 'again' | 'reused' | 'invalid';

/** The most superseded tokens that are remembered at once. */
const MAX_SUPERSEDED = 8;
const CHAIN_KEY_BYTES = 32;

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
  const chainKey = ids.nextSecret(CHAIN_KEY_BYTES);
  const family = { tenantId, authSessionId: id, familySecret: newFamilySecret(ids), chainKey };
  const token = refreshTokenOf(family, 0);
  const now = toTimestamp(nowMs);
  const endsAt = toTimestamp(nowMs + times.maxLoginMs);
  const record = {
    tenantId,
    id,
    userId,
    familyDigest: secretDigest(token.familySecret),
    chainKey,
    generation: token.generation,
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
  if (!isOfFamily(login, presented) || !isSealed(presented, login.chainKey)) return 'invalid';
  if (login.revokedFor === 'reuse') return 'reused';
  if (!isLiving(login, now)) return 'invalid';
  if (presented.generation === login.generation) return 'current';
  // Only a store that was set back to an earlier state meets a token it has yet to give out.
  if (presented.generation > login.generation) return 'invalid';
  const askedAgain = login.superseded.some(
    ({ until, generation }) => until > now && generation === presented.generation,
  );
  return askedAgain ? 'again' : 'reused';
}

/** The one token of the login that is good now; `presented` is any of its tokens. */
export function currentToken(login: AuthSession, presented: RefreshToken): RefreshToken {
  return refreshTokenOf({ ...presented, chainKey: login.chainKey }, login.generation);
}

/** The login after its current token was replaced at `nowMs`. */
export function rotateLogin(
  login: AuthSession,
  { nowMs, times }: { readonly nowMs: number; readonly times: RefreshTimes },
): AuthSession {
  const now = toTimestamp(nowMs);
  const replaced = { generation: login.generation, until: toTimestamp(nowMs + times.refreshGraceMs) };
  const superseded = [...login.superseded, replaced].filter(({ until }) => until > now).slice(-MAX_SUPERSEDED);
  return {
    ...login,
    generation: login.generation + 1,
    superseded,
    expiresAt: slidingExpiry(nowMs, login.endsAt, times),
    updatedAt: now,
  };
}

export function revokeLogin(login: AuthSession, reason: RevocationReason, now: string): AuthSession {
  return { ...login, superseded: [], revokedAt: now, revokedFor: reason, updatedAt: now };
}
