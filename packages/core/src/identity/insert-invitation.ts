import { err, ok, ResultAsync, toTimestamp, type InvalidInput, type Result } from '../kernel/index.js';
import type { EntityRecord, Transaction, WriteError } from '../store/index.js';
import type { IdentityContext } from './identity-context.js';
import { invitationLimitReached, type InvitationLimitReached } from './identity-errors.js';
import type { IdentityEvent } from './identity-journal.js';
import type { Invitation } from './invitation.js';

type InsertError = InvitationLimitReached | InvalidInput | WriteError;

/** Writes the invitation and who made it, and takes those of its tenant away that are past their time. */
export function insertInvitation(
  context: Pick<IdentityContext, 'invitations' | 'journal' | 'clock' | 'options'>,
  tx: Transaction,
  {
    record,
    by,
  }: { readonly record: EntityRecord<Invitation>; readonly by: Pick<IdentityEvent, 'actor' | 'requestId'> },
): ResultAsync<Invitation, InsertError> {
  const { invitations, journal, clock, options } = context;
  const now = toTimestamp(clock.now());
  const { tenantId, role, expiresAt } = record;
  const insert = async (all: readonly Invitation[]): Promise<Result<Invitation, InsertError>> => {
    const expired = all.filter((invitation) => invitation.expiresAt <= now);
    for (const { id } of expired) {
      const erased = await invitations.erase(tx, tenantId, id);
      if (erased.isErr()) return err(erased.error);
    }
    const open = all.length - expired.length;
    if (open >= options.maxInvitationsPerTenant) return err(invitationLimitReached(options.maxInvitationsPerTenant));
    const inserted = await invitations.insert(tx, record);
    if (inserted.isErr()) return err(inserted.error);
    const event = { tenantId, action: 'invitation.created', subject: record.id, outcome: 'success' } as const;
    const told = await journal.append(tx, { ...by, ...event, details: { role, expiresAt } });
    return told.isErr() ? err(told.error) : ok(inserted.value);
  };
  return invitations.listAll(tx, tenantId).andThen((all) => new ResultAsync(insert(all)));
}
