import { okAsync, type ResultAsync } from '../kernel/index.js';
import type { ReadView, StoreError } from '../store/index.js';
import { isLiving } from './auth-session.js';
import type { KnownCaller } from './caller-cache.js';
import type { IdentityContext } from './identity-context.js';
import { lowerRole } from './user.js';

type People = Pick<IdentityContext, 'logins' | 'agents' | 'users'>;

/**
 * Somebody who was known, such as when they asked for a ticket, as they stand at `now`; `null` when their token ran out, the
 * login or agent is no more, or the user. Nobody becomes more than they were.
 */
export function standingCaller(
  people: People,
  view: ReadView,
  { known, now }: { readonly known: KnownCaller; readonly now: string },
): ResultAsync<KnownCaller | null, StoreError> {
  const { tenantId, userId, agentId, authSessionId, role, tier, scopes, tokenExpiresAt } = known;
  if (tokenExpiresAt !== undefined && tokenExpiresAt <= Date.parse(now)) return okAsync(null);
  const until = tokenExpiresAt === undefined ? {} : { tokenExpiresAt };
  // Callers of an outside issuer have no user of ours, and are what their token says.
  if (agentId === undefined && authSessionId === undefined) {
    return okAsync({ tenantId, userId, role, tier, scopes, ...until });
  }
  const isStanding =
    agentId === undefined ? loginStands(people, view, known, now) : agentStands(people, view, known, now);
  return isStanding.andThen((stands) => {
    if (!stands) return okAsync<KnownCaller | null, StoreError>(null);
    return people.users.get(view, tenantId, userId).map((user): KnownCaller | null => {
      if (user === null) return null;
      const source = {
        ...(agentId === undefined ? {} : { agentId }),
        ...(authSessionId === undefined ? {} : { authSessionId }),
      };
      return { tenantId, userId, ...source, role: lowerRole(role, user.role), tier: user.tier, scopes, ...until };
    });
  });
}

function loginStands(
  { logins }: People,
  view: ReadView,
  { tenantId, userId, authSessionId }: KnownCaller,
  now: string,
): ResultAsync<boolean, StoreError> {
  if (authSessionId === undefined) return okAsync(false);
  return logins
    .get(view, tenantId, authSessionId)
    .map((login) => login !== null && isLiving(login, now) && login.userId === userId);
}

function agentStands(
  { agents }: People,
  view: ReadView,
  { tenantId, userId, agentId }: KnownCaller,
  now: string,
): ResultAsync<boolean, StoreError> {
  if (agentId === undefined) return okAsync(false);
  return agents
    .get(view, tenantId, agentId)
    .map((agent) => agent !== null && agent.expiresAt > now && agent.userId === userId);
}
