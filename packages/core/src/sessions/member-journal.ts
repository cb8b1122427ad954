import type { AuditActor, AuditEntry } from '../audit/index.js';
import { okAsync, type Caller, type ResultAsync } from '../kernel/index.js';
import type { Transaction, WriteError } from '../store/index.js';
import type { MemberChange, MemberFacts } from './member-changes.js';
import type { MemberPlace } from './member-repository.js';

/** Where changes of members are told; the audit service is one. */
export interface MemberJournal {
  /** Kept exactly when the transaction commits. */
  append(tx: Transaction, entry: AuditEntry): ResultAsync<unknown, WriteError>;
}

/** Keeps nothing. */
export const noMemberJournal: MemberJournal = { append: () => okAsync(undefined) };

/** What is to be told of a change of the user's place; `null` where nothing changes. */
export function memberEntry(
  { askedBy, sessionId, userId }: MemberPlace,
  { current }: Pick<MemberFacts, 'current'>,
  change: MemberChange,
): AuditEntry | null {
  if (change.type === 'none') return null;
  const { tenantId, requestId } = askedBy;
  const role = change.type === 'set' ? change.role : change.type === 'transfer' ? 'owner' : null;
  return {
    ...{ tenantId, requestId, subject: sessionId, outcome: 'success', actor: actorOf(askedBy) },
    action: actionOf(change, current === null),
    details: { userId, before: current, role },
  };
}

function actionOf({ type }: MemberChange, isNew: boolean): string {
  if (type === 'transfer') return 'session.transferred';
  if (type === 'remove') return 'member.removed';
  return isNew ? 'member.added' : 'member.updated';
}

function actorOf({ agentId, userId }: Caller): AuditActor {
  return agentId === undefined ? { type: 'user', id: userId } : { type: 'agent', id: agentId, userId };
}
