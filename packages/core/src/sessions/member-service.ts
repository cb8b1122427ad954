import { z } from 'zod';
import {
  errAsync,
  okAsync,
  parseInput,
  toTimestamp,
  type Caller,
  type Clock,
  type InvalidInput,
  type ResultAsync,
  type Result,
  type SessionId,
  type UserId,
} from '../kernel/index.js';
import type { StoreError } from '../store/index.js';
import type { AccessFeed } from './access-feed.js';
import { decideRemoval, decideRole, type MemberChange, type MemberFacts } from './member-changes.js';
import { memberUnknown, notARoom, type MemberError, type NotARoom } from './member-errors.js';
import type { MemberRepository } from './member-repository.js';
import { SESSION_ROLES, type RoomMember, type SessionRole } from './member.js';
import { ownerOf, toRoomMember } from './record-member-repository.js';
import { authorize, type AccessError } from './session-access.js';
import { sessionNotFound, type SessionLimit } from './session-errors.js';
import type { SessionLimits } from './session-input.js';
import type { RepositoryError, SessionRepository } from './session-repository.js';

export interface MemberServiceDeps {
  readonly repository: MemberRepository;
  readonly sessions: SessionRepository;
  readonly feed: AccessFeed;
  readonly clock: Clock;
  readonly limits: Pick<SessionLimits, 'maxMembers' | 'maxPerUser'>;
}

/** Names one user in one session. */
export interface MemberRef {
  readonly sessionId: SessionId;
  readonly userId: UserId;
}

type Failure = AccessError | MemberError | SessionLimit | InvalidInput | RepositoryError;

const roleSchema: z.ZodType<SessionRole> = z.enum(SESSION_ROLES);

/**
 * The members of rooms. A change counts from when it is made: for the next call, and for what a member follows, which ends in
 * this process at once, and elsewhere within a second; the audit has it. `session/not-a-room` for a solo session.
 */
export class MemberService {
  constructor(private readonly deps: MemberServiceDeps) {}

  /** Everybody who is in the room: its owner first, then the others by their ids. */
  list(caller: Caller, sessionId: SessionId): ResultAsync<readonly RoomMember[], AccessError | NotARoom | StoreError> {
    const { repository, sessions } = this.deps;
    return sessions.getFor(caller, sessionId).andThen((found) => {
      if (found === null) return errAsync(sessionNotFound());
      const allowed = authorize(found.role, 'members.read');
      if (allowed.isErr()) return errAsync(allowed.error);
      if (found.session.kind !== 'room') return errAsync(notARoom());
      return repository
        .list(caller.tenantId, sessionId)
        .map((all) => [ownerOf(found.session), ...all.map(toRoomMember)]);
    });
  }

  /**
   * The user has this role in the room when ok, and is a member of it. The role `owner` hands the room over: the member who
   * gets it owns the room, whose owner becomes an admin.
   *
   * `user/not-found` for one whom the tenant does not have, `member/limit` when the room is full, `member/is-owner` for any
   * other role of its owner, `member/not-found` for an owner to be who is no member yet, and `session/limit` for one who has as
   * many sessions as allowed.
   */
  set(caller: Caller, ref: MemberRef, role: SessionRole): ResultAsync<RoomMember, Failure> {
    const wanted = parseInput(z.strictObject({ role: roleSchema }), { role });
    if (wanted.isErr()) return errAsync(wanted.error);
    const { limits } = this.deps;
    return this.change(caller, ref, (facts) => decideRole(facts, wanted.value.role, limits)).andThen((member) =>
      member === null ? errAsync(memberUnknown()) : okAsync(member),
    );
  }

  /**
   * The user is no member of the room when ok. Everybody may leave but the owner: `member/is-owner`. `member/not-found` for one
   * who was none.
   */
  remove(caller: Caller, ref: MemberRef): ResultAsync<void, Failure> {
    return this.change(caller, ref, (facts) => decideRemoval(facts, ref.userId === caller.userId)).map(() => undefined);
  }

  private change(
    caller: Caller,
    { sessionId, userId }: MemberRef,
    decide: (facts: MemberFacts) => Result<MemberChange, AccessError | MemberError>,
  ): ResultAsync<RoomMember | null, Failure> {
    const { clock, feed, repository } = this.deps;
    const now = toTimestamp(clock.now());
    const place = { tenantId: caller.tenantId, sessionId, userId, askedBy: caller, now };
    return repository.change(place, decide).map((member) => {
      feed.publish(sessionId);
      return member;
    });
  }
}
