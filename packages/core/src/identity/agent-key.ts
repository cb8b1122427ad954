import { agentId, type AgentId, type IdSource, type TenantId } from '../kernel/index.js';
import { ownedSecret } from './owned-secret.js';

const PREFIX = 'cak_';
const keys = ownedSecret(PREFIX, agentId);

/** Names the agent that a key is of. */
export interface AgentKeyOwner {
  readonly tenantId: TenantId;
  readonly id: AgentId;
}

export function newAgentKey(owner: AgentKeyOwner, ids: IdSource): string {
  return keys.create(owner, ids);
}

/** Whether a bearer token is an agent's key rather than an access token. */
export function isAgentKey(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** Whose key a well-formed one says it is; `null` for any other text. */
export function agentKeyOwner(key: string): AgentKeyOwner | null {
  return keys.ownerOf(key);
}
