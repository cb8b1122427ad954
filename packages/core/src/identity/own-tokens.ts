import type { Clock, IdSource } from '../kernel/index.js';
import { err, errAsync, ok, ResultAsync, type Result } from '../kernel/index.js';
import {
  issuerUnavailable,
  tokenExpired,
  tokenInvalid,
  type IssueError,
  type TokenError,
  type TokenExpired,
  type TokenInvalid,
} from './identity-errors.js';
import { toPublicJwk } from './signing-key.js';
import type { FoundKey, LoadedKey, SigningKeys } from './signing-keys.js';
import { loadJose } from './load-jose.js';
import { fromOwnClaims, toOwnClaims } from './token-claims.js';
import type { IssuedToken, Jwks, TokenGrant, TokenIssuer } from './token-issuer.js';
import type { TokenVerifier, VerifiedToken } from './token-verifier.js';

export interface OwnTokensDeps {
  readonly keys: SigningKeys;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly options: { readonly issuer: string; readonly audience: string; readonly accessTokenTtlMs: number };
}

const ALGORITHM = 'EdDSA';
const REQUIRED_CLAIMS = ['sub', 'iat', 'exp', 'jti'];

/** Access tokens signed with the keys of the installation: JWTs by EdDSA, and no other algorithm is looked at. */
export class OwnTokens implements TokenIssuer, TokenVerifier {
  constructor(private readonly deps: OwnTokensDeps) {}

  issue(grant: TokenGrant): ResultAsync<IssuedToken, IssueError> {
    const sign = ResultAsync.fromThrowable((key: LoadedKey) => this.sign(key, grant), issuerUnavailable);
    return this.deps.keys.signer().andThen(sign);
  }

  jwks(): ResultAsync<Jwks, IssueError> {
    return this.deps.keys.all().map((keys) => ({ keys: keys.map(toPublicJwk) }));
  }

  verify(token: string): ResultAsync<VerifiedToken, TokenError> {
    const check = ResultAsync.fromThrowable((found: FoundKey) => this.check(token, found), toTokenError);
    return ResultAsync.fromThrowable(
      keyIdOf,
      tokenInvalid,
    )(token)
      .andThen((kid) => (kid === undefined ? errAsync(tokenInvalid()) : this.deps.keys.find(kid)))
      .andThen((found) => (found === null ? errAsync(tokenInvalid()) : check(found)))
      .andThen((verified): Result<VerifiedToken, TokenError> =>
        verified === null ? err(tokenInvalid()) : ok(verified),
      );
  }

  private async sign(key: LoadedKey, grant: TokenGrant): Promise<IssuedToken> {
    const { clock, ids, options } = this.deps;
    const { SignJWT } = await loadJose();
    const nowMs = clock.now();
    const expiresAtSeconds = Math.ceil((nowMs + options.accessTokenTtlMs) / 1_000);
    const token = await new SignJWT({ ...toOwnClaims(grant) })
      .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: 'JWT' })
      .setIssuer(options.issuer)
      .setAudience(options.audience)
      .setSubject(grant.userId)
      .setIssuedAt(Math.floor(nowMs / 1_000))
      .setExpirationTime(expiresAtSeconds)
      .setJti(ids.nextSecret(16))
      .sign(key.privateKey);
    return { token, expiresInMs: expiresAtSeconds * 1_000 - nowMs };
  }

  private async check(token: string, { key, lookAgainAt }: FoundKey): Promise<VerifiedToken | null> {
    const { clock, options } = this.deps;
    const { jwtVerify } = await loadJose();
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [ALGORITHM],
      issuer: options.issuer,
      audience: options.audience,
      requiredClaims: REQUIRED_CLAIMS,
      currentDate: new Date(clock.now()),
    });
    const verified = fromOwnClaims(payload);
    return verified === null ? null : { ...verified, goodUntil: lookAgainAt };
  }
}

/** Which key the token says that it was signed with. Rejects for what is no token. */
export async function keyIdOf(token: string): Promise<string | undefined> {
  const { decodeProtectedHeader } = await loadJose();
  return decodeProtectedHeader(token).kid;
}

export function toTokenError(cause: unknown): TokenExpired | TokenInvalid {
  const expired = cause instanceof Error && 'code' in cause && cause.code === 'ERR_JWT_EXPIRED';
  return expired ? tokenExpired() : tokenInvalid(cause);
}
