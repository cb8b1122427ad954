import type { AuthSessionId, Caller } from '../kernel/index.js';
import { err, errAsync, ok, okAsync, toTimestamp, type Result, type ResultAsync } from '../kernel/index.js';
import type { ReadView, StoreError } from '../store/index.js';
import { agentKeyOwner, isAgentKey } from './agent-key.js';
import { isLiving } from './auth-session.js';
import type { KnownCaller } from './caller-cache.js';
import type { IdentityContext } from './identity-context.js';
import {
  tokenExpired,
  tokenInvalid,
  tokenRevoked,
  type AuthError,
  type StandingError,
  type TokenExpired,
  type TokenInvalid,
  type TokenRevoked,
} from './identity-errors.js';
import { isSameDigest, secretDigest } from './secret-digest.js';
import { standingCaller } from './standing-caller.js';
import type { VerifiedToken } from './token-verifier.js';
import { lowerRole } from './user.js';

/** A token found good, and until when it is by itself. */
interface Recognition {
  readonly caller: KnownCaller;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
  /** Until when it is believed without another look, where that is earlier. Milliseconds since the Unix epoch. */
  readonly goodUntil?: number;
}

type Refusal = TokenExpired | TokenInvalid | TokenRevoked;

/** How the edge learns who is asking. */
export class AuthenticationService {
  constructor(private readonly context: IdentityContext) {}

  /**
   * Whom the bearer token stands for: an access token's user, or an agent with its key. `auth/token-expired`,
   * `auth/token-invalid`, or `auth/token-revoked` when the login ended or the user was removed.
   *
   * A token found good is believed for `tokenCacheMs` without asking the store again, and not past the next look at the keys. What
   * ends in this process is refused at once all the same; what ends in another one, within that time.
   */
  authenticate(token: string, requestId: string): ResultAsync<Caller, AuthError> {
    const { callers, clock, options } = this.context;
    if (typeof token !== 'string' || token.length > options.maxTokenBytes) return errAsync(tokenInvalid());
    const digest = secretDigest(token);
    const known = callers.get(digest, clock.now());
    if (known !== null) return okAsync({ ...known, requestId });
    const { mark } = callers;
    return this.recognise(token, digest).map(({ caller: bearer, expiresAt, goodUntil = expiresAt }) => {
      const caller = { ...bearer, tokenExpiresAt: expiresAt };
      const until = Math.min(expiresAt, goodUntil, clock.now() + options.tokenCacheMs);
      callers.put(digest, { caller, until }, mark);
      return { ...caller, requestId };
    });
  }

  /**
   * The caller as they stand now, for what goes on long after its token was looked at. `auth/token-expired` once the token ran
   * out; `auth/token-revoked` when the login ended, or the user or agent was removed. The store is asked each time.
   */
  standing(caller: Caller): ResultAsync<Caller, StandingError> {
    const { store, clock } = this.context;
    const nowMs = clock.now();
    if (caller.tokenExpiresAt !== undefined && caller.tokenExpiresAt <= nowMs) return errAsync(tokenExpired());
    return store
      .read((view) => standingCaller(this.context, view, { known: caller, now: toTimestamp(nowMs) }))
      .andThen((known): Result<Caller, StandingError> =>
        known === null ? err(tokenRevoked()) : ok({ ...known, requestId: caller.requestId }),
      );
  }

  private recognise(token: string, digest: string): ResultAsync<Recognition, AuthError> {
    const { store, verifier } = this.context;
    if (isAgentKey(token)) return store.read((view) => this.recogniseAgent(view, token, digest));
    return verifier.verify(token).andThen((verified) => {
      const { tenantId, userId, authSessionId, role, tier, scopes, expiresAt, goodUntil } = verified;
      const until = { expiresAt, ...(goodUntil === undefined ? {} : { goodUntil }) };
      if (authSessionId === undefined)
        return okAsync<Recognition, AuthError>({ caller: { tenantId, userId, role, tier, scopes }, ...until });
      return store
        .read((view) => this.recogniseLogin(view, { ...verified, authSessionId }))
        .map((caller) => ({ caller, ...until }));
    });
  }

  /** The role and tier are those of the user now, not those of the moment when the token was made. */
  private recogniseLogin(
    view: ReadView,
    { tenantId, userId, authSessionId, scopes }: VerifiedToken & { readonly authSessionId: AuthSessionId },
  ): ResultAsync<KnownCaller, TokenRevoked | StoreError> {
    const { logins, users, clock } = this.context;
    const now = toTimestamp(clock.now());
    return logins.get(view, tenantId, authSessionId).andThen((login) => {
      if (login === null || !isLiving(login, now) || login.userId !== userId) return errAsync(tokenRevoked());
      return users.get(view, tenantId, userId).andThen((user): Result<KnownCaller, TokenRevoked> => {
        if (user === null) return err(tokenRevoked());
        const { role, tier } = user;
        return ok({ tenantId, userId, authSessionId, role, tier, scopes });
      });
    });
  }

  private recogniseAgent(view: ReadView, key: string, digest: string): ResultAsync<Recognition, Refusal | StoreError> {
    const { agents, users, clock } = this.context;
    const owner = agentKeyOwner(key);
    if (owner === null) return errAsync(tokenInvalid());
    return agents.get(view, owner.tenantId, owner.id).andThen((agent) => {
      if (agent === null || !isSameDigest(agent.keyDigest, digest)) return errAsync(tokenInvalid());
      if (agent.expiresAt <= toTimestamp(clock.now())) return errAsync(tokenExpired());
      return users.get(view, agent.tenantId, agent.userId).andThen((user): Result<Recognition, Refusal> => {
        if (user === null) return err(tokenRevoked());
        const { tenantId, userId, id, scopes } = agent;
        const role = lowerRole(agent.role, user.role);
        const caller = { tenantId, userId, agentId: id, role, tier: user.tier, scopes };
        return ok({ caller, expiresAt: Date.parse(agent.expiresAt) });
      });
    });
  }
}
