import { SESSION_ROLES, type SessionRole } from '@carrel/core/sessions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readUntil } from './event-reader.js';
import { pathIn, routeExamples } from './route-examples.js';
import { testServer } from './test-server.js';
import {
  logIn,
  makeSession,
  makeTalk,
  makeTask,
  makeWorld,
  openTerminal,
  PASSWORD,
  register,
  startCommand,
  TERSE,
  type Someone,
  type World,
} from './world.js';

/** The least role that each route of a session takes, where the command it names is another's. */
const LEAST: Readonly<Record<string, SessionRole>> = {
  'GET /sessions/:id': 'viewer',
  'PUT /sessions/:id': 'admin',
  'DELETE /sessions/:id': 'owner',
  'POST /sessions/:id/fork': 'viewer',
  'GET /sessions/related': 'viewer',
  'GET /sessions/:id/members': 'viewer',
  'PUT /sessions/:id/members/:userId': 'admin',
  'DELETE /sessions/:id/members/:userId': 'admin',
  'POST /sessions/:id/workspace': 'participant',
  'GET /sessions/:id/workspace': 'viewer',
  'POST /sessions/:id/workspace/keep-alive': 'participant',
  'DELETE /sessions/:id/workspace': 'admin',
  'GET /sessions/:id/workspace/events': 'viewer',
  'POST /sessions/:id/commands': 'participant',
  'GET /sessions/:id/commands': 'viewer',
  'GET /sessions/:id/commands/:cid': 'viewer',
  'GET /sessions/:id/commands/:cid/output': 'viewer',
  'POST /sessions/:id/commands/:cid/stdin': 'admin',
  'POST /sessions/:id/commands/:cid/signal': 'admin',
  'DELETE /sessions/:id/commands/:cid': 'admin',
  'POST /sessions/:id/terminals': 'participant',
  'GET /sessions/:id/terminals': 'viewer',
  'GET /sessions/:id/terminals/:tid': 'viewer',
  'DELETE /sessions/:id/terminals/:tid': 'admin',
  'POST /sessions/:id/run': 'participant',
  'GET /sessions/:id/files': 'viewer',
  'GET /sessions/:id/files/stat': 'viewer',
  'DELETE /sessions/:id/files': 'admin',
  'POST /sessions/:id/files/move': 'participant',
  'POST /sessions/:id/files/directories': 'participant',
  'GET /sessions/:id/files/archive': 'viewer',
  'PUT /sessions/:id/files/archive': 'participant',
  'GET /sessions/:id/files/watch': 'viewer',
  'GET /sessions/:id/files/content': 'viewer',
  'PUT /sessions/:id/files/content': 'participant',
  'GET /sessions/:id/projects': 'viewer',
  'POST /sessions/:id/projects/install': 'participant',
  'GET /sessions/:id/backups': 'viewer',
  'POST /sessions/:id/backups': 'admin',
  'POST /sessions/:id/restore': 'admin',
  'POST /sessions/:id/tasks': 'participant',
  'GET /sessions/:id/tasks': 'viewer',
  'GET /tasks/:id': 'viewer',
  'POST /tasks/:id/cancel': 'admin',
  'GET /tasks/:id/events': 'viewer',
  'POST /conversations': 'participant',
  'GET /conversations': 'viewer',
  'GET /conversations/:id': 'viewer',
  'PUT /conversations/:id': 'admin',
  'DELETE /conversations/:id': 'admin',
  'POST /conversations/:id/messages': 'participant',
  'GET /conversations/:id/messages': 'viewer',
  'GET /conversations/:id/messages/:mid': 'viewer',
  'DELETE /conversations/:id/messages/:mid': 'admin',
};

const MISSING = [
  ['/conversations/', 'conversation/not-found'],
  ['/tasks/', 'task/not-found'],
] as const;

type Person = SessionRole | 'outsider' | 'foreigner';

const RANKS: readonly SessionRole[] = ['viewer', 'participant', 'admin', 'owner'];
const ROLES: readonly Person[] = [...SESSION_ROLES, 'outsider', 'foreigner'];

const server = await testServer({ http: { streamRecheckMs: 30 }, model: TERSE });
const inSession = server.api.routes.filter(({ path }) => /^\/(sessions\/|conversations|tasks\/)/.test(path));
let world: World;
let people: Readonly<Record<Person, Someone>>;
let guest: Someone;

