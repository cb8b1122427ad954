import { okAsync, type ResultAsync } from '../kernel/index.js';
import type { ReadView, StoreError } from '../store/index.js';
import { isLiving } from './auth-session.js';
import type { KnownCaller } from './caller-cache.js';
import type { IdentityContext } from './identity-context.js';
import type { TicketRecord } from './ticket.js';
import { lowerRole } from './user.js';

type People = Pick<IdentityContext, 'logins' | 'agents' | 'users'>;

/**
 * Whom the ticket was given to, as they stand at `now`; `null` when the login or agent is no more, or the user. Nobody becomes
 * more than they were when they asked for it.
 */
export function ticketBearer(
  people: People,
  view: ReadView,
  { record, now }: { readonly record: TicketRecord; readonly now: string },
): ResultAsync<KnownCaller | null, StoreError> {
  const { tenantId, userId, agentId, authSessionId, role, tier, scopes } = record;
  // Callers of an outside issuer have no user of ours, and are what their token says.
  if (agentId === undefined && authSessionId === undefined) return okAsync({ tenantId, userId, role, tier, scopes });
  const isStanding =
    agentId === undefined ? loginStands(people, view, record, now) : agentStands(people, view, record, now);
  return isStanding.andThen((stands) => {
    if (!stands) return okAsync<KnownCaller | null, StoreError>(null);
    return people.users.get(view, tenantId, userId).map((user): KnownCaller | null => {
      if (user === null) return null;
      const source = {
        ...(agentId === undefined ? {} : { agentId }),
        ...(authSessionId === undefined ? {} : { authSessionId }),
      };
      return { tenantId, userId, ...source, role: lowerRole(role, user.role), tier: user.tier, scopes };
    });
  });
}

function loginStands(
  { logins }: People,
  view: ReadView,
  { tenantId, userId, authSessionId }: TicketRecord,
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
  { tenantId, userId, agentId }: TicketRecord,
  now: string,
): ResultAsync<boolean, StoreError> {
  if (agentId === undefined) return okAsync(false);
  return agents
    .get(view, tenantId, agentId)
    .map((agent) => agent !== null && agent.expiresAt > now && agent.userId === userId);
}
