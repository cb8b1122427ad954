import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Clock, TenantRole, Tier } from '../kernel/index.js';
import { err, invariant, ok, ResultAsync, systemClock, type Result } from '../kernel/index.js';
import { issuerUnavailable, tokenExpired, tokenInvalid, type TokenError } from './identity-errors.js';
import { loadJose } from './load-jose.js';
import { readOutsideClaims, type ClaimMapping } from './outside-claims.js';
import type { TokenVerifier, VerifiedToken } from './token-verifier.js';

export interface OutsideIssuerOptions {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** The `aud` that its tokens for us have. */
  readonly audience: string | readonly string[];
  /** Where its keys are published. Use https: whoever can change the answer can make tokens. Either this or `publicKey`. */
  readonly jwksUrl?: string;
  /** Its one key, as PEM or JWK. Either this or `jwksUrl`. */
  readonly publicKey?: string | Readonly<Record<string, unknown>>;
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
        const verified = readOutsideClaims(payload, resolved);
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
  invariant(
    (resolved.jwksUrl === undefined) !== (resolved.publicKey === undefined),
    'either a JWKS URL or a public key',
  );
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
    const { createRemoteJWKSet, jwtVerify } = await loadJose();
    const checks = toChecks(options);
    if (fixedKey !== null) return (await jwtVerify(token, fixedKey, checks)).payload;
    published ??= createRemoteJWKSet(new URL(options.jwksUrl ?? ''), {
      timeoutDuration: options.fetchTimeoutMs,
      cooldownDuration: options.fetchCooldownMs,
    });
    return (await jwtVerify(token, published, checks)).payload;
  };
}

function toPublicKey(key: string | Readonly<Record<string, unknown>>): KeyObject {
  return typeof key === 'string' ? createPublicKey(key) : createPublicKey({ key: { ...key }, format: 'jwk' });
}

function toChecks({
  issuer,
  audience,
  algorithms,
  clockToleranceMs,
  clock,
}: ResolvedOutsideIssuerOptions): JWTVerifyOptions {
  return {
    issuer,
    audience: typeof audience === 'string' ? audience : [...audience],
    algorithms: [...algorithms],
    requiredClaims: ['exp'],
    clockTolerance: Math.floor(clockToleranceMs / 1_000),
    currentDate: new Date(clock.now()),
  };
}

function toTokenError(cause: unknown, { publicKey }: ResolvedOutsideIssuerOptions): TokenError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_JWT_EXPIRED') return tokenExpired();
  // What is no verdict on the token comes from fetching the keys.
  const isVerdict =
    typeof code === 'string' && /^ERR_JW[ST]_|^ERR_JOSE_(ALG|NOT)|NO_MATCHING|MULTIPLE_MATCHING/.test(code);
  return isVerdict || publicKey !== undefined ? tokenInvalid(cause) : issuerUnavailable(cause);
}
