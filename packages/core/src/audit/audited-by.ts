import type { Caller } from '../kernel/index.js';
import type { AuditEntry } from './audit-record.js';

/** What an entry says of its actor, when a caller did it. */
export function auditedBy(caller: Caller): Pick<AuditEntry, 'tenantId' | 'actor' | 'requestId' | 'address'> {
  const { tenantId, userId, agentId, requestId, address } = caller;
  const actor =
    agentId === undefined ? ({ type: 'user', id: userId } as const) : ({ type: 'agent', id: agentId, userId } as const);
  return { tenantId, actor, requestId, ...(address === undefined ? {} : { address }) };
}
