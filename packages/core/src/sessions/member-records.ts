import type { CursorCodec, ResultAsync, SessionId, TenantId } from '../kernel/index.js';
import { collection, EntityTable, type EntityRecord, type ReadView, type StoreError } from '../store/index.js';
import type { Member } from './member.js';

/** The most members that a room can have, whatever is configured. */
export const MOST_MEMBERS = 1_000;

export const members = collection<EntityRecord<Member>>()('session_members', {
  key: ['tenantId', 'sessionId', 'userId'],
  indexes: { byUser: ['tenantId', 'userId', 'sessionId'] },
});

export type MemberTable = EntityTable<Member>;

export function createMemberTable(cursors: CursorCodec): MemberTable {
  return new EntityTable<Member>(members, cursors);
}

/** Every member of the room that is on record, by the ids of the users. */
export function membersOf(
  view: ReadView,
  tenantId: TenantId,
  sessionId: SessionId,
): ResultAsync<readonly Member[], StoreError> {
  return view
    .scan(members, { prefix: [tenantId, sessionId], limit: MOST_MEMBERS })
    .map(({ items }) => items.map(({ value, version }) => ({ ...value, version })));
}
