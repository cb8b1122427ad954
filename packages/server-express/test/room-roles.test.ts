import { SESSION_ROLES, type SessionRole } from '@carrel/core/sessions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS, isSessionRole, missingType, nameOf } from './access-table.js';
import { readUntil } from './event-reader.js';
import { pathIn, routeExamples } from './route-examples.js';
import { makeMembers, makeRoom, RANKS } from './room-world.js';
import { testServer } from './test-server.js';
import { makeSession, makeWorld, register, TERSE, type Someone, type World } from './world.js';

type Person = SessionRole | 'outsider' | 'foreigner';

const ROLES: readonly Person[] = [...SESSION_ROLES, 'outsider', 'foreigner'];

const server = await testServer({
  // Each row has a room of its own.
  workspaces: { maxSnapshotsPerTenant: 100_000 },
  http: { streamRecheckMs: 30 },
  model: TERSE,
});
const inSession = server.api.routes.filter((route) => isSessionRole(ACCESS[nameOf(route)]));
let world: World;
let people: Readonly<Record<Person, Someone>>;

beforeAll(async () => {
  world = await makeWorld(server.client, server.carrel);
  people = {
    ...(await makeMembers(server.client, world.owner)),
    // The owner of the tenant.
    outsider: world.owner,
    foreigner: await register(server.client),
  };
});

afterAll(() => server[Symbol.asyncDispose]());

function leastOf(name: string): SessionRole {
  const access = ACCESS[name];
  return isSessionRole(access) ? access : 'owner';
}

it('every route of a session says which role it takes', () => {
  const ofSessions = server.api.routes.filter(({ path }) => /^\/(sessions\/|conversations|tasks\/)/.test(path));
  expect(inSession.map(nameOf)).toEqual(ofSessions.map(nameOf));
});

describe.each(inSession.map((route) => [nameOf(route), route] as const))('%s', (name, route) => {
  it.each(ROLES)('by %s', async (person) => {
    // What is stored comes over the files of a snapshot.
    const storage = route.path.endsWith('/:sid/restore') ? 'none' : 'database';
    const room = await makeRoom(world, people, { storage, hasPlans: route.path.includes('/code/') });
    const { status, query = '', ...options } = routeExamples(room)[name] ?? { status: 0 };
    const leaving = new AbortController();
    const path = pathIn(room, route.path) + query;
    const { client } = people[person];
    const response = await client.open(route.method, path, { ...options, signal: leaving.signal });
    const least = leastOf(name);

    const isNobody = person === 'outsider' || person === 'foreigner';
    const may = !isNobody && RANKS.indexOf(person) >= RANKS.indexOf(least);
    expect(response.status).toBe(isNobody ? 404 : may ? status : 403);
    if (!may) {
      const type = isNobody ? missingType(route.path) : 'session/forbidden';
      expect(await response.json()).toMatchObject({ type, ...(isNobody ? {} : { neededRole: least }) });
    }
    leaving.abort();
  });
});

