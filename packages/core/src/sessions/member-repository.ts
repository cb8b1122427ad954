import type { Caller, Result, ResultAsync, SessionId, TenantId, UserId } from '../kernel/index.js';
import type { StoreError } from '../store/index.js';
import type { MemberFacts, MemberChange } from './member-changes.js';
import type { Member, RoomMember } from './member.js';
import type { SessionLimit, SessionNotFound } from './session-errors.js';
import type { RepositoryError } from './session-repository.js';

/** A user of the tenant, in a session, as somebody else of the tenant sees and changes it. */
export interface MemberPlace {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  /** Who becomes something else. */
  readonly userId: UserId;
  /** Who asks for it, of the same tenant. */
  readonly askedBy: Caller;
  readonly now: string;
}

/** Keeps the members of rooms, but for their owners, whom the sessions name. Each method is one transaction. */
export interface MemberRepository {
  /** By the ids of the users. A deleted room has none. */
  list(tenantId: TenantId, sessionId: SessionId): ResultAsync<readonly Member[], StoreError>;
  /** The ids of the members of each of these rooms, in the order of `sessionIds`. */
  usersOf(
    tenantId: TenantId,
    sessionIds: readonly SessionId[],
  ): ResultAsync<readonly (readonly UserId[])[], StoreError>;
  /**
   * Does what `decide` makes of the room and the user as they are now; its error leaves them so. The place that the user has
   * then, or `null` for none; what changed is told to the audit in the same transaction. `session/limit` when a new owner has as many sessions as allowed.
   */
  change<E>(
    place: MemberPlace,
    decide: (facts: MemberFacts) => Result<MemberChange, E>,
  ): ResultAsync<RoomMember | null, SessionNotFound | SessionLimit | E | RepositoryError>;
}
