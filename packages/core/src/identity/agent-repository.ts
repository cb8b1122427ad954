import type { AgentId, InvalidInput, Page, PageRequest, ResultAsync, TenantId, UserId } from '../kernel/index.js';
import type { EntityRecord, ReadView, StoreError, Transaction, WriteError } from '../store/index.js';
import type { Agent } from './agent.js';

/** Keeps agents. A removed one is missing, and so is one of another tenant. */
export interface AgentRepository {
  get(view: ReadView, tenantId: TenantId, id: AgentId): ResultAsync<Agent | null, StoreError>;
  /** The tenant's agents in the order of their creation. `request/invalid` for a limit out of range or a foreign cursor. */
  list(view: ReadView, tenantId: TenantId, request: PageRequest): ResultAsync<Page<Agent>, InvalidInput | StoreError>;
  /** Every agent that acts for the user. */
  listByUser(
    view: ReadView,
    tenantId: TenantId,
    userId: UserId,
  ): ResultAsync<readonly Agent[], InvalidInput | StoreError>;
  insert(tx: Transaction, agent: EntityRecord<Agent>): ResultAsync<Agent, WriteError>;
  /** Writes an agent that was read; `record/conflict` when it was written since. */
  update(tx: Transaction, agent: Agent): ResultAsync<Agent, WriteError>;
}
