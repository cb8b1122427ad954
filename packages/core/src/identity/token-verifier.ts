import type { AuthSessionId, ResultAsync, TenantId, TenantRole, Tier, UserId } from '../kernel/index.js';
import type { TokenError } from './identity-errors.js';

/** What a genuine token says. */
export interface VerifiedToken {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  /** The login it was issued to; absent when it comes from an issuer outside, whose logins are not ours to know. */
  readonly authSessionId?: AuthSessionId;
  readonly role: TenantRole;
  readonly tier: Tier;
  readonly scopes: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
  /**
   * Until when it may be believed without another look, in milliseconds since the Unix epoch: when the keys it was verified with
   * are looked up again, as one of them may have been taken away. @default as long as the caller's own cache keeps it
   */
  readonly goodUntil?: number;
}

/**
 * Tells genuine access tokens from others. It looks at the token alone: whether its login still lives is asked elsewhere.
 *
 * `auth/token-expired` for a genuine one past its time; `auth/token-invalid` for every other, whatever is wrong with it;
 * `auth/issuer-unavailable` when the keys cannot be had at this moment.
 */
export interface TokenVerifier {
  verify(token: string): ResultAsync<VerifiedToken, TokenError>;
}
