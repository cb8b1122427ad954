import type {
  AgentId,
  CursorCodec,
  InvalidInput,
  Page,
  PageRequest,
  ResultAsync,
  TenantId,
  UserId,
} from '../kernel/index.js';
import {
  EntityTable,
  type EntityRecord,
  type ReadView,
  type StoreError,
  type Transaction,
  type WriteError,
} from '../store/index.js';
import type { AgentRepository } from './agent-repository.js';
import type { Agent } from './agent.js';
import { everyItem } from './every-item.js';
import { agents } from './identity-collections.js';

/** Agents in any record store. */
export class StoredAgentRepository implements AgentRepository {
  private readonly table: EntityTable<Agent>;

  constructor(cursors: CursorCodec) {
    this.table = new EntityTable(agents, cursors);
  }

  get(view: ReadView, tenantId: TenantId, id: AgentId): ResultAsync<Agent | null, StoreError> {
    return this.table.get(view, [tenantId, id]);
  }

  list(view: ReadView, tenantId: TenantId, request: PageRequest): ResultAsync<Page<Agent>, InvalidInput | StoreError> {
    return this.table.page(view, { scope: `agents/${tenantId}`, prefix: [tenantId] }, request);
  }

  listByUser(
    view: ReadView,
    tenantId: TenantId,
    userId: UserId,
  ): ResultAsync<readonly Agent[], InvalidInput | StoreError> {
    const query = { scope: `agents/${tenantId}/${userId}`, index: 'byUser', prefix: [tenantId, userId] };
    return everyItem((request) => this.table.page(view, query, request));
  }

  insert(tx: Transaction, agent: EntityRecord<Agent>): ResultAsync<Agent, WriteError> {
    return this.table.insert(tx, agent);
  }

  update(tx: Transaction, agent: Agent): ResultAsync<Agent, WriteError> {
    return this.table.update(tx, agent);
  }
}
