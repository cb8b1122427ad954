import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../src/index.js';
import type { Answer, HttpClient } from './http-client.js';
import { pathIn, routeExamples } from './route-examples.js';
import { eventually } from './eventually.js';
import { testServer } from './test-server.js';
import { logIn, makeSession, makeWorld, register, TERSE, type Someone, type World } from './world.js';

interface Record {
  readonly id: string;
  readonly action: string;
  readonly outcome: string;
  readonly requestId: string;
  readonly address?: string;
  readonly actor: { readonly type: string };
  readonly count?: number;
  readonly subject: string;
  readonly details: Readonly<{ [name: string]: unknown }>;
}

/** Routes that change nothing that outlives their answer, and why. */
const CHANGES_NOTHING: Readonly<{ [route: string]: string }> = {
  'POST /sessions/:id/documents/:name/sync': 'edits are in the log of the document, with their clock',
  'POST /sessions/:id/code/query': 'it changes nothing',
  'POST /sessions/:id/code/plans': 'a plan says who made it, and changes nothing before it is applied',
  'POST /tasks/:id/cancel': 'the task of the example is over',
  'POST /sessions/:id/workspace': 'the workspace of the example runs',
};

const server = await testServer({ model: TERSE });
const changing = server.api.routes.filter(({ method }) => method !== 'GET');
const bearer = server.api.routes.filter(({ auth }) => auth === 'bearer');
const named = (routes: readonly Route[]) => routes.map((route) => [`${route.method} ${route.path}`, route] as const);

afterAll(() => server[Symbol.asyncDispose]());

function call(client: HttpClient, route: Route, world: World, requestId: string): Promise<Answer> {
  const name = `${route.method} ${route.path}`;
  const example = routeExamples(world)[name];
  if (example === undefined) throw new Error(`No example of ${name}`);
  const { query = '', ...options } = example;
  const headers = { ...options.headers, 'X-Request-Id': requestId };
  return client.call(route.method, pathIn(world, route.path) + query, { ...options, headers });
}

async function allRecords({ client }: Pick<Someone, 'client'>): Promise<readonly Record[]> {
  return (await client.get('/tenant/audit?limit=200')).json<{ readonly items: readonly Record[] }>().items;
}

async function recordsOf(owner: Someone, requestId: string): Promise<readonly Record[]> {
  return (await allRecords(owner)).filter((record) => record.requestId === requestId);
}

/** What users had done by then, how often. */
async function doneBy(reader: Pick<Someone, 'client'>): Promise<ReadonlyMap<string, number>> {
  const done = (await allRecords(reader)).filter(
    ({ actor, outcome }) => outcome === 'success' && actor.type !== 'system',
  );
  return new Map(done.map(({ id, count = 1 }) => [id, count]));
}

describe.each(named(changing))('%s', (name, route) => {
  it('leaves a record when it succeeds, with the request and its address', async () => {
    if (name in CHANGES_NOTHING) return;
    const world = await makeWorld(server.client, server.carrel);
    const { owner } = world;
    // Some calls end the login that they are made with.
    const other = name === 'PUT /users/me/password' ? owner : await logIn(server.client, owner.email);
    const before = await doneBy(other);
    const answer = await call(owner.client, route, world, 'req-success');
    expect(answer.status).toBeLessThan(300);
    const reader = name === 'POST /auth/register' ? whoRegistered(answer) : other;
    // Commands that their callers wait for are on record a moment later.
    let more: readonly string[] = [];
    await eventually(async () => {
      const after = await doneBy(reader);
      more = [...after].filter(([id, count]) => count > (before.get(id) ?? 0)).map(([id]) => id);
      return more.length > 0;
    });
    const records = (await allRecords(reader)).filter(({ id }) => more.includes(id));
    for (const { address } of records) expect(address).toMatch(/127\.0\.0\.1|::1/);
  });
});

function whoRegistered(answer: Answer): Pick<Someone, 'client'> {
  const { tokens } = answer.json<{ readonly tokens: { readonly accessToken: string } }>();
  return { client: server.client.as(tokens.accessToken) };
}

it('has the start of a workspace once, by who began it, however many join', async () => {
  const owner = await register(server.client);
  const session = await makeSession(owner.client);
  const start = () => owner.client.post(`/sessions/${session}/workspace?waitMs=10000`);
  await Promise.all([start(), start()]);
  await start();
  const started = (await allRecords(owner)).filter(({ action }) => action === 'workspace.started');
  expect(started).toMatchObject([
    { subject: session, outcome: 'success', actor: { type: 'user' }, details: { incarnation: 1 } },
  ]);
});

