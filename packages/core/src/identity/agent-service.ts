import type { Caller, Forbidden, Page, PageRequest, TenantRole } from '../kernel/index.js';
import {
  administers,
  agentId,
  coversScope,
  err,
  errAsync,
  forbidden,
  ok,
  parseInput,
  safeTry,
  toTimestamp,
  userId,
  type ResultAsync,
} from '../kernel/index.js';
import type { EntityRecord, ReadView, Transaction } from '../store/index.js';
import { newAgentKey } from './agent-key.js';
import { removedAgent, toPublicAgent, type Agent, type PublicAgent } from './agent.js';
import { administratorRole, type Administration } from './caller-standing.js';
import type { IdentityContext } from './identity-context.js';
import {
  agentLimitReached,
  agentNotFound,
  userNotFound,
  type AgentNotFound,
  type CreateAgentError,
  type ListError,
  type RemoveAgentError,
} from './identity-errors.js';
import type { CreateAgentInput } from './identity-input.js';
import { byCaller } from './identity-journal.js';
import { secretDigest } from './secret-digest.js';
import { lowerRole, managesRole } from './user.js';

const READING: Administration = { action: 'see the agents of this tenant', scope: 'agents:read' };
const WRITING: Administration = { action: 'manage the agents of this tenant', scope: 'agents:write' };

/** An agent that was just created, with the key that is shown this once. */
export interface CreatedAgent {
  readonly agent: PublicAgent;
  readonly key: string;
}

/** What was asked for, with its defaults. */
interface Wanted {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly userId?: string | undefined;
  readonly expiresInMs: number;
}

/**
 * How owners and admins manage the agents of their tenant: programs that act for a user with a key of their own.
 * `auth/forbidden` for everybody else and for a token without the scope `agents:read` or `agents:write`.
 */
export class AgentService {
  constructor(private readonly context: IdentityContext) {}

  /** The tenant's agents in the order of their creation, expired ones included. */
  list(caller: Caller, request: PageRequest = {}): ResultAsync<Page<PublicAgent>, ListError> {
    const { store, users, agents } = this.context;
    return store.read((view) =>
      administratorRole(view, caller, { users, administration: READING })
        .andThen(() => agents.list(view, caller.tenantId, request))
        .map(({ items, nextCursor }) => ({ items: items.map(toPublicAgent), nextCursor })),
    );
  }

  /**
   * A new agent, for the caller's own user or another one of the tenant. It may no more than both the caller and that user may:
   * `auth/forbidden` for a user whom the caller does not manage, or for a scope that the caller does not have.
   * `user/not-found` for another tenant's user; `agent/limit-reached` past `maxAgentsPerUser`.
   */
  create(caller: Caller, input: CreateAgentInput): ResultAsync<CreatedAgent, CreateAgentError> {
    const { store, ids } = this.context;
    if (!administers(caller, WRITING.scope)) return errAsync(forbidden(WRITING.action));
    const parsed = parseInput(this.context.input.createAgent, input);
    if (parsed.isErr()) return errAsync(parsed.error);
    const wanted = parsed.value;
    if (!wanted.scopes.every((scope) => coversScope(caller.scopes, scope))) {
      return errAsync(forbidden('give an agent scopes that you do not have'));
    }
    const owner = { tenantId: caller.tenantId, id: agentId.create(ids) };
    const key = newAgentKey(owner, ids);
    return store
      .transact((tx) => this.insert(tx, caller, { ...wanted, id: owner.id, keyDigest: secretDigest(key) }))
      .map((agent) => ({ agent: toPublicAgent(agent), key }));
  }

  /** The agent is gone when ok, and its key is refused, in this process at once, elsewhere within `tokenCacheMs`. */
  remove(caller: Caller, id: string): ResultAsync<void, RemoveAgentError> {
    const { store, callers } = this.context;
    return store
      .transact((tx) => this.erase(tx, caller, id))
      .map((agent) => {
        callers.dropAgent(agent.id);
      });
  }

  private insert(tx: Transaction, caller: Caller, wanted: Wanted & Pick<Agent, 'id' | 'keyDigest'>) {
    const { agents, users, journal, options, clock } = this.context;
    const permit = () => this.permit(tx, caller);
    const { id, name, scopes, keyDigest } = wanted;
    return safeTry<Agent, CreateAgentError>(async function* () {
      const own = yield* permit();
      const forUser = wanted.userId ?? caller.userId;
      const user = userId.is(forUser) ? yield* users.get(tx, caller.tenantId, forUser) : null;
      if (user === null) return err(userNotFound());
      if (!managesRole(own, user.role)) return err(forbidden('create an agent for this user'));
      const others = yield* agents.listByUser(tx, user.tenantId, user.id);
      if (others.length >= options.maxAgentsPerUser) return err(agentLimitReached(options.maxAgentsPerUser));
      const nowMs = clock.now();
      const now = toTimestamp(nowMs);
      const record: EntityRecord<Agent> = {
        ...{ tenantId: user.tenantId, id, userId: user.id, name, scopes, keyDigest },
        role: lowerRole(own, user.role),
        expiresAt: toTimestamp(nowMs + wanted.expiresInMs),
        ...{ createdAt: now, updatedAt: now },
      };
      const agent = yield* agents.insert(tx, record);
      const details = { userId: user.id, scopes: scopes.join(' '), expiresAt: agent.expiresAt };
      const event = { action: 'agent.created', subject: id, outcome: 'success', details } as const;
      yield* journal.append(tx, { ...byCaller(caller), ...event });
      return ok(agent);
    });
  }

  private erase(tx: Transaction, caller: Caller, id: string) {
    const { agents, journal, clock } = this.context;
    const permit = () => this.permit(tx, caller);
    const find = () => this.find(tx, caller, id);
    return safeTry<Agent, RemoveAgentError>(async function* () {
      const own = yield* permit();
      const agent = yield* find();
      if (!managesRole(own, agent.role)) return err(forbidden('remove this agent'));
      yield* agents.update(tx, removedAgent(agent, toTimestamp(clock.now())));
      const event = { action: 'agent.removed', subject: agent.id, outcome: 'success' } as const;
      yield* journal.append(tx, { ...byCaller(caller), ...event });
      return ok(agent);
    });
  }

  private find(view: ReadView, caller: Caller, id: string): ResultAsync<Agent, AgentNotFound | ListError> {
    if (!agentId.is(id)) return errAsync(agentNotFound());
    return this.context.agents
      .get(view, caller.tenantId, id)
      .andThen((agent) => (agent === null ? err(agentNotFound()) : ok(agent)));
  }

  private permit(view: ReadView, caller: Caller): ResultAsync<TenantRole, Forbidden | ListError> {
    return administratorRole(view, caller, { users: this.context.users, administration: WRITING });
  }
}
