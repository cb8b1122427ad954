import type { Caller, Forbidden, InvalidInput } from '../kernel/index.js';
import { errAsync, forbidden, hasScope, okAsync, parseInput, toTimestamp, type ResultAsync } from '../kernel/index.js';
import type { Transaction, WriteError } from '../store/index.js';
import { isLiving, isOfFamily, revokeLogin } from './auth-session.js';
import type { IdentityContext, RequestContext } from './identity-context.js';
import type { RefreshTokenInput } from './identity-input.js';
import { byCaller, ofRequest } from './identity-journal.js';
import { revokeLogins } from './login-revocation.js';
import { parseRefreshToken, type RefreshToken } from './refresh-token.js';

/** How logins end when their users want it. */
export class LogoutService {
  constructor(private readonly context: IdentityContext) {}

  /**
   * The login of the token is over when ok: its tokens are refused, in this process at once, elsewhere within `tokenCacheMs`.
   * Also ok for a token that is no good any more, or never was: then nothing is there to end.
   */
  logout(input: RefreshTokenInput, request: RequestContext): ResultAsync<void, InvalidInput | WriteError> {
    const parsed = parseInput(this.context.input.refreshToken, input);
    if (parsed.isErr()) return errAsync(parsed.error);
    const presented = parseRefreshToken(parsed.value.refreshToken);
    if (presented === null) return okAsync(undefined);
    return this.context.store
      .transact((tx) => this.end(tx, presented, request), request)
      .map((ended) => {
        if (ended) this.context.callers.dropLogin(presented.authSessionId);
      });
  }

  /** Every login of the caller's user is over when ok, the caller's own included. Its agents go on. */
  logoutEverywhere(caller: Caller): ResultAsync<void, Forbidden | InvalidInput | WriteError> {
    const { store, journal, callers } = this.context;
    if (!hasScope(caller, 'profile:write')) return errAsync(forbidden('end the logins of this user'));
    const user = { tenantId: caller.tenantId, id: caller.userId };
    return store
      .transact((tx) =>
        revokeLogins(this.context, tx, { user, reason: 'logout' }).andThen(() =>
          journal.append(tx, { ...byCaller(caller), action: 'login.all-ended', subject: user.id, outcome: 'success' }),
        ),
      )
      .map(() => {
        callers.dropUser(user.id);
      });
  }

  /** Says whether the token was genuine and its login living. */
  private end(tx: Transaction, presented: RefreshToken, request: RequestContext): ResultAsync<boolean, WriteError> {
    const { logins, journal, clock } = this.context;
    const now = toTimestamp(clock.now());
    return logins.get(tx, presented.tenantId, presented.authSessionId).andThen((login) => {
      if (login === null || !isLiving(login, now) || !isOfFamily(login, presented)) {
        return okAsync<boolean, WriteError>(false);
      }
      const { tenantId, id, userId } = login;
      const actor = { type: 'user', id: userId } as const;
      return logins
        .update(tx, revokeLogin(login, 'logout', now))
        .andThen(() =>
          journal.append(tx, {
            ...{ tenantId, action: 'login.ended', actor, subject: id, outcome: 'success' },
            ...ofRequest(request),
          }),
        )
        .map(() => true);
    });
  }
}
