import type { ResultAsync } from '../kernel/index.js';
import type { IdentityContext } from './identity-context.js';
import type { IssueError } from './identity-errors.js';
import type { RefreshToken } from './refresh-token.js';
import type { PublicTenant } from './tenant.js';
import type { PublicUser, User } from './user.js';

/** What a client holds of a login, as OAuth 2 calls the parts. */
export interface TokenPair {
  readonly tokenType: 'Bearer';
  readonly accessToken: string;
  /** How long the access token is good from now on, in milliseconds. */
  readonly expiresInMs: number;
  /** Good for one refresh. */
  readonly refreshToken: string;
}

/** A user who has just logged in. */
export interface SignedIn {
  readonly user: PublicUser;
  readonly tenant: PublicTenant;
  readonly tokens: TokenPair;
}

/** What the tokens of a login, which a person holds, allow: all that the role does. */
const LOGIN_SCOPES = ['*'];

/** An access token for the user's login, beside its refresh token. */
export function issueTokenPair(
  issuer: IdentityContext['issuer'],
  user: User,
  { text, authSessionId }: RefreshToken,
): ResultAsync<TokenPair, IssueError> {
  const { tenantId, id, role, tier } = user;
  return issuer
    .issue({ tenantId, userId: id, authSessionId, role, tier, scopes: LOGIN_SCOPES })
    .map(({ token, expiresInMs }) => ({ tokenType: 'Bearer', accessToken: token, expiresInMs, refreshToken: text }));
}
