import type { InvalidInput } from '../kernel/index.js';
import { err, ok, ResultAsync, toTimestamp, type Result } from '../kernel/index.js';
import type { Transaction, WriteError } from '../store/index.js';
import { removedAgent, type Agent } from './agent.js';
import type { IdentityContext } from './identity-context.js';
import type { User } from './user.js';

/** Removes every agent of the user. Their keys are still to be dropped once it is committed. */
export function removeAgents(
  { agents, clock }: Pick<IdentityContext, 'agents' | 'clock'>,
  tx: Transaction,
  user: Pick<User, 'tenantId' | 'id'>,
): ResultAsync<void, InvalidInput | WriteError> {
  const now = toTimestamp(clock.now());
  return agents
    .listByUser(tx, user.tenantId, user.id)
    .map((all) => all.map((agent) => removedAgent(agent, now)))
    .andThen((removed) => new ResultAsync(updateEach(agents, tx, removed)));
}

async function updateEach(
  agents: IdentityContext['agents'],
  tx: Transaction,
  removed: readonly Agent[],
): Promise<Result<void, WriteError>> {
  for (const agent of removed) {
    const updated = await agents.update(tx, agent);
    if (updated.isErr()) return err(updated.error);
  }
  return ok(undefined);
}
