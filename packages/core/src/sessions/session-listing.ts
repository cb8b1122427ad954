import {
  errAsync,
  ok,
  pageLimit,
  ResultAsync,
  safeTry,
  type CursorCodec,
  type InvalidInput,
  type Page,
  type PageRequest,
  type Result,
} from '../kernel/index.js';
import type { ReadView, StoreError } from '../store/index.js';
import { members } from './member-records.js';
import { toSession, type SessionTable } from './session-records.js';
import type { TenantUser } from './session-repository.js';
import type { Session } from './session.js';

export interface VisibleQuery {
  /** Names the list in its cursors, with everything that was asked of it. */
  readonly scope: string;
  /** Whether rooms of others can be among them. */
  readonly shared: boolean;
  /** Keeps only some. */
  readonly where: (session: Session) => boolean;
}

/** Some of what a user sees, the newest first. */
interface Batch {
  /** In their order; `null` for a room that was deleted. */
  readonly entries: readonly { readonly id: string; readonly session: Session | null }[];
  readonly more: boolean;
}

/** How many are read at a time at least, so that a filter that keeps few does not read one by one. */
const LEAST_BATCH = 50;

/** The sessions that a user sees: the own ones by one index and the rooms of others by another, merged by their ids. */
export class SessionListing {
  constructor(
    private readonly table: SessionTable,
    private readonly cursors: CursorCodec,
  ) {}

  /** One page; `request/invalid` for a limit out of range or a foreign cursor. */
  page(
    view: ReadView,
    user: TenantUser,
    { query, request }: { readonly query: VisibleQuery; readonly request: PageRequest },
  ): ResultAsync<Page<Session>, InvalidInput | StoreError> {
    const limit = pageLimit(request);
    if (limit.isErr()) return errAsync(limit.error);
    const { cursor } = request;
    const from = cursor === undefined ? ok([]) : this.cursors.decode(query.scope, cursor);
    if (from.isErr()) return errAsync(from.error);
    const [before] = from.value;
    const start = before === undefined ? null : String(before);
    return new ResultAsync(this.collect(view, user, { query, limit: limit.value, before: start }));
  }

  /** The newest of them, at most `limit`. */
  newest(view: ReadView, user: TenantUser, limit: number): ResultAsync<readonly Session[], StoreError> {
    return this.batch(view, user, { shared: true, before: null, limit }).map(({ entries }) =>
      entries.flatMap(({ session }) => (session === null ? [] : [session])),
    );
  }

  private async collect(
    view: ReadView,
    user: TenantUser,
    from: { readonly query: VisibleQuery; readonly limit: number; readonly before: string | null },
  ): Promise<Result<Page<Session>, StoreError>> {
    const { query, limit } = from;
    const items: Session[] = [];
    let { before } = from;
    for (;;) {
      const size = Math.max(limit, LEAST_BATCH);
      const batch = await this.batch(view, user, { shared: query.shared, before, limit: size });
      if (batch.isErr()) return batch.map(() => ({ items, nextCursor: null }));
      const { entries, more } = batch.value;
      for (const [index, { id, session }] of entries.entries()) {
        before = id;
        if (session !== null && query.where(session)) items.push(session);
        const isLast = index === entries.length - 1 && !more;
        if (items.length === limit && !isLast) {
          return ok({ items, nextCursor: this.cursors.encode(query.scope, [id]) });
        }
      }
      if (!more) return ok({ items, nextCursor: null });
    }
  }

  private batch(
    view: ReadView,
    { tenantId, userId }: TenantUser,
    { shared, before, limit }: { readonly shared: boolean; readonly before: string | null; readonly limit: number },
  ): ResultAsync<Batch, StoreError> {
    const { table } = this;
    const range = { prefix: [tenantId, userId], reverse: true, limit, ...(before === null ? {} : { end: [before] }) };
    return safeTry<Batch, StoreError>(async function* () {
      const own = yield* view.scan(table.collection, { ...range, index: 'byOwner' });
      const rooms = shared ? yield* view.scan(members, { ...range, index: 'byUser' }) : { items: [], next: null };
      const known = new Map<string, Session>();
      for (const { value, version } of own.items) known.set(value.id, toSession({ ...value, version }));
      const ids = [...new Set([...known.keys(), ...rooms.items.map(({ value }) => String(value.sessionId))])];
      const newest = ids.sort().reverse().slice(0, limit);
      const others = newest.filter((id) => !known.has(id));
      const found = yield* table.getMany(
        view,
        others.map((id) => [tenantId, id]),
      );
      for (const session of found) if (session !== null) known.set(session.id, toSession(session));
      const more = ids.length > limit || own.next !== null || rooms.next !== null;
      return ok({ entries: newest.map((id) => ({ id, session: known.get(id) ?? null })), more });
    });
  }
}
