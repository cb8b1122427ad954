import type { TenantRole, Tier } from '../kernel/index.js';
import { authSessionId, tenantId, userId } from '../kernel/index.js';
import type { TokenGrant } from './token-issuer.js';
import type { VerifiedToken } from './token-verifier.js';

/** What an access token of ours says beside the registered claims. */
export interface OwnClaims {
  readonly user_id: string;
  readonly tenant_id: string;
  /** The login. */
  readonly session_id: string;
  readonly role: TenantRole;
  readonly scopes: readonly string[];
  readonly tier: Tier;
}

export function toOwnClaims({ userId, tenantId, authSessionId, role, scopes, tier }: TokenGrant): OwnClaims {
  return { user_id: userId, tenant_id: tenantId, session_id: authSessionId, role, scopes, tier };
}

/** What the payload of a genuine token says, or `null` when it is not as we write them. */
export function fromOwnClaims(payload: Readonly<Record<string, unknown>>): VerifiedToken | null {
  const { user_id: user, tenant_id: tenant, session_id: login, role, scopes, tier, exp } = payload;
  const named = userId.is(user) && tenantId.is(tenant) && authSessionId.is(login);
  if (!named || !isTenantRole(role) || !isTier(tier) || !isScopes(scopes) || typeof exp !== 'number') return null;
  return { tenantId: tenant, userId: user, authSessionId: login, role, tier, scopes, expiresAt: exp * 1_000 };
}

export function isTenantRole(value: unknown): value is TenantRole {
  return value === 'owner' || value === 'admin' || value === 'member';
}

export function isTier(value: unknown): value is Tier {
  return value === 'low' || value === 'medium' || value === 'high';
}

export function isScopes(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((scope) => typeof scope === 'string');
}
