import { afterAll, describe, expect, it } from 'vitest';
import type { Route } from '../src/index.js';
import { absent, malformed } from './absent-ids.js';
import type { Answer, HttpClient } from './http-client.js';
import { pathIn, routeExamples, type RouteExample } from './route-examples.js';
import { testServer } from './test-server.js';
import { logIn, makeWorld, register, TERSE, type World } from './world.js';

const server = await testServer({ model: TERSE });
const world = await makeWorld(server.client, server.carrel);
const stranger = await register(server.client);
/** A stranger who has named nothing of the world: what somebody named is in the audit of their own tenant. */
const onlooker = await register(server.client);
const gone = await removedWorld();
const bearerRoutes = server.api.routes.filter((route) => route.auth === 'bearer');

afterAll(() => server[Symbol.asyncDispose]());

const exampleOf = (route: Route): RouteExample => {
  const example = routeExamples(world)[`${route.method} ${route.path}`];
  if (example === undefined) throw new Error(`No example of ${route.method} ${route.path}`);
  return example;
};

function call(client: HttpClient, route: Route, named: Parameters<typeof pathIn>[0] = world): Promise<Answer> {
  const { query = '', ...options } = exampleOf(route);
  const path = pathIn(named, route.path) + query.replace(world.session, named.session);
  return client.call(route.method, path, options);
}

const table = (routes: readonly Route[]) => routes.map((route) => [`${route.method} ${route.path}`, route] as const);

describe.each(table(bearerRoutes))('%s', (_name, route) => {
  it('without a token is refused', async () => {
    const answer = await call(server.client.as(undefined), route);
    expect([answer.status, answer.json()['type']]).toEqual([401, 'auth/token-missing']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('with a token that is none is refused', async () => {
    const answer = await call(server.client.as('eyJhbGciOiJub25lIn0.e30.'), route);
    expect([answer.status, answer.json()['type']]).toEqual([401, 'auth/token-invalid']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  it('with a token that does not allow it is refused', async () => {
    if (route.scope === null) return;
    const other = route.scope.startsWith('settings') ? 'profile:write' : 'settings:read';
    const made = await world.owner.client.post('/tenant/agents', { name: 'narrow', scopes: [other] });
    const { key, agent } = made.json<{ readonly key: string; readonly agent: { readonly id: string } }>();
    const answer = await call(server.client.as(key), route);
    expect([answer.status, answer.json()['type']]).toEqual([403, 'auth/forbidden']);
    await world.owner.client.delete(`/tenant/agents/${agent.id}`);
  });
});

describe.each(table(bearerRoutes.filter((route) => exampleOf(route).foreign === 'missing')))('%s', (_name, route) => {
  it('of another tenant answers as what never was', async () => {
    const never = await call(stranger.client, route, absent);
    expect(never.status).toBe(404);
    const foreign = await call(stranger.client, route);
    expect(withoutId(foreign)).toEqual(withoutId(never));
    for (const named of malformed)
      expect(withoutId(await call(stranger.client, route, named))).toEqual(withoutId(never));
  });

  it('that was deleted answers as what never was', async () => {
    if (!route.path.includes(':id') && !route.path.includes('related')) return;
    const never = await call(gone.owner.client, route, absent);
    expect(withoutId(await call(gone.owner.client, route, gone))).toEqual(withoutId(never));
  });
});

describe.each(table(bearerRoutes.filter(({ path }) => path.startsWith('/sessions/'))))('%s', (_name, route) => {
  it('of another user of the tenant answers as what never was', async () => {
    const member = await logIn(server.client, `member-of-${world.owner.email}`);
    expect((await call(member.client, route)).status).toBe(404);
  });
});

describe.each(table(bearerRoutes.filter(({ path }) => path.startsWith('/tenant/'))))('%s', (_name, route) => {
  it('is refused to a member', async () => {
    const member = await logIn(server.client, `member-of-${world.owner.email}`);
    const answer = await call(member.client, route);
    expect([answer.status, answer.json()['type']]).toEqual([403, 'auth/forbidden']);
  });
});

describe('what others see', () => {
  it.each(table(bearerRoutes.filter((route) => route.method === 'GET' && exampleOf(route).foreign === 'own')))(
    '%s holds nothing of another tenant',
    async (_name, route) => {
      const answer = await call(onlooker.client, route);
      expect(answer.status).toBe(200);
      for (const id of [
        world.session,
        world.room,
        world.guest,
        world.owner.tenantId,
        world.owner.userId,
        world.user,
        world.agent,
        world.invitation,
      ]) {
        expect(answer.text).not.toContain(id);
      }
    },
  );

  it('a cursor of one tenant is none of another', async () => {
    await world.owner.client.post('/sessions', { kind: 'solo', languages: ['python'] });
    const { nextCursor } = (await world.owner.client.get('/sessions?limit=1')).json<{ readonly nextCursor: string }>();
    const answer = await stranger.client.get(`/sessions?cursor=${nextCursor}`);
    expect([answer.status, answer.json()['issues']]).toEqual([400, [{ path: 'cursor', message: expect.any(String) }]]);
  });

  it('nothing of the world was touched by all that', async () => {
    const { client } = world.owner;
    expect((await client.get(`/sessions/${world.session}`)).json()).toMatchObject({
      status: 'active',
      workspace: { state: 'ready', incarnation: 1 },
    });
    expect((await client.get(`/sessions/${world.session}/files/content?path=main.py`)).text).toBe('print(1)');
    expect((await client.get(`/sessions/${world.session}/commands/${world.command}`)).json()['state']).toBe('running');
    expect((await client.get('/settings')).json()).toMatchObject({ items: [{ value: 'dark' }] });
  });
});

/** A world in which everything that paths name was removed. */
async function removedWorld(): Promise<World> {
  const removed = await makeWorld(server.client, server.carrel);
  const { client } = removed.owner;
  await client.delete(`/sessions/${removed.session}/commands/${removed.command}`);
  await client.delete(`/sessions/${removed.session}`);
  await client.delete(`/sessions/${removed.room}`);
  await client.delete(`/sessions/${removed.plain}`);
  await client.delete(`/tenant/users/${removed.user}`);
  await client.delete(`/tenant/agents/${removed.agent}`);
  await client.delete(`/tenant/invitations/${removed.invitation}`);
  await client.delete('/settings/editor/theme');
  return removed;
}

function withoutId(answer: Answer): unknown {
  const { requestId: _id, ...problem } = answer.json();
  return { ...problem, status: answer.status };
}
