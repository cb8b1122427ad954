import { SESSION_ROLES } from '@carrel/core/sessions';
import { afterAll, describe, expect, it } from 'vitest';
import { refusal, SocketClient } from './socket-client.js';
import { testServer } from './test-server.js';
import { endedStream, logIn, openTerminal, PASSWORD, register, startedSession } from './world.js';

const server = await testServer();
const owner = await register(server.client);
const room = await startedSession(owner.client, { kind: 'room' });
const foreigner = await register(server.client);

/** What each socket names, in a room. One without a row fails the tests. */
const EXAMPLES: Readonly<Record<string, string>> = {
  '/ws/terminals/:tid': `/ws/terminals/${await openTerminal(owner.client, room)}`,
  '/ws/documents/:sessionId/:name': `/ws/documents/${room}/notes`,
  '/ws/code/:sessionId/:language': `/ws/code/${room}/words`,
  '/ws/streams/:id': `/ws/streams/${await endedStream(server.carrel, owner.client, room)}`,
};

const people = new Map<string, string | undefined>([
  ['owner', owner.client.token],
  ['foreigner', foreigner.client.token],
]);
for (const role of [...SESSION_ROLES, 'outsider']) {
  if (role === 'owner') continue;
  const email = `${role}-of-${owner.email}`;
  const made = await owner.client.post('/tenant/users', { email, password: PASSWORD });
  const { id } = made.json<{ readonly id: string }>();
  if (role !== 'outsider') await owner.client.put(`/sessions/${room}/members/${id}`, { role });
  people.set(role, (await logIn(server.client, email)).client.token);
}

afterAll(() => server[Symbol.asyncDispose]());

const open = (path: string, token: string | undefined) => SocketClient.open(server.client.base + path, { token });

/** The first message, or the code that it closed with. */
async function answerOf(path: string, token: string | undefined): Promise<string | number> {
  using client = await open(path, token);
  const message = client
    .until(() => client.messages.length > 0)
    .then(
      () => 'served',
      () => 'closed',
    );
  return await Promise.race([
    message,
    client.closed.then(({ code }) => (client.messages.length > 0 ? 'served' : code)),
  ]);
}

it('every socket has a row', () => {
  expect(server.api.sockets.map(({ path }) => path).sort()).toEqual(Object.keys(EXAMPLES).sort());
});

describe.each(Object.entries(EXAMPLES))('%s', (_path, path) => {
  it('is refused before the upgrade to nobody', async () => {
    expect((await refusal(open(path, undefined))).status).toBe(401);
  });

  it.each(SESSION_ROLES)('serves the role %s', async (role) => {
    expect(await answerOf(path, people.get(role))).toBe('served');
  });

  it.each(['outsider', 'foreigner'])('is missing for the %s, just as what never was', async (person) => {
    const absent = path.replace(/_[^/]*/, '_01arz3ndektsv4rrffq69g5fav');
    const ends = await Promise.all(
      [path, absent].map(async (each) => {
        using client = await open(each, people.get(person));
        return await client.closed;
      }),
    );
    expect(ends[0]).toEqual(ends[1]);
    expect(ends[0]?.code).toBe(4404);
  });

  it.each(['_1', '_%2e%2e', '_01arz3ndektsv4rrffq69g5fav%00'])(
    'is missing for everybody with the id %s',
    async (tail) => {
      const malformed = path.replace(/_[^/]*/, tail);
      for (const person of people.keys())
        expect([person, await answerOf(malformed, people.get(person))]).toEqual([person, 4404]);
    },
  );

  it('is given to no ticket of somebody else', async () => {
    const token = people.get('foreigner');
    const asked = await server.client.as(token).post('/auth/tickets', { purpose: 'websocket', resource: path });
    const { ticket } = asked.json<{ readonly ticket: string }>();
    expect(await answerOf(`${path}?token=${ticket}`, undefined)).toBe(4404);
  });
});

describe('a session that was deleted', () => {
  it('leaves nothing to open for anybody', async () => {
    const gone = await startedSession(owner.client, { kind: 'room' });
    const paths = [
      `/ws/terminals/${await openTerminal(owner.client, gone)}`,
      `/ws/streams/${await endedStream(server.carrel, owner.client, gone)}`,
      `/ws/documents/${gone}/notes`,
      `/ws/code/${gone}/words`,
    ];
    expect((await owner.client.delete(`/sessions/${gone}`)).status).toBe(204);
    for (const path of paths)
      for (const person of people.keys())
        expect([path, person, await answerOf(path, people.get(person))]).toEqual([path, person, 4404]);
  });
});
