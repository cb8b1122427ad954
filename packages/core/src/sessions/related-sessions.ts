import { okAsync, type Caller, type ResultAsync } from '../kernel/index.js';
import type { SharedContents } from '../storage/index.js';
import type { StoreError } from '../store/index.js';
import type { MemberRepository } from './member-repository.js';
import { rankRelated, type Companions } from './session-relations.js';
import type { SessionRepository } from './session-repository.js';
import type { RelatedSession, Session } from './session.js';

export interface RelatedSessionsDeps {
  readonly repository: Pick<SessionRepository, 'newest'>;
  readonly members: Pick<MemberRepository, 'usersOf'>;
  readonly sharing: Pick<SharedContents, 'sessionsWith'>;
}

/** How many of the newest sessions that the caller sees are looked at for relations. */
const POOL = 500;
/** How many of the newest rooms among them are looked at for members in common. */
const ROOMS = 100;

/** The other sessions that the caller sees and that have something in common with `session`, the closest first. */
export function relatedTo(
  { repository, members, sharing }: RelatedSessionsDeps,
  caller: Caller,
  session: Session,
): ResultAsync<readonly RelatedSession[], StoreError> {
  const { tenantId, id: sessionId, storage } = session;
  return repository
    .newest(caller, POOL)
    .andThen((others) =>
      companionsIn(members, caller, [session, ...others]).andThen((companions) =>
        sharing
          .sessionsWith({ tenantId, sessionId, storage })
          .map((found) => rankRelated(session, others, { companions, sharing: found })),
      ),
    );
}

/** Who is with the caller in the first of these, and in the newest rooms of the others. A solo session has nobody else. */
function companionsIn(
  members: RelatedSessionsDeps['members'],
  caller: Caller,
  [session, ...others]: readonly [Session, ...Session[]],
): ResultAsync<Companions, StoreError> {
  if (session.kind !== 'room') return okAsync(new Map());
  const rooms = others.filter(({ kind, id }) => kind === 'room' && id !== session.id);
  const known = [session, ...rooms.slice(0, ROOMS)];
  const ids = known.map(({ id }) => id);
  return members.usersOf(caller.tenantId, ids).map((all) => {
    const users = known.map(({ ownerId }, index) => [ownerId, ...(all[index] ?? [])]);
    return new Map(ids.map((id, index) => [id, users[index]?.filter((user) => user !== caller.userId) ?? []]));
  });
}
