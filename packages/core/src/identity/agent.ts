import type { AgentId, TenantId, TenantRole, UserId } from '../kernel/index.js';
import type { Entity } from '../store/index.js';

/** A program that acts for a user, with a key of its own. */
export interface Agent extends Entity {
  readonly tenantId: TenantId;
  readonly id: AgentId;
  /** For whom it acts. */
  readonly userId: UserId;
  readonly name: string;
  /** What its key allows. */
  readonly scopes: readonly string[];
  /** The most it may be, whatever its user becomes later. */
  readonly role: TenantRole;
  /** The digest of the key; the key itself is shown once and kept nowhere. */
  readonly keyDigest: string;
  readonly expiresAt: string;
}

/** The agent as it stays after its removal: with no key that opens anything. */
export function removedAgent(agent: Agent, now: string): Agent {
  return { ...agent, keyDigest: '', updatedAt: now, deletedAt: now };
}

/** An agent as the API shows it. */
export type PublicAgent = Pick<
  Agent,
  'id' | 'tenantId' | 'userId' | 'name' | 'scopes' | 'role' | 'expiresAt' | 'createdAt' | 'updatedAt'
>;

export function toPublicAgent(agent: Agent): PublicAgent {
  const { id, tenantId, userId, name, scopes, role, expiresAt, createdAt, updatedAt } = agent;
  return { id, tenantId, userId, name, scopes, role, expiresAt, createdAt, updatedAt };
}
