import type { Caller } from '../kernel/index.js';
import { err, errAsync, ok, okAsync, ResultAsync, toTimestamp, type Result } from '../kernel/index.js';
import type { KnownCaller } from './caller-cache.js';
import type { IdentityContext } from './identity-context.js';
import {
  issuerUnavailable,
  tokenInvalid,
  tokenRevoked,
  type AuthError,
  type IssueError,
  type TokenError,
} from './identity-errors.js';
import { loadJose } from './load-jose.js';
import { keyIdOf, toTokenError } from './own-tokens.js';
import { fromPassClaims, toPassClaims } from './pass-claims.js';
import { secretDigest } from './secret-digest.js';
import type { FoundKey, LoadedKey } from './signing-keys.js';
import { standingCaller } from './standing-caller.js';

/** What a pass lets its bearer in to, in the words of whoever takes it, such as a host name. */
export interface PassUse {
  readonly audience: string;
}

export interface IssuePassOptions extends PassUse {
  /**
   * How long it is good, in milliseconds: at most `passTtlMs` of the options, and less where the caller's token is all that is known of
   * the caller.
   */
  readonly ttlMs: number;
}

/** A pass as its owner gets it. */
export interface IssuedPass {
  readonly pass: string;
  readonly expiresAt: string;
}

/** What a genuine pass says, and when it is to be looked at again. */
interface VerifiedPass {
  readonly said: KnownCaller;
  /** Milliseconds since the Unix epoch. */
  readonly lookAgainAt: number;
}

const ALGORITHM = 'EdDSA';
const TYPE = 'carrel-pass+jwt';
const REQUIRED_CLAIMS = ['sub', 'iat', 'exp'];

/** Before the audience of each pass, so that none is that of access tokens. */
const AUDIENCE = 'carrel:pass:';

/**
 * What a browser keeps in a cookie to come in to one place again and again: signed as access tokens are, and none of them. It
 * outlives the token that it was asked for with, and ends with its login, agent or user.
 */
export class PassService {
  constructor(private readonly context: IdentityContext) {}

  /**
   * A pass for the caller and this audience alone. It is refused once `ttlMs` are over, and before that when the key that signed it is
   * revoked. `auth/issuer-unavailable` while there is no key.
   */
  issue(caller: Caller, { audience, ttlMs }: IssuePassOptions): ResultAsync<IssuedPass, IssueError> {
    const sign = ResultAsync.fromThrowable(
      (key: LoadedKey) => this.sign(key, caller, { audience, ttlMs }),
      issuerUnavailable,
    );
    return this.context.keys.signer().andThen(sign);
  }

  /**
   * Whom the pass stands for, as they stand now: `auth/token-expired`, `auth/token-revoked` when the login ended or the agent or user
   * was removed, `auth/token-invalid` for everything else, a pass for another audience and an access token among it.
   *
   * A pass found good is believed for `tokenCacheMs`, and not past the next look at the keys, as a token is.
   */
  authenticate(pass: string, { audience }: PassUse, requestId: string): ResultAsync<Caller, AuthError> {
    const { callers, clock, options } = this.context;
    if (pass.length > options.maxTokenBytes) return errAsync(tokenInvalid());
    // With its audience: what is believed of one place is believed of no other.
    const digest = secretDigest(`${AUDIENCE}${audience} ${pass}`);
    const known = callers.get(digest, clock.now());
    if (known !== null) return okAsync({ ...known, requestId });
    const { mark } = callers;
    return this.verify(pass, audience).andThen(({ said, lookAgainAt }) =>
      this.standing(said).map((caller) => {
        const { tokenExpiresAt = Infinity } = caller;
        const until = Math.min(tokenExpiresAt, lookAgainAt, clock.now() + options.tokenCacheMs);
        callers.put(digest, { caller, until }, mark);
        return { ...caller, requestId };
      }),
    );
  }

  private async sign(key: LoadedKey, caller: Caller, { audience, ttlMs }: IssuePassOptions): Promise<IssuedPass> {
    const { clock, options } = this.context;
    const { SignJWT } = await loadJose();
    const nowMs = clock.now();
    const isKnown = caller.authSessionId !== undefined || caller.agentId !== undefined;
    const { tokenExpiresAt = Infinity } = caller;
    const endMs = nowMs + Math.min(ttlMs, options.passTtlMs, isKnown ? Infinity : tokenExpiresAt - nowMs);
    const expiresAtSeconds = Math.floor(endMs / 1_000);
    const pass = await new SignJWT({ ...toPassClaims(caller) })
      .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: TYPE })
      .setIssuer(options.issuer)
      .setAudience(AUDIENCE + audience)
      .setSubject(caller.userId)
      .setIssuedAt(Math.floor(nowMs / 1_000))
      .setExpirationTime(expiresAtSeconds)
      .sign(key.privateKey);
    return { pass, expiresAt: toTimestamp(expiresAtSeconds * 1_000) };
  }

  private verify(pass: string, audience: string): ResultAsync<VerifiedPass, TokenError> {
    const { keys } = this.context;
    const check = ResultAsync.fromThrowable((found: FoundKey) => this.check(pass, audience, found), toTokenError);
    return ResultAsync.fromThrowable(
      keyIdOf,
      tokenInvalid,
    )(pass)
      .andThen((kid) => (kid === undefined ? errAsync(tokenInvalid()) : keys.find(kid)))
      .andThen((found) => (found === null ? errAsync(tokenInvalid()) : check(found)))
      .andThen((verified): Result<VerifiedPass, TokenError> =>
        verified === null ? err(tokenInvalid()) : ok(verified),
      );
  }

  private async check(pass: string, audience: string, { key, lookAgainAt }: FoundKey): Promise<VerifiedPass | null> {
    const { clock, options } = this.context;
    const { jwtVerify } = await loadJose();
    const { payload } = await jwtVerify(pass, key.publicKey, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer: options.issuer,
      audience: AUDIENCE + audience,
      requiredClaims: REQUIRED_CLAIMS,
      currentDate: new Date(clock.now()),
    });
    const said = fromPassClaims(payload);
    return said === null ? null : { said, lookAgainAt };
  }

  private standing(said: KnownCaller): ResultAsync<KnownCaller, AuthError> {
    const { clock, store } = this.context;
    return store
      .read((view) => standingCaller(this.context, view, { known: said, now: toTimestamp(clock.now()) }))
      .andThen((known): Result<KnownCaller, AuthError> => (known === null ? err(tokenRevoked()) : ok(known)));
  }
}
