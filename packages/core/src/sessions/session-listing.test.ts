import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel } from '../../test/platform-fixture.js';
import { colleagueOf, makePeople } from '../../test/room-fixture.js';
import type { Carrel } from '../index.js';
import type { Caller } from '../kernel/index.js';
import type { Session, SessionFilter } from './session.js';

/** What a step of the history makes: whose session, of which kind, shared or not, deleted or not. */
const step = fc.record({
  mine: fc.boolean(),
  room: fc.boolean(),
  shared: fc.boolean(),
  deleted: fc.boolean(),
  labelled: fc.boolean(),
});

async function pagesOf(
  carrel: Carrel,
  caller: Caller,
  filter: SessionFilter & { readonly limit: number },
): Promise<readonly (readonly Session[])[]> {
  const pages: (readonly Session[])[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof carrel.sessions.list>> = await carrel.sessions.list(caller, {
      ...filter,
      ...(cursor === null ? {} : { cursor }),
    });
    const { items, nextCursor } = expectOk(page);
    pages.push(items);
    cursor = nextCursor;
  } while (cursor !== null);
  return pages;
}

it('gives own sessions and rooms of others once each, the newest first, whatever the pages', async () => {
  const carrel = await memoryCarrel({ sessions: { maxPerUser: 100_000 } });
  const { outsider: boss, owner: other } = await makePeople(carrel);
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.record({ kind: fc.constantFrom(undefined, 'solo' as const, 'room' as const), labelled: fc.boolean() }),
      async (history, limit, { kind, labelled }) => {
        const me = await colleagueOf(carrel, boss);
        const wanted: string[] = [];
        for (const { mine, room, shared, deleted, labelled: has } of history) {
          const owner = mine ? me : other;
          const labels = has ? { a: 'b' } : {};
          const made = { kind: room ? 'room' : 'solo', languages: ['lua'], labels } as const;
          const { id } = expectOk(await carrel.sessions.create(owner, made));
          const place = { sessionId: id, userId: mine ? other.userId : me.userId };
          if (room && shared) expectOk(await carrel.members.set(owner, place, 'viewer'));
          if (deleted) expectOk(await carrel.sessions.remove(owner, id));
          const isSeen = !deleted && (mine || (room && shared));
          if (isSeen && (kind === undefined || kind === made.kind) && (!labelled || has)) wanted.unshift(id);
        }
        const filter = { limit, ...(kind === undefined ? {} : { kind }), ...(labelled ? { labels: { a: 'b' } } : {}) };

        const pages = await pagesOf(carrel, me, filter);

        expect(pages.flat().map(({ id }) => id)).toEqual(wanted);
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
      },
    ),
    { numRuns: 60 },
  );
  await carrel.dispose();
}, 120_000);

it('goes on behind its cursor while rooms come and go', async () => {
  await using carrel = await memoryCarrel();
  const { owner: me, admin: other } = await makePeople(carrel);
  const room = async () => {
    const { id } = expectOk(await carrel.sessions.create(other, { kind: 'room', languages: ['lua'] }));
    expectOk(await carrel.members.set(other, { sessionId: id, userId: me.userId }, 'viewer'));
    return id;
  };
  const ids = [await room(), await room(), await room(), await room()].reverse();
  const first = expectOk(await carrel.sessions.list(me, { limit: 2 }));

  // The last one of the page and one behind it go, a newer one comes.
  for (const id of [ids[1], ids[2]]) if (id !== undefined) expectOk(await carrel.sessions.remove(other, id));
  await room();
  const second = expectOk(await carrel.sessions.list(me, { limit: 2, cursor: first.nextCursor ?? '' }));

  expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
  expect(second).toMatchObject({ items: [{ id: ids[3] }], nextCursor: null });
  expectErr(
    await carrel.sessions.list(me, { limit: 2, kind: 'room', cursor: first.nextCursor ?? '' }),
    'request/invalid',
  );
  expectErr(await carrel.sessions.list(other, { limit: 2, cursor: first.nextCursor ?? '' }), 'request/invalid');
});
