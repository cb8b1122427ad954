import { err, ok, type Result } from '../kernel/index.js';
import {
  memberIsOwner,
  memberLimit,
  memberNotFound,
  memberUnknown,
  notARoom,
  type MemberError,
  type NotARoom,
} from './member-errors.js';
import type { Member, SessionRole } from './member.js';
import { authorize, type AccessError } from './session-access.js';
import type { SessionAction } from './session-permissions.js';
import type { Session } from './session.js';

/** What there is to know before somebody's place in a session changes. */
export interface MemberFacts {
  readonly session: Session;
  /** What the one who asks is in the session. */
  readonly role: SessionRole | null;
  /** What the user is in the session whose place is to change. */
  readonly current: SessionRole | null;
  /** Whether the tenant has that user. */
  readonly isUser: boolean;
  /** How many members the room has, its owner included. */
  readonly count: number;
}

export type MemberChange =
  | { readonly type: 'none' }
  | { readonly type: 'set'; readonly role: Member['role'] }
  | { readonly type: 'remove' }
  /** The user becomes the owner, and the owner an admin. */
  | { readonly type: 'transfer'; readonly maxPerUser: number };

export interface RoleLimits {
  readonly maxMembers: number;
  readonly maxPerUser: number;
}

/** Whether the user may get this role in the session, and what that changes. */
export function decideRole(
  facts: MemberFacts,
  role: SessionRole,
  { maxMembers, maxPerUser }: RoleLimits,
): Result<MemberChange, AccessError | MemberError> {
  const { current, isUser, count } = facts;
  return inRoom(facts, role === 'owner' ? 'session.transfer' : 'members.write').andThen(
    (): Result<MemberChange, MemberError> => {
      if (current === role) return ok({ type: 'none' });
      if (current === 'owner') return err(memberIsOwner());
      if (role === 'owner') return current === null ? err(memberNotFound()) : ok({ type: 'transfer', maxPerUser });
      if (current === null && !isUser) return err(memberUnknown());
      if (current === null && count >= maxMembers) return err(memberLimit(maxMembers));
      return ok({ type: 'set', role });
    },
  );
}

/** Whether the user may cease to be a member: `isSelf` when the user is the one who asks. */
export function decideRemoval(facts: MemberFacts, isSelf: boolean): Result<MemberChange, AccessError | MemberError> {
  return inRoom(facts, isSelf ? 'members.leave' : 'members.write').andThen((): Result<MemberChange, MemberError> => {
    if (facts.current === 'owner') return err(memberIsOwner());
    return facts.current === null ? err(memberNotFound()) : ok({ type: 'remove' });
  });
}

function inRoom({ session, role }: MemberFacts, action: SessionAction): Result<SessionRole, AccessError | NotARoom> {
  return authorize(role, action).andThen((known) => (session.kind === 'room' ? ok(known) : err(notARoom())));
}
