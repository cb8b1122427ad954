import { auditedBy, type AuditEntry } from '../audit/index.js';
import { okAsync, type ResultAsync } from '../kernel/index.js';
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
  const role = change.type === 'set' ? change.role : change.type === 'transfer' ? 'owner' : null;
  return {
    ...{ ...auditedBy(askedBy), subject: sessionId, outcome: 'success' },
    action: actionOf(change, current === null),
    details: { userId, before: current, role },
  };
}

function actionOf({ type }: MemberChange, isNew: boolean): string {
  if (type === 'transfer') return 'session.transferred';
  if (type === 'remove') return 'member.removed';
  return isNew ? 'member.added' : 'member.updated';
}
