import type { CursorCodec, Result, SessionId, TenantId, UserId } from '../kernel/index.js';
import { err, ok, okAsync, ResultAsync, safeTry } from '../kernel/index.js';
import type { RecordStore, StoreError, Transaction } from '../store/index.js';
import type { MemberChange, MemberFacts } from './member-changes.js';
import { memberEntry, noMemberJournal, type MemberJournal } from './member-journal.js';
import { createMemberTable, membersOf, type MemberTable } from './member-records.js';
import type { MemberPlace, MemberRepository } from './member-repository.js';
import type { Member, RoomMember } from './member.js';
import { roleIn } from './session-access.js';
import { sessionLimit, sessionNotFound, type SessionLimit, type SessionNotFound } from './session-errors.js';
import { createSessionTable, toSession, toStoredSession, type SessionTable } from './session-records.js';
import type { RepositoryError } from './session-repository.js';
import type { Session } from './session.js';
import type { UserDirectory } from './user-directory.js';

/** A change to make, with what it is decided on. */
interface Decided {
  readonly place: MemberPlace;
  readonly session: Session;
  readonly member: Member | null;
}

/** The members of rooms in a record store. */
export class RecordMemberRepository implements MemberRepository {
  private readonly members: MemberTable;
  private readonly sessions: SessionTable;

  constructor(
    private readonly store: RecordStore,
    private readonly users: UserDirectory,
    cursors: CursorCodec,
    private readonly journal: MemberJournal = noMemberJournal,
  ) {
    this.members = createMemberTable(cursors);
    this.sessions = createSessionTable(cursors);
  }

  list(tenantId: TenantId, sessionId: SessionId): ResultAsync<readonly Member[], StoreError> {
    return this.store.read((view) => membersOf(view, tenantId, sessionId));
  }

  usersOf(
    tenantId: TenantId,
    sessionIds: readonly SessionId[],
  ): ResultAsync<readonly (readonly UserId[])[], StoreError> {
    if (sessionIds.length === 0) return okAsync([]);
    return this.store
      .read((view) => ResultAsync.combine(sessionIds.map((id) => membersOf(view, tenantId, id))))
      .map((all) => all.map((rooms) => rooms.map(({ userId }) => userId)));
  }

  change<E>(place: MemberPlace, decide: (facts: MemberFacts) => Result<MemberChange, E>) {
    const { journal, sessions, users } = this;
    const { tenantId, sessionId, userId, askedBy } = place;
    const apply = (tx: Transaction, decided: Decided, change: MemberChange) => this.apply(tx, decided, change);
    return this.store.transact((tx) =>
      safeTry<RoomMember | null, SessionNotFound | SessionLimit | E | RepositoryError>(async function* () {
        const stored = yield* sessions.get(tx, [tenantId, sessionId]);
        if (stored === null) return err(sessionNotFound());
        const session = toSession(stored);
        const all = yield* membersOf(tx, tenantId, sessionId);
        const memberOf = (id: UserId) => all.find((one) => one.userId === id) ?? null;
        const member = memberOf(userId);
        const isUser = yield* users.has(tx, tenantId, userId);
        const facts = {
          session,
          role: roleIn(session, askedBy.userId, memberOf(askedBy.userId)),
          current: roleIn(session, userId, member),
          isUser,
          count: all.length + 1,
        };
        const change = yield* decide(facts);
        const entry = memberEntry(place, facts, change);
        if (entry !== null) yield* journal.append(tx, entry);
        return apply(tx, { place, session, member }, change);
      }),
    );
  }

  private apply(
    tx: Transaction,
    decided: Decided,
    change: MemberChange,
  ): ResultAsync<RoomMember | null, SessionLimit | RepositoryError> {
    const { member, session, place } = decided;
    switch (change.type) {
      case 'none':
        return okAsync(member === null ? ownerOf(session) : toRoomMember(member));
      case 'set':
        return this.put(tx, decided, change.role).map(toRoomMember);
      case 'remove':
        return this.members.erase(tx, [place.tenantId, place.sessionId, place.userId]).map(() => null);
      case 'transfer':
        return this.transfer(tx, decided, change.maxPerUser);
      default:
        return change satisfies never;
    }
  }

  private put(
    tx: Transaction,
    { member, place: { tenantId, sessionId, userId, now } }: Decided,
    role: Member['role'],
  ): ResultAsync<Member, RepositoryError> {
    if (member !== null) return this.members.update(tx, { ...member, role, updatedAt: now });
    return this.members.insert(tx, { tenantId, sessionId, userId, role, createdAt: now, updatedAt: now });
  }

  private transfer(
    tx: Transaction,
    { place, session }: Decided,
    maxPerUser: number,
  ): ResultAsync<RoomMember, SessionLimit | RepositoryError> {
    const { tenantId, sessionId, userId, now } = place;
    const { members, sessions } = this;
    const before = { ...place, userId: session.ownerId };
    const retire = () => this.put(tx, { place: before, session, member: null }, 'admin');
    return safeTry<RoomMember, SessionLimit | RepositoryError>(async function* () {
      const owned = yield* tx.scan(sessions.collection, {
        index: 'byOwner',
        prefix: [tenantId, userId],
        limit: maxPerUser,
      });
      if (owned.items.length >= maxPerUser) return err(sessionLimit(maxPerUser));
      yield* members.erase(tx, [tenantId, sessionId, userId]);
      yield* retire();
      const given = yield* sessions.update(tx, toStoredSession({ ...session, ownerId: userId, updatedAt: now }));
      return ok(ownerOf(toSession(given)));
    });
  }
}

export function ownerOf({ id, ownerId, createdAt }: Session): RoomMember {
  return { sessionId: id, userId: ownerId, role: 'owner', createdAt, updatedAt: createdAt };
}

export function toRoomMember({ sessionId, userId, role, createdAt, updatedAt }: Member): RoomMember {
  return { sessionId, userId, role, createdAt, updatedAt };
}
