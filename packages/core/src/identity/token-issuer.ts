import type { AuthSessionId, ResultAsync, TenantId, TenantRole, Tier, UserId } from '../kernel/index.js';
import type { IssueError } from './identity-errors.js';
import type { PublicJwk } from './signing-key.js';

/** Whom an access token is for, and what it allows. */
export interface TokenGrant {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly authSessionId: AuthSessionId;
  readonly role: TenantRole;
  readonly tier: Tier;
  readonly scopes: readonly string[];
}

export interface IssuedToken {
  readonly token: string;
  /** How long it is good from now on, in milliseconds. */
  readonly expiresInMs: number;
}

/** Public keys as RFC 7517 writes them. */
export interface Jwks {
  readonly keys: readonly PublicJwk[];
}

/** Makes access tokens. */
export interface TokenIssuer {
  /** A token that a verifier of the same installation accepts, in this process and in every other, until it expires. */
  issue(grant: TokenGrant): ResultAsync<IssuedToken, IssueError>;
  /** The keys that tokens are signed with now, were signed with while some still live, or will be signed with next. */
  jwks(): ResultAsync<Jwks, IssueError>;
}
