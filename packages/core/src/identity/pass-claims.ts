import { agentId, authSessionId, tenantId, userId } from '../kernel/index.js';
import type { KnownCaller } from './caller-cache.js';
import { isScopes, isTenantRole, isTier } from './token-claims.js';

/** What a pass says beside the registered claims: whom it is for, as they were when they asked for it. */
export function toPassClaims(caller: KnownCaller): Readonly<Record<string, unknown>> {
  const { agentId: agent, authSessionId: login, role, scopes, tenantId: tenant, tier, userId: user } = caller;
  return {
    ...{ user_id: user, tenant_id: tenant, role, scopes, tier },
    ...(login === undefined ? {} : { session_id: login }),
    ...(agent === undefined ? {} : { agent_id: agent }),
  };
}

/** What the payload of a genuine pass says, or `null` when it is not as we write them. */
export function fromPassClaims(payload: Readonly<Record<string, unknown>>): KnownCaller | null {
  const { agent_id: agent, exp, role, scopes, session_id: login, tenant_id: tenant, tier, user_id: user } = payload;
  if (!userId.is(user) || !tenantId.is(tenant) || typeof exp !== 'number') return null;
  if (!isTenantRole(role) || !isTier(tier) || !isScopes(scopes)) return null;
  if (login !== undefined && !authSessionId.is(login)) return null;
  if (agent !== undefined && !agentId.is(agent)) return null;
  return {
    ...{ userId: user, tenantId: tenant, role, tier, scopes, tokenExpiresAt: exp * 1_000 },
    ...(login === undefined ? {} : { authSessionId: login }),
    ...(agent === undefined ? {} : { agentId: agent }),
  };
}
