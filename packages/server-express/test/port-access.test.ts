import { SESSION_ROLES } from '@carrel/core/sessions';
import type { SessionId } from '@carrel/core/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { portWorld, site, type Serve } from './port-world.js';
import { logIn, PASSWORD, register, startedSession, type Someone } from './world.js';

const world = await portWorld({ http: { streamRecheckMs: 50 }, ports: { maxPerSession: 3, maxPerUser: 4 } });
const { server, owner } = world;
const people = new Map<string, Someone>();
let room: string;
let path: string;

/** Answers that never end, and how many were broken off. */
let broken = 0;
const endless: Serve = site((_request, response) => {
  response.writeHead(200).flushHeaders();
  response.on('close', () => (broken += 1));
});

beforeAll(async () => {
  room = await startedSession(owner.client, { kind: 'room' });
  for (const role of [...SESSION_ROLES, 'outsider']) {
    if (role === 'owner') continue;
    const email = `${role}-of-${owner.email}`;
    await owner.client.post('/tenant/users', { email, password: PASSWORD });
    const someone = await logIn(server.client, email);
    people.set(role, someone);
    if (role !== 'outsider') await owner.client.put(`/sessions/${room}/members/${someone.userId}`, { role });
  }
  people.set('owner', owner).set('foreigner', await register(server.client));
  path = await world.listen(
    site((request, response) => response.end(request.headers['x-carrel-user'])),
    4_000,
    room,
  );
});

afterAll(() => world[Symbol.asyncDispose]());

const someone = (name: string) => people.get(name) ?? owner;

describe('a port of a room', () => {
  it.each(['owner', 'admin', 'participant'])('serves the role %s, by name', async (role) => {
    const answer = await someone(role).client.get(`${path}/`);
    expect([answer.status, answer.text]).toEqual([200, someone(role).userId]);
  });

  it('is not for viewers', async () => {
    const answer = await someone('viewer').client.get(`${path}/`);
    expect([answer.status, answer.json()]).toEqual([
      403,
      expect.objectContaining({ type: 'session/forbidden', neededRole: 'participant' }),
    ]);
  });

  it.each(['outsider', 'foreigner'])('answers to an %s as if there were none', async (person) => {
    const { client } = someone(person);
    const [there, never] = [
      await client.get(`${path}/`),
      await client.get('/sessions/ses_01arz3ndektsv4rrffq69g5fav/ports/4000/'),
    ];
    const told = ({ requestId: _id, ...problem }: Record<string, unknown>) => problem;
    expect(there.status).toBe(404);
    expect(told(there.json())).toEqual(told(never.json()));
  });

  it('needs a token, and one that allows it', async () => {
    const none = await server.client.get(`${path}/`);
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    const made = await owner.client.post('/tenant/agents', { name: 'narrow', scopes: ['sessions:*', 'commands:*'] });
    const answer = await server.client.as(made.json<{ readonly key: string }>().key).get(`${path}/`);
    expect([answer.status, answer.json()['type']]).toEqual([403, 'auth/forbidden']);
  });

  it('ends for a member who is put out, or may not have it any more', async () => {
    const at = await world.listen(endless, 4_001, room);
    const { client, userId } = someone('participant');
    const place = `/sessions/${room}/members/${userId}`;
    for (const change of [() => owner.client.put(place, { role: 'viewer' }), () => owner.client.delete(place)]) {
      await owner.client.put(place, { role: 'participant' });
      const before = broken;
      const response = await client.open('GET', `${at}/`);
      await change();
      await expect(response.text()).rejects.toThrow();
      await eventually(() => broken === before + 1);
    }
  });
});

describe('an answer under way', () => {
  it('ends when its token is worth nothing any more', async () => {
    const at = await world.listen(endless);
    const visitor = await logIn(server.client, owner.email);
    const response = await visitor.client.open('GET', `${at}/`);
    expect((await visitor.client.post('/auth/logout', { refreshToken: visitor.refreshToken })).status).toBe(204);
    await expect(response.text()).rejects.toThrow();
  });

  it('ends with its workspace, and nothing is reached or started then', async () => {
    const session = await startedSession(owner.client);
    const at = await world.listen(endless, 4_002, session);
    const response = await owner.client.open('GET', `${at}/`);
    expect((await owner.client.get(`/sessions/${session}/workspace`)).status).toBe(200);
    await owner.client.delete(`/sessions/${session}/workspace`);
    await expect(response.text()).rejects.toThrow();

    const answer = await owner.client.get(`${at}/`);
    expect([answer.status, answer.json()['type']]).toEqual([409, 'workspace/not-running']);
    const state = (await owner.client.get(`/sessions/${session}/workspace`)).json()['state'];
    expect(['stopping', 'stopped']).toContain(state);
    await owner.client.delete(`/sessions/${session}`);
    expect((await owner.client.get(`${at}/`)).status).toBe(404);
  });

  it('keeps the workspace alive, and what is over does not', async () => {
    const at = await world.listen(endless);
    const leaving = new AbortController();
    const response = await owner.client.open('GET', `${at}/`, { signal: leaving.signal });
    const caller = (await server.carrel.identity.authenticate(owner.client.token ?? '', 'test'))._unsafeUnwrap();
    const leases = async () =>
      (await server.carrel.workspaces.explain(caller, world.session as SessionId))._unsafeUnwrap().leases;
    const isHeld = async () => (await leases()).some(({ reason }) => reason === 'proxy');
    await eventually(isHeld);
    leaving.abort();
    await response.text().catch(() => undefined);
    await eventually(async () => !(await isHeld()));
  });
});

describe('many at once', () => {
  it('are bounded by session and by user, until some have ended', async () => {
    const open: AbortController[] = [];
    const get = async (at: string) => {
      const leaving = new AbortController();
      const response = await owner.client.open('GET', `${at}/`, { signal: leaving.signal });
      if (response.status === 200) open.push(leaving);
      return response;
    };
    const [one, two] = [await world.listen(endless), await world.listen(endless, 4_003, room)];
    await eventually(async () => {
      // Those of earlier tests end on their own.
      for (const each of open.splice(0)) each.abort();
      for (let count = 0; count < 3; count += 1) await get(one);
      return open.length === 3;
    });

    const session = await get(one);
    expect([session.status, session.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await session.json()).toMatchObject({ type: 'port/limit', retryable: true });
    expect((await get(two)).status).toBe(200);
    const user = await get(two);
    expect([user.status, ((await user.json()) as { readonly detail: string }).detail]).toEqual([
      429,
      expect.stringContaining('A user has at most 4'),
    ]);
    open[0]?.abort();
    await eventually(async () => (await get(one)).status === 200);
    for (const each of open) each.abort();
  });
});
