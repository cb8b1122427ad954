import { agentId, tenantId, type AgentId, type IdSource, type TenantId } from '../kernel/index.js';

const PREFIX = 'cak_';
const ID_BODY = 26;
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const SHAPE = new RegExp(`^${PREFIX}[0-9a-z]{${2 * ID_BODY}}[\\w-]{${SECRET_LENGTH}}$`);

/** Names the agent that a key is of. */
export interface AgentKeyOwner {
  readonly tenantId: TenantId;
  readonly id: AgentId;
}

export function newAgentKey(owner: AgentKeyOwner, ids: IdSource): string {
  return `${PREFIX}${owner.tenantId.slice(-ID_BODY)}${owner.id.slice(-ID_BODY)}${ids.nextSecret(SECRET_BYTES)}`;
}

/** Whether a bearer token is an agent's key rather than an access token. */
export function isAgentKey(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** Whose key a well-formed one says it is; `null` for any other text. */
export function agentKeyOwner(key: string): AgentKeyOwner | null {
  if (!SHAPE.test(key)) return null;
  const idStart = PREFIX.length + ID_BODY;
  const tenant = tenantId.parse(`${tenantId.prefix}_${key.slice(PREFIX.length, idStart)}`);
  const agent = agentId.parse(`${agentId.prefix}_${key.slice(idStart, idStart + ID_BODY)}`);
  return tenant.isOk() && agent.isOk() ? { tenantId: tenant.value, id: agent.value } : null;
}