describe('what is refused', () => {
  let world: World;
  let narrow: HttpClient;

  beforeAll(async () => {
    world = await makeWorld(server.client, server.carrel);
    const made = await world.owner.client.post('/tenant/agents', { name: 'narrow', scopes: ['nothing:read'] });
    narrow = server.client.as(made.json<{ readonly key: string }>().key);
  });

  it.each(named(bearer.filter(({ scope }) => scope !== null)))(
    'leaves one record: %s without its scope',
    async (name, route) => {
      // One caller has room for so many a minute.
      const made = await world.owner.client.post('/tenant/agents', { name: 'narrow', scopes: ['nothing:read'] });
      const { key, agent } = made.json<{ readonly key: string; readonly agent: { readonly id: string } }>();
      const requestId = `req-scope-${String(bearer.indexOf(route))}`;
      expect((await call(server.client.as(key), route, world, requestId)).status).toBe(403);
      const records = await recordsOf(world.owner, requestId);
      expect(records).toMatchObject([
        { action: 'call.refused', outcome: 'denied', details: { call: name, error: 'auth/forbidden' } },
      ]);
      await world.owner.client.delete(`/tenant/agents/${agent.id}`);
    },
  );

  it('leaves one record, of who asked: a session of somebody else', async () => {
    const stranger = await register(server.client);
    const path = `/sessions/${world.session}`;
    const answer = await stranger.client.call('GET', path, { headers: { 'X-Request-Id': 'req-foreign' } });
    expect(answer.status).toBe(404);
    expect(await recordsOf(world.owner, 'req-foreign')).toEqual([]);
    expect(await recordsOf(stranger, 'req-foreign')).toMatchObject([
      { outcome: 'denied', subject: world.session, details: { call: 'sessions.get', error: 'session/not-found' } },
    ]);
  });

  it('leaves one record: what a role does not allow', async () => {
    const member = await logIn(server.client, `member-of-${world.owner.email}`);
    await member.client.call('GET', '/tenant/users', { headers: { 'X-Request-Id': 'req-role' } });
    expect(await recordsOf(world.owner, 'req-role')).toMatchObject([
      { outcome: 'denied', details: { call: 'users.list' } },
    ]);
    const headers = { 'X-Request-Id': 'req-write' };
    const guest = await logIn(server.client, `guest-of-${world.owner.email}`);
    const path = `/sessions/${world.room}/files/content?path=secret.txt`;
    expect((await guest.client.call('PUT', path, { body: 'not to be kept', headers })).status).toBe(403);
    const records = await recordsOf(world.owner, 'req-write');
    expect(records).toMatchObject([
      { action: 'file.written', outcome: 'denied', details: { path: 'secret.txt', error: 'session/forbidden' } },
    ]);
    expect(JSON.stringify(records)).not.toContain('not to be kept');
  });

  it('leaves one record: a wrong password', async () => {
    const { email, userId } = world.owner;
    const headers = { 'X-Request-Id': 'req-login' };
    const json = { email, password: 'something else altogether' };
    expect((await server.client.as(undefined).call('POST', '/auth/login', { json, headers })).status).toBe(401);
    const records = await recordsOf(world.owner, 'req-login');
    expect(records).toMatchObject([{ action: 'login.failed', outcome: 'denied', subject: userId }]);
    expect(JSON.stringify(records)).not.toContain('something else');
  });

  it('a hundred times over leaves one, with the count', async () => {
    const calls = Array.from({ length: 100 }, () =>
      narrow.call('GET', '/sessions', { headers: { 'X-Request-Id': 'req-again' } }),
    );
    for (const { status } of await Promise.all(calls)) expect(status).toBe(403);
    const records = await recordsOf(world.owner, 'req-again');
    const counted = records.reduce((sum, { count = 1 }) => sum + count, 0);
    // The minute may turn meanwhile.
    expect([records.length <= 2, counted]).toEqual([true, 100]);
  });
});

describe('the list', () => {
  it('is filtered, and refuses what it does not understand', async () => {
    const world = await makeWorld(server.client, server.carrel);
    const { client, userId } = world.owner;
    const of = async (query: string) =>
      (await client.get(`/tenant/audit?${query}`)).json<{ readonly items: readonly Record[] }>().items;
    expect((await of('action=code-plan.applied')).map(({ subject }) => subject)).toEqual([world.applied]);
    expect((await of(`actor=${userId}&limit=3`)).length).toBe(3);
    expect(await of('to=2001-01-01T00:00:00Z')).toEqual([]);
    for (const query of ['outcome=perhaps', 'from=yesterday'])
      expect((await client.get(`/tenant/audit?${query}`)).status).toBe(400);
  });
});
