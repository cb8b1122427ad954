import type { SessionRole } from '@carrel/core/sessions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../src/index.js';
import { absent, malformed, type Named } from './absent-ids.js';
import { ACCESS, isSessionRole, missingType, nameOf, NOT_WHEN_EXPIRED } from './access-table.js';
import { eventually } from './eventually.js';
import type { Answer, HttpClient } from './http-client.js';
import { pathIn, routeExamples, type RouteExample } from './route-examples.js';
import { makeMembers, makeRoom, RANKS } from './room-world.js';
import { testServer } from './test-server.js';
import { makeWorld, PASSWORD, register, TERSE, type Someone, type World } from './world.js';

type Person = SessionRole | 'tenant owner' | 'foreigner';

const PEOPLE: readonly Person[] = ['foreigner', 'tenant owner', 'viewer', 'participant', 'admin', 'owner'];
const ID_KINDS = ["another tenant's", 'deleted', 'malformed'] as const;

// Each row has a room of its own.
const server = await testServer({ model: TERSE, workspaces: { maxSnapshotsPerTenant: 100_000 } });
const bearer = server.api.routes.filter(({ auth }) => auth === 'bearer');
const named = (routes: readonly Route[]) => routes.map((route) => [nameOf(route), route] as const);

let world: World;
let foreign: World;
let deleted: World;
let people: Readonly<Record<Person, Someone>>;
let narrow: { readonly settings: HttpClient; readonly profile: HttpClient };

beforeAll(async () => {
  world = await makeWorld(server.client, server.carrel);
  foreign = await makeWorld(server.client, server.carrel);
  people = {
    ...(await makeMembers(server.client, world.owner)),
    'tenant owner': world.owner,
    foreigner: await register(server.client),
  };
  const agent = async (scope: string) => {
    const made = await world.owner.client.post('/tenant/agents', { name: scope, scopes: [scope] });
    return server.client.as(made.json<{ readonly key: string }>().key);
  };
  narrow = { settings: await agent('settings:read'), profile: await agent('profile:write') };
  deleted = await makeRoom(world, people);
  await remove(deleted);
});

afterAll(() => server[Symbol.asyncDispose]());

async function remove({ session, owner }: World): Promise<void> {
  const made = await world.owner.client.post('/tenant/users', {
    email: `gone-of-${session}@x.org`,
    password: PASSWORD,
  });
  const user = made.json<{ readonly id: string }>().id;
  const agent = await world.owner.client.post('/tenant/agents', { name: 'gone', scopes: ['sessions:*'] });
  const agentId = agent.json<{ readonly agent: { readonly id: string } }>().agent.id;
  await world.owner.client.delete(`/tenant/users/${user}`);
  await world.owner.client.delete(`/tenant/agents/${agentId}`);
  const invited = await world.owner.client.post('/tenant/invitations');
  const invitation = invited.json<{ readonly invitation: { readonly id: string } }>().invitation.id;
  await world.owner.client.delete(`/tenant/invitations/${invitation}`);
  expect((await owner.client.delete(`/sessions/${session}`)).status).toBe(204);
  deleted = { ...deleted, user, agent: agentId, invitation, stream: absent.stream };
}

function exampleOf(route: Route, of: World): RouteExample {
  const example = routeExamples(of)[nameOf(route)];
  if (example === undefined) throw new Error(`No example of ${nameOf(route)}`);
  return example;
}

/** One call that is right but for the ids that it names. */
function call(client: HttpClient, route: Route, ids: Named): Promise<Answer> {
  const { query = '', ...options } = exampleOf(route, { ...world, ...ids });
  return client.call(route.method, pathIn(ids, route.path) + query, options);
}

function idsOf(kind: (typeof ID_KINDS)[number]): readonly Named[] {
  if (kind === 'malformed') return malformed;
  return kind === 'deleted' ? [deleted] : [foreign];
}

function withoutId(answer: Answer): unknown {
  const { requestId: _id, ...problem } = answer.json();
  return { ...problem, status: answer.status };
}

const typeOf = (answer: Answer) => [answer.status, answer.json()['type']];

it('every route has a row, and every row a route', () => {
  const routes = server.api.routes.map(nameOf);
  expect(Object.keys(ACCESS).sort()).toEqual([...routes].sort());
});