describe('members', () => {
  it('are listed in pages, the owner first', async () => {
    const { room } = await makeRoom(world, people);
    const { client } = people.viewer;
    const first = (await client.get(`/sessions/${room}/members?limit=2`)).json<MemberPage>();
    const next = (
      await client.get(`/sessions/${room}/members?limit=10&cursor=${first.nextCursor ?? ''}`)
    ).json<MemberPage>();

    expect(first.items[0]).toMatchObject({ sessionId: room, userId: people.owner.userId, role: 'owner' });
    const users = [...first.items, ...next.items].map(({ userId }) => userId);
    expect(new Set(users).size).toBe(5);
    expect(next.nextCursor).toBeNull();
  });

  it.each([
    ['a role that does not exist', { role: 'king' }, [400, 'request/invalid']],
    ['more than a role', { role: 'viewer', tenantId: 'x' }, [400, 'request/invalid']],
    ['no role', {}, [400, 'request/invalid']],
  ])('are not given %s', async (_what, json, expected) => {
    const { room } = await makeRoom(world, people);
    const answer = await people.owner.client.put(`/sessions/${room}/members/${world.guest}`, json);
    expect([answer.status, answer.json()['type']]).toEqual(expected);
  });

  it('answers for users who are none, and places that there are not', async () => {
    const { room } = await makeRoom(world, people);
    const { client } = people.owner;
    const solo = await makeSession(client);
    const role = { role: 'viewer' };
    const answers = [
      await client.put(`/sessions/${room}/members/${people.foreigner.userId}`, role),
      await client.put(`/sessions/${room}/members/nobody`, role),
      await client.delete(`/sessions/${room}/members/${people.outsider.userId}`),
      await client.delete(`/sessions/${room}/members/nobody`),
      await client.delete(`/sessions/${room}/members/${people.owner.userId}`),
      await client.put(`/sessions/${solo}/members/${world.guest}`, role),
      await client.get(`/sessions/${solo}/members`),
    ];
    expect(answers.map((answer) => [answer.status, answer.json()['type']])).toEqual([
      [404, 'user/not-found'],
      [404, 'user/not-found'],
      [404, 'member/not-found'],
      [404, 'member/not-found'],
      [409, 'member/is-owner'],
      [409, 'session/not-a-room'],
      [409, 'session/not-a-room'],
    ]);
  });

  it('hand rooms over and leave them', async () => {
    const { room } = await makeRoom(world, people);
    const given = await people.owner.client.put(`/sessions/${room}/members/${people.admin.userId}`, { role: 'owner' });
    expect([given.status, given.json()['role']]).toEqual([200, 'owner']);
    expect((await people.owner.client.delete(`/sessions/${room}`)).status).toBe(403);
    const left = await people.owner.client.delete(`/sessions/${room}/members/${people.owner.userId}`);
    expect(left.status).toBe(204);
    expect((await people.owner.client.get(`/sessions/${room}`)).status).toBe(404);
    expect((await people.admin.client.delete(`/sessions/${room}`)).status).toBe(204);
  });

  it('see their rooms among their sessions, by kind and right across pages', async () => {
    const { client, userId } = people.participant;
    const [room, solo] = [(await makeRoom(world, people)).room, await makeSession(client)];
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: SessionPage = (await client.get(`/sessions?limit=1${query}`)).json<SessionPage>();
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen.slice(0, 2)).toEqual([solo, room]);
    expect(new Set(seen).size).toBe(seen.length);
    const rooms = (await client.get('/sessions?kind=room&limit=200')).json<SessionPage>().items;
    expect(rooms.every(({ kind }) => kind === 'room')).toBe(true);
    expect(rooms.map(({ id }) => id)).toContain(room);
    const solos = (await client.get('/sessions?kind=solo&limit=200')).json<SessionPage>().items;
    expect(solos.map(({ ownerId }) => ownerId)).toEqual(solos.map(() => userId));
  });
});

describe('an event stream of a member who is put out', () => {
  it('ends with the reason', async () => {
    const { room, command } = await makeRoom(world, people);
    const paths = ['workspace/events', 'files/watch?path=', `commands/${command}/output`];
    const { client, userId } = people.viewer;
    const streams = await Promise.all(paths.map((path) => client.open('GET', `/sessions/${room}/${path}`)));

    await people.admin.client.delete(`/sessions/${room}/members/${userId}`);

    for (const stream of streams) {
      const last = (await readUntil(stream, () => false)).at(-1);
      expect([last?.event, last?.data['type'], last?.data['status']]).toEqual(['failed', 'session/not-found', 404]);
    }
  });
});

describe('an event stream of a room that is about to expire', () => {
  it('warns', async () => {
    const { room } = await makeRoom(world, people);
    const stream = await people.viewer.client.open('GET', `/sessions/${room}/workspace/events`);
    const expiresAt = new Date(Date.now() + 60_000).toISOString();

    const changed = await people.admin.client.put(`/sessions/${room}`, { expiresAt });
    const events = await readUntil(stream, ({ event }) => event === 'warning');

    expect(changed.json()['expiresAt']).toBe(expiresAt);
    expect(events.at(-1)?.data).toEqual({ reason: 'session-expires', at: expiresAt });
  });
});

interface MemberPage {
  readonly items: readonly { readonly userId: string }[];
  readonly nextCursor: string | null;
}

interface SessionPage {
  readonly items: readonly { readonly id: string; readonly kind: string; readonly ownerId: string }[];
  readonly nextCursor: string | null;
}
