import { err, errAsync, ok, parseInput, safeTry, toTimestamp, type ResultAsync } from '../kernel/index.js';
import type { Transaction, WriteError } from '../store/index.js';
import { currentToken, judgeRefresh, revokeLogin, rotateLogin, type AuthSession } from './auth-session.js';
import type { IdentityContext, RequestContext } from './identity-context.js';
import { refreshTokenInvalid, refreshTokenReused, type RefreshError } from './identity-errors.js';
import type { RefreshTokenInput } from './identity-input.js';
import { ofRequest } from './identity-journal.js';
import { parseRefreshToken, type RefreshToken } from './refresh-token.js';
import { issueTokenPair, type TokenPair } from './token-pair.js';
import type { User } from './user.js';

/** What became of a presented token; committed whichever it is. */
type Exchange =
  | { readonly verdict: 'exchanged'; readonly user: User; readonly next: RefreshToken }
  | { readonly verdict: 'reused' }
  | { readonly verdict: 'invalid' };

interface Presentation {
  readonly presented: RefreshToken;
  readonly request: RequestContext;
}

/** How a login goes on past the end of its access token. */
export class RefreshService {
  constructor(private readonly context: IdentityContext) {}

  /**
   * New tokens for the login; the presented refresh token is used up. Within `refreshGraceMs` of its first use it may be
   * presented again, by any number of calls at once: each gets the refresh token that is good then.
   *
   * `auth/refresh-token-reused` for a token that was used before that: the login is ended for good before the answer, in this process at once for its access tokens too. `auth/refresh-token-invalid` for every other that is
   * no good. The user's role and tier are read anew.
   */
  refresh(input: RefreshTokenInput, request: RequestContext): ResultAsync<TokenPair, RefreshError> {
    const { store, issuer, callers } = this.context;
    const exchange = (tx: Transaction, presentation: Presentation) => this.exchange(tx, presentation);
    const parsed = parseInput(this.context.input.refreshToken, input);
    if (parsed.isErr()) return errAsync(parsed.error);
    const presented = parseRefreshToken(parsed.value.refreshToken);
    if (presented === null) return errAsync(refreshTokenInvalid());
    return safeTry<TokenPair, RefreshError>(async function* () {
      const presentation = { presented, request };
      const outcome = yield* store.transact((tx) => exchange(tx, presentation), request);
      if (outcome.verdict === 'exchanged') return ok(yield* issueTokenPair(issuer, outcome.user, outcome.next));
      if (outcome.verdict === 'invalid') return err(refreshTokenInvalid());
      callers.dropLogin(presented.authSessionId);
      return err(refreshTokenReused());
    });
  }

  private exchange(tx: Transaction, { presented, request }: Presentation) {
    const { logins, users, clock, options } = this.context;
    const end = (login: AuthSession) => this.endReused(tx, login, request);
    const renew = (login: AuthSession) => this.renew(tx, login, request);
    return safeTry<Exchange, WriteError>(async function* () {
      const nowMs = clock.now();
      const login = yield* logins.get(tx, presented.tenantId, presented.authSessionId);
      if (login === null) return ok<Exchange>({ verdict: 'invalid' });
      const verdict = judgeRefresh(login, presented, toTimestamp(nowMs));
      if (verdict === 'invalid') return ok<Exchange>({ verdict });
      if (verdict === 'reused') return ok(login.revokedAt === undefined ? yield* end(login) : { verdict });
      const user = yield* users.get(tx, login.tenantId, login.userId);
      if (user === null) return ok<Exchange>({ verdict: 'invalid' });
      const after = verdict === 'current' ? yield* renew(rotateLogin(login, { nowMs, times: options })) : login;
      return ok<Exchange>({ verdict: 'exchanged', user, next: currentToken(after, presented) });
    });
  }

  private renew(tx: Transaction, rotated: AuthSession, request: RequestContext): ResultAsync<AuthSession, WriteError> {
    const { logins, journal } = this.context;
    return logins.update(tx, rotated).andThen((login) => {
      const actor = { type: 'user', id: login.userId } as const;
      const event = { action: 'login.renewed', actor, subject: login.id, outcome: 'success' } as const;
      return journal.append(tx, { tenantId: login.tenantId, ...event, ...ofRequest(request) }).map(() => login);
    });
  }

  private endReused(tx: Transaction, login: AuthSession, request: RequestContext): ResultAsync<Exchange, WriteError> {
    const { logins, journal, clock } = this.context;
    return logins
      .update(tx, revokeLogin(login, 'reuse', toTimestamp(clock.now())))
      .andThen(({ tenantId, id, userId }) =>
        journal.append(tx, {
          tenantId,
          action: 'login.reused',
          actor: { type: 'user', id: userId },
          ...ofRequest(request),
          subject: id,
          outcome: 'denied',
        }),
      )
      .map(() => ({ verdict: 'reused' }));
  }
}