it('the table says of every route whether it takes a token', () => {
  for (const route of server.api.routes) {
    const isPublic = ACCESS[nameOf(route)] === 'everybody';
    expect([nameOf(route), route.auth]).toEqual([nameOf(route), isPublic ? 'none' : 'bearer']);
  }
});

const naming = bearer.filter(
  (route) => /:(id|userId|cid|tid|mid)|related$/.test(route.path) && !route.path.startsWith('/languages'),
);

describe.each(named(naming))('%s', (name, route) => {
  it.each(ID_KINDS)('of what is %s', async (kind) => {
    for (const ids of idsOf(kind)) {
      const nobody = await call(server.client.as(undefined), route, ids);
      expect(['nobody', ...typeOf(nobody)]).toEqual(['nobody', 401, 'auth/token-missing']);
      if (route.scope !== null) {
        const agent = route.scope.startsWith('settings') ? narrow.profile : narrow.settings;
        expect(['agent', ...typeOf(await call(agent, route, ids))]).toEqual(['agent', 403, 'auth/forbidden']);
      }
      for (const person of PEOPLE) {
        const { client } = people[person];
        const answer = await call(client, route, ids);
        const isRefused = ACCESS[name] === 'tenant admin' && person !== 'tenant owner' && person !== 'foreigner';
        const expected = isRefused ? [403, 'auth/forbidden'] : [404, missingType(route.path)];
        expect([person, ...typeOf(answer)]).toEqual([person, ...expected]);
        expect(withoutId(answer)).toEqual(withoutId(await call(client, route, absent)));
      }
    }
  });
});

describe('what another tenant has', () => {
  it('was not touched by all that', async () => {
    const { client } = foreign.owner;
    const { session, command, talk } = foreign;
    expect((await client.get(`/sessions/${session}`)).json()).toMatchObject({
      status: 'active',
      workspace: { state: 'ready', incarnation: 1 },
    });
    expect((await client.get(`/sessions/${session}/files/content?path=main.py`)).text).toBe('print(1)');
    expect((await client.get(`/sessions/${session}/commands/${command}`)).json()['state']).toBe('running');
    expect((await client.get(`/conversations/${talk}`)).status).toBe(200);
  });
});

describe('a session whose time is over', () => {
  const inSession = bearer.filter((route) => isSessionRole(ACCESS[nameOf(route)]));
  const rooms = new Map<string, World>();

  beforeAll(async () => {
    for (const route of inSession) {
      const hasPlans = route.path.includes('/code/');
      rooms.set(nameOf(route), await makeRoom(world, people, { hasPlans }));
    }
    const { client } = people.owner;
    for (const { session } of rooms.values()) {
      // Later than it takes to say so, on any machine.
      const expiresAt = new Date(Date.now() + 1_500).toISOString();
      expect((await client.put(`/sessions/${session}`, { expiresAt })).status).toBe(200);
    }
    for (const { session } of rooms.values())
      await eventually(async () => (await client.get(`/sessions/${session}`)).json()['status'] === 'archived');
  }, 180_000);

  it.each(named(inSession))('%s', async (name, route) => {
    const room = rooms.get(name) ?? world;
    const least = ACCESS[name] as SessionRole;
    const below = RANKS.slice(0, RANKS.indexOf(least));
    expect(typeOf(await call(server.client.as(undefined), route, room))).toEqual([401, 'auth/token-missing']);
    expect(typeOf(await call(narrow.settings, route, room))).toEqual([403, 'auth/forbidden']);
    for (const person of ['foreigner', 'tenant owner'] as const) {
      const answer = await call(people[person].client, route, room);
      expect([person, ...typeOf(answer)]).toEqual([person, 404, missingType(route.path)]);
    }
    for (const person of below) {
      const answer = await call(people[person].client, route, room);
      expect([person, ...typeOf(answer)]).toEqual([person, 403, 'session/forbidden']);
    }
    const leaving = new AbortController();
    const { query = '', ...options } = exampleOf(route, room);
    const path = pathIn(room, route.path) + query;
    const response = await people[least].client.open(route.method, path, { ...options, signal: leaving.signal });
    const type = response.status < 400 ? 'done' : ((await response.json()) as { readonly type: string }).type;
    leaving.abort();
    // A command may be over with its workspace by then, and says that first.
    const isRefused = type === 'session/archived' || type === 'command/not-running';
    expect([least, isRefused]).toEqual([least, NOT_WHEN_EXPIRED.has(name)]);
  });
});
