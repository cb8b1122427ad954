import type { IdSource, InvitationId, TenantId, TenantRole, UserId } from '../kernel/index.js';
import { invitationId, toTimestamp } from '../kernel/index.js';
import type { Entity, EntityRecord } from '../store/index.js';
import { newInvitationToken } from './invitation-token.js';
import { isSameDigest, secretDigest } from './secret-digest.js';

/** A way in to one tenant, for one person, once. */
export interface Invitation extends Entity {
  readonly tenantId: TenantId;
  readonly id: InvitationId;
  /** What its user will be. */
  readonly role: TenantRole;
  /** Normalised: the one email that may be registered with it; `null` for any. */
  readonly email: string | null;
  /** Somebody of the tenant, or whoever operates the installation. */
  readonly issuer: 'tenant' | 'operator';
  /** Who made it; `null` for the operator. */
  readonly invitedBy: UserId | null;
  /** The digest of the token; the token itself is shown once and kept nowhere. */
  readonly tokenDigest: string;
  readonly expiresAt: string;
}

/** What somebody decides about an invitation. */
export interface WantedInvitation extends Pick<Invitation, 'tenantId' | 'role' | 'issuer' | 'invitedBy'> {
  readonly email?: string | undefined;
  readonly expiresInMs: number;
}

/** An invitation that was just made, with the token that is shown this once. */
export interface CreatedInvitation {
  readonly invitation: PublicInvitation;
  readonly token: string;
}

/** A new invitation, and the token that opens it. */
export function newInvitation(
  { email, expiresInMs, ...wanted }: WantedInvitation,
  ids: IdSource,
  nowMs: number,
): { readonly record: EntityRecord<Invitation>; readonly token: string } {
  const id = invitationId.create(ids);
  const token = newInvitationToken({ tenantId: wanted.tenantId, id }, ids);
  const now = toTimestamp(nowMs);
  const times = { expiresAt: toTimestamp(nowMs + expiresInMs), createdAt: now, updatedAt: now };
  return { token, record: { ...wanted, id, email: email ?? null, tokenDigest: secretDigest(token), ...times } };
}

/** Whether the token lets `email` in at `now`. */
export function admits(
  invitation: Invitation,
  given: { readonly token: string; readonly email: string },
  now: string,
): boolean {
  const { email, expiresAt, tokenDigest } = invitation;
  if (expiresAt <= now || (email !== null && email !== given.email)) return false;
  return isSameDigest(secretDigest(given.token), tokenDigest);
}

/** An invitation as the API shows it. */
export type PublicInvitation = Pick<
  Invitation,
  'id' | 'tenantId' | 'role' | 'email' | 'issuer' | 'invitedBy' | 'expiresAt' | 'createdAt' | 'updatedAt'
>;

export function toPublicInvitation(invitation: Invitation): PublicInvitation {
  const { id, tenantId, role, email, issuer, invitedBy, expiresAt, createdAt, updatedAt } = invitation;
  return { id, tenantId, role, email, issuer, invitedBy, expiresAt, createdAt, updatedAt };
}
