import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Clock, TenantRole, Tier } from '../kernel/index.js';
import { err, invariant, ok, ResultAsync, systemClock, tenantId, userId, type Result } from '../kernel/index.js';
import { derivedId } from './derived-id.js';
import { issuerUnavailable, tokenExpired, tokenInvalid, type TokenError } from './identity-errors.js';
import { isScopes, isTenantRole, isTier } from './token-claims.js';
import type { TokenVerifier, VerifiedToken } from './token-verifier.js';

/** The name of a claim, or the way to it through objects. */
export type ClaimPath = string | readonly string[];

/** Where an outside issuer's tokens say what. */
export interface ClaimMapping {
  /** @default one tenant for the whole issuer */
  readonly tenantId?: ClaimPath;
  /** @default 'sub' */
  readonly userId?: ClaimPath;
  /** Its value is one of our roles, or one that `roles` translates. @default everybody has `defaultRole` */
  readonly role?: ClaimPath;
  /** @default everybody has `defaultTier` */
  readonly tier?: ClaimPath;
  /** A list, or words separated by blanks. A token without it has no scopes. @default everybody has `*` */
  readonly scopes?: ClaimPath;
}

export interface OutsideIssuerOptions {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** The `aud` that its tokens for us have. */
  readonly audience: string | readonly string[];
  /** Where its keys are published. Use https: whoever can change the answer can make tokens. Either this or `publicKey`. */
  readonly jwksUrl?: string;
  /** Its one key, as PEM or JWK. Either this or `jwksUrl`. */
  readonly publicKey?: string | JsonWebKey;
  readonly claims?: ClaimMapping;
  /** Our role for each of its own names. */
  readonly roles?: Readonly<Record<string, TenantRole>>;
  /** @default 'member' */
  readonly defaultRole?: TenantRole;
  /** @default 'high' */
  readonly defaultTier?: Tier;
  /**
   * `derived` makes our ids from its names for users and tenants. `verbatim` takes them as they are, for an issuer that was
   * told our ids; never for names that users choose. @default 'derived'
   */
  readonly ids?: 'derived' | 'verbatim';
  /** Signature algorithms that are looked at; none with a shared secret. @default EdDSA, ES256, ES384, RS256, PS256 */
  readonly algorithms?: readonly string[];
  /** How far its clock may be off. @default 5_000 */
  readonly clockToleranceMs?: number;
  /** How long fetching its keys may take. @default 5_000 */
  readonly fetchTimeoutMs?: number;
  /** How soon an unknown key id makes us fetch the keys again. @default 30_000 */
  readonly fetchCooldownMs?: number;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

type ResolvedOutsideIssuerOptions = Required<Omit<OutsideIssuerOptions, 'jwksUrl' | 'publicKey'>> &
  Pick<OutsideIssuerOptions, 'jwksUrl' | 'publicKey'>;

const ASYMMETRIC = /^(EdDSA|Ed25519|ES(256|384|512)|[RP]S(256|384|512))$/;

/**
 * Believes the access tokens of an issuer outside, instead of our own. Its logins are its own matter: a token is good until it
 * expires, whatever happens to the login. Does no I/O before the first token.
 *
 * @throws Error for options that cannot be meant: no key source or two, or an algorithm with a shared secret.
 */
export function outsideIssuer(options: OutsideIssuerOptions): TokenVerifier {
  const resolved = resolve(options);
  const verify = ResultAsync.fromThrowable(keyedVerification(resolved), (cause) => toTokenError(cause, resolved));
  return {
    verify: (token) =>
      verify(token).andThen((payload): Result<VerifiedToken, TokenError> => {
        const verified = toVerifiedToken(payload, resolved);
        return verified === null ? err(tokenInvalid()) : ok(verified);
      }),
  };
}

function resolve(options: OutsideIssuerOptions): ResolvedOutsideIssuerOptions {
  const resolved = {
    claims: {},
    roles: {},
    defaultRole: 'member',
    defaultTier: 'high',
    ids: 'derived',
    algorithms: ['EdDSA', 'ES256', 'ES384', 'RS256', 'PS256'],
    clockToleranceMs: 5_000,
    fetchTimeoutMs: 5_000,
    fetchCooldownMs: 30_000,
    clock: systemClock,
    ...options,
  } as const;
  invariant((resolved.jwksUrl === undefined) !== (resolved.publicKey === undefined), 'either a JWKS URL or a public key');
  invariant(
    resolved.algorithms.length > 0 && resolved.algorithms.every((name) => ASYMMETRIC.test(name)),
    'algorithms that sign with a private key',
  );
  return Object.freeze(resolved);
}

function keyedVerification(options: ResolvedOutsideIssuerOptions): (token: string) => Promise<JWTPayload> {
  const fixedKey = options.publicKey === undefined ? null : toPublicKey(options.publicKey);
  let published: JWTVerifyGetKey | undefined;
  return async (token) => {
    const { createRemoteJWKSet, jwtVerify } = await import('jose');
    const checks = toChecks(options);
    if (fixedKey !== null) return (await jwtVerify(token, fixedKey, checks)).payload;
    published ??= createRemoteJWKSet(new URL(options.jwksUrl ?? ''), {
      timeoutDuration: options.fetchTimeoutMs,
      cooldownDuration: options.fetchCooldownMs,
    });
    return (await jwtVerify(token, published, checks)).payload;
  };
}

function toPublicKey(key: string | JsonWebKey): KeyObject {
  return typeof key === 'string' ? createPublicKey(key) : createPublicKey({ key, format: 'jwk' });
}

function toChecks({ issuer, audience, algorithms, clockToleranceMs, clock }: ResolvedOutsideIssuerOptions): JWTVerifyOptions {
  return {
    issuer,
    audience: typeof audience === 'string' ? audience : [...audience],
    algorithms: [...algorithms],
    requiredClaims: ['exp'],
    clockTolerance: Math.floor(clockToleranceMs / 1_000),
    currentDate: new Date(clock.now()),
  };
}

function toVerifiedToken(payload: JWTPayload, options: ResolvedOutsideIssuerOptions): VerifiedToken | null {
  const { claims, issuer, ids } = options;
  const user = textAt(payload, claims.userId ?? 'sub');
  const tenant = claims.tenantId === undefined ? issuer : textAt(payload, claims.tenantId);
  const role = roleOf(payload, options);
  const tier = claims.tier === undefined ? options.defaultTier : valueAt(payload, claims.tier);
  if (user === null || tenant === null || role === null || !isTier(tier)) return null;
  const [own, ownTenant] =
    ids === 'derived'
      ? [derivedId(userId, issuer, user), derivedId(tenantId, issuer, tenant)]
      : [userId.is(user) ? user : null, tenantId.is(tenant) ? tenant : null];
  if (own === null || ownTenant === null) return null;
  const expiresAt = (payload.exp ?? 0) * 1_000 + options.clockToleranceMs;
  return { tenantId: ownTenant, userId: own, role, tier, scopes: scopesOf(payload, options), expiresAt };
}

function roleOf(payload: JWTPayload, { claims, roles, defaultRole }: ResolvedOutsideIssuerOptions): TenantRole | null {
  if (claims.role === undefined) return defaultRole;
  const named = textAt(payload, claims.role);
  if (named === null) return defaultRole;
  const translated = Object.hasOwn(roles, named) ? roles[named] : named;
  return isTenantRole(translated) ? translated : null;
}

function scopesOf(payload: JWTPayload, { claims }: ResolvedOutsideIssuerOptions): readonly string[] {
  if (claims.scopes === undefined) return ['*'];
  const value = valueAt(payload, claims.scopes);
  if (isScopes(value)) return value;
  return typeof value === 'string' ? value.split(' ').filter((scope) => scope !== '') : [];
}

function textAt(payload: JWTPayload, path: ClaimPath): string | null {
  const value = valueAt(payload, path);
  return typeof value === 'string' && value !== '' ? value : null;
}

function valueAt(payload: JWTPayload, path: ClaimPath): unknown {
  const names = typeof path === 'string' ? [path] : path;
  return names.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined,
    payload,
  );
}

function toTokenError(cause: unknown, { publicKey }: ResolvedOutsideIssuerOptions): TokenError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_JWT_EXPIRED') return tokenExpired();
  // What is no verdict on the token comes from fetching the keys.
  const isVerdict = typeof code === 'string' && /^ERR_JW[ST]_|^ERR_JOSE_(ALG|NOT)|NO_MATCHING|MULTIPLE_MATCHING/.test(code);
  return isVerdict || publicKey !== undefined ? tokenInvalid(cause) : issuerUnavailable(cause);
}