beforeAll(async () => {
  world = await makeWorld(server.client, server.carrel);
  guest = await logIn(server.client, `guest-of-${world.owner.email}`);
  const colleague = async (name: string) => {
    const email = `${name}-of-${world.owner.email}`;
    await world.owner.client.post('/tenant/users', { email, password: PASSWORD });
    return logIn(server.client, email);
  };
  people = {
    owner: await colleague('owner'),
    admin: await colleague('admin'),
    participant: await colleague('participant'),
    viewer: await colleague('viewer'),
    // The owner of the tenant.
    outsider: world.owner,
    foreigner: await register(server.client),
  };
});

afterAll(() => server[Symbol.asyncDispose]());

/** A room with everybody in it, whose workspace runs, with a file and a command of the owner's. */
async function makeRoom(): Promise<World> {
  const { client } = people.owner;
  const room = await makeSession(client, { kind: 'room', storage: 'database' });
  const members = [people.admin, people.participant, people.viewer, guest];
  for (const [index, role] of ['admin', 'participant', 'viewer', 'viewer'].entries()) {
    await client.put(`/sessions/${room}/members/${members[index]?.userId ?? ''}`, { role });
  }
  await client.post(`/sessions/${room}/workspace?waitMs=10000`);
  await client.call('PUT', `/sessions/${room}/files/content?path=main.py`, { body: 'print(1)' });
  const command = await startCommand(client, room, ['cat']);
  const terminal = await openTerminal(client, room);
  const backup = (await client.post(`/sessions/${room}/backups`)).json<{ readonly id: string }>().id;
  const [talk, message] = await makeTalk(client, room);
  const task = await makeTask(client, room);
  const things = { command, terminal, backup, talk, message, task };
  return { ...world, owner: people.owner, session: room, room, guest: guest.userId, ...things };
}

it('every route of a session says which role it takes', () => {
  expect(Object.keys(LEAST).sort()).toEqual(inSession.map(({ method, path }) => `${method} ${path}`).sort());
});

describe.each(inSession.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (name, route) => {
  it.each(ROLES)('by %s', async (person) => {
    const room = await makeRoom();
    const { status, query = '', ...options } = routeExamples(room)[name] ?? { status: 0 };
    const leaving = new AbortController();
    const path = pathIn(room, route.path) + query;
    const { client } = people[person];
    const response = await client.open(route.method, path, { ...options, signal: leaving.signal });
    const least = LEAST[name] ?? 'owner';

    const isNobody = person === 'outsider' || person === 'foreigner';
    const may = !isNobody && RANKS.indexOf(person) >= RANKS.indexOf(least);
    expect(response.status).toBe(isNobody ? 404 : may ? status : 403);
    if (!may) {
      const [, missing] = MISSING.find(([start]) => route.path.startsWith(start)) ?? ['', 'session/not-found'];
      const type = isNobody ? missing : 'session/forbidden';
      expect(await response.json()).toMatchObject({ type, ...(isNobody ? {} : { neededRole: least }) });
    }
    leaving.abort();
  });
});

describe('members', () => {
  it('are listed in pages, the owner first', async () => {
    const { room } = await makeRoom();
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
    const { room } = await makeRoom();
    const answer = await people.owner.client.put(`/sessions/${room}/members/${guest.userId}`, json);
    expect([answer.status, answer.json()['type']]).toEqual(expected);
  });

  it('answers for users who are none, and places that there are not', async () => {
    const { room } = await makeRoom();
    const { client } = people.owner;
    const solo = await makeSession(client);
    const role = { role: 'viewer' };
    const answers = [
      await client.put(`/sessions/${room}/members/${people.foreigner.userId}`, role),
      await client.put(`/sessions/${room}/members/nobody`, role),
      await client.delete(`/sessions/${room}/members/${people.outsider.userId}`),
      await client.delete(`/sessions/${room}/members/nobody`),
      await client.delete(`/sessions/${room}/members/${people.owner.userId}`),
      await client.put(`/sessions/${solo}/members/${guest.userId}`, role),
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
    const { room } = await makeRoom();
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
    const [room, solo] = [(await makeRoom()).room, await makeSession(client)];
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
    const { room, command } = await makeRoom();
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
    const { room } = await makeRoom();
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
