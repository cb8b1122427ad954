import type { SessionId, TenantId, UserId } from '../kernel/index.js';
import type { Entity } from '../store/index.js';

/** What a user is in a session, from the most to the least. A solo session has its owner alone. */
export const SESSION_ROLES = ['owner', 'admin', 'participant', 'viewer'] as const;

export type SessionRole = (typeof SESSION_ROLES)[number];

/** A user's place in a room. That of the owner is on no record of its own: the session names its owner. */
export interface Member extends Entity {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  readonly userId: UserId;
  readonly role: Exclude<SessionRole, 'owner'>;
}

/** A member as others see it, the owner among them. */
export interface RoomMember {
  readonly sessionId: SessionId;
  readonly userId: UserId;
  readonly role: SessionRole;
  /** Since when; of an owner, since when there is the room. */
  readonly createdAt: string;
  readonly updatedAt: string;
}
