import { SESSION_ROLES, type SessionRole } from '@carrel/core/sessions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askHost } from './host-world.js';
import { malformed } from './absent-ids.js';
import { PORT_ACCESS } from './access-table.js';
import { eventually } from './eventually.js';
import { portWorld, site } from './port-world.js';
import { PORT_DOMAIN } from './test-server.js';
import { refusal, SocketClient } from './socket-client.js';
import { logIn, makeSession, PASSWORD, register, startedSession, type Someone } from './world.js';

type Person = SessionRole | 'tenant owner' | 'foreigner';

const RANKS: readonly SessionRole[] = ['viewer', 'participant', 'admin', 'owner'];
const PEOPLE: readonly Person[] = ['foreigner', 'tenant owner', ...RANKS];
/** `WebSocket` for a GET that asks for one. */
const WAYS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'WebSocket',
  'GET by host',
  'WebSocket by host',
] as const;
const ABSENT = 'ses_01arz3ndektsv4rrffq69g5fav';

const world = await portWorld();
const { server, owner: tenantOwner } = world;
const people = new Map<Person, Someone>();
const ids = new Map<string, readonly string[]>();
let room: string;
let narrow: string;
let reached = 0;

const teapot = site((_request, response) => {
  reached += 1;
  response.writeHead(418).end();
});

beforeAll(async () => {
  const { client } = tenantOwner;
  for (const role of SESSION_ROLES) {
    const email = `${role}-of-${tenantOwner.email}`;
    await client.post('/tenant/users', { email, password: PASSWORD });
    people.set(role, await logIn(server.client, email));
  }
  people.set('tenant owner', tenantOwner).set('foreigner', await register(server.client));
  room = await makeRoom();
  const foreign = await startedSession((await register(server.client)).client);
  const [deleted, expired] = [await makeRoom(), await makeRoom()];
  expect((await someone('owner').client.delete(`/sessions/${deleted}`)).status).toBe(204);
  await world.listen(teapot, 4_000, room, someone('owner'));
  reached = 0;
  const names = malformed.map(({ session }) => session ?? '').filter((id) => !/[/?#]/.test(id));
  ids.set("another tenant's", [foreign]).set('deleted', [deleted]).set('malformed', names).set('expired', [expired]);
  const made = await client.post('/tenant/agents', { name: 'narrow', scopes: ['sessions:*', 'commands:*'] });
  narrow = made.json<{ readonly key: string }>().key;
  const expiresAt = new Date(Date.now() + 1_000).toISOString();
  expect((await someone('owner').client.put(`/sessions/${expired}`, { expiresAt })).status).toBe(200);
  // Its workspace is stopped soon after.
  await eventually(async () => {
    const { status, workspace } = (await someone('owner').client.get(`/sessions/${expired}`)).json<{
      readonly status: string;
      readonly workspace: { readonly state: string };
    }>();
    return status === 'archived' && workspace.state === 'stopped';
  });
});

afterAll(() => world[Symbol.asyncDispose]());

const someone = (person: Person) => people.get(person) ?? tenantOwner;

/** With everybody in it. */
async function makeRoom(): Promise<string> {
  const { client } = someone('owner');
  const made = await makeSession(client, { kind: 'room' });
  for (const role of SESSION_ROLES)
    if (role !== 'owner') await client.put(`/sessions/${made}/members/${someone(role).userId}`, { role });
  await client.post(`/sessions/${made}/workspace?waitMs=10000`);
  return made;
}

interface Told {
  readonly status: number;
  /** Of the problem, without its request. */
  readonly problem: unknown;
}

async function call(way: (typeof WAYS)[number], session: string, token: string | undefined): Promise<Told> {
  const url = `${server.origin}/api/v5/sessions/${session}/ports/4000/`;
  const Host = `4000-${session.slice(4)}.${PORT_DOMAIN}`;
  const told = (status: number, text: string): Told => {
    if (text === '') return { status, problem: null };
    const { requestId: _id, ...problem } = JSON.parse(text) as Record<string, unknown>;
    return { status, problem };
  };
  if (way === 'WebSocket') {
    const { status, body } = await refusal(SocketClient.open(url, { token }));
    return told(status, body);
  }
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  if (way === 'WebSocket by host') {
    const { status, body } = await refusal(SocketClient.open(server.origin, { token, headers: { Host } }));
    return told(status, body);
  }
  if (way === 'GET by host') {
    const { status, text } = await askHost(server.port, { host: Host, target: '/', asking: { headers } });
    return told(status, text);
  }
  const response = await fetch(url, { method: way, headers });
  return told(response.status, await response.text());
}

const told = (way: string, status: number, type: string): unknown =>
  way === 'HEAD' ? { status, problem: null } : { status, problem: expect.objectContaining({ type }) as unknown };

describe.each(WAYS)('a port by %s', (way) => {
  it.each(["another tenant's", 'deleted', 'malformed'])('of a session that is %s', async (kind) => {
    for (const id of ids.get(kind) ?? []) {
      // What names no session is the name of no port either.
      if (way.endsWith('by host') && kind === 'malformed') continue;
      expect(await call(way, id, undefined)).toEqual(told(way, 401, 'auth/token-missing'));
      expect(await call(way, id, narrow)).toEqual(told(way, 403, 'auth/forbidden'));
      for (const person of PEOPLE) {
        const { token } = someone(person).client;
        const answer = await call(way, id, token);
        expect([person, answer]).toEqual([person, told(way, 404, 'session/not-found')]);
        expect(answer).toEqual(await call(way, ABSENT, token));
      }
    }
  });

  it('of a session whose time is over', async () => {
    for (const id of ids.get('expired') ?? []) {
      for (const person of PEOPLE) {
        const answer = await call(way, id, someone(person).client.token);
        expect([person, answer]).toEqual([person, expected(way, person, told(way, 409, 'workspace/not-running'))]);
      }
    }
  });

  it('of a room, where nobody reaches the program who may not', async () => {
    for (const token of [undefined, narrow]) expect((await call(way, room, token)).status).toBeLessThan(404);
    expect(reached).toBe(0);
    for (const person of PEOPLE) {
      const answer = await call(way, room, someone(person).client.token);
      expect([person, answer]).toEqual([person, expected(way, person, { status: 418, problem: null })]);
      expect([person, reached]).toEqual([person, answer.status === 418 ? 1 : 0]);
      reached = 0;
    }
  });
});

function expected(way: string, person: Person, allowed: unknown): unknown {
  if (person === 'foreigner' || person === 'tenant owner') return told(way, 404, 'session/not-found');
  const may = RANKS.indexOf(person) >= RANKS.indexOf(PORT_ACCESS);
  return may ? allowed : told(way, 403, 'session/forbidden');
}
