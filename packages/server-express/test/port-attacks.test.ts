import type { SessionId } from '@carrel/core/kernel';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { eventually } from './eventually.js';
import { hostWorld, PAGE, SCRIPT, typeOf, type HostWorld } from './host-world.js';
import { site, type Serve } from './port-world.js';
import { SocketClient } from './socket-client.js';
import type { TestServerOptions } from './test-server.js';
import { logIn, makeSession, PASSWORD, register, startedSession, type Someone } from './world.js';

const PORT = 4_600;

/** Pages that say which one they are, endless events, and WebSockets. */
const named = (name: string): Serve =>
  site(
    (request, response) => {
      if (request.url !== '/events') {
        response.end(name);
        return;
      }
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(`data: ${name}\n\n`);
    },
    (server) => {
      new WebSocketServer({ server }).on('connection', (ws) => ws.on('error', () => undefined));
    },
  );

/** Somebody with a pass for a program in a room of the owner's. */
async function roomWorld(options: TestServerOptions = {}) {
  const world = await hostWorld(options);
  const { client } = world.owner;
  const room = await startedSession(client, { kind: 'room' });
  await world.listen(named('first'), PORT, room);
  const email = `guest-of-${world.owner.email}`;
  await client.post('/tenant/users', { email, password: PASSWORD });
  const guest = await logIn(world.server.client, email);
  await client.put(`/sessions/${room}/members/${guest.userId}`, { role: 'participant' });
  const host = world.hostFor(PORT, room);
  const putOut = () => client.delete(`/sessions/${room}/members/${guest.userId}`);
  return { ...world, room, guest, host, putOut };
}

const socketAt = (world: HostWorld, host: string, Cookie: string) =>
  SocketClient.open(world.server.origin, { headers: { Host: host, Cookie, Origin: `http://${host}` } });

/** Events that go on until they are broken off. */
async function eventsAt(world: HostWorld, host: string, Cookie: string) {
  const answer = await world.open(host, '/events', { headers: { ...SCRIPT, Cookie } });
  const events = { text: '', isOver: false, leave: () => answer.destroy() };
  answer.setEncoding('utf8').on('data', (part: string) => (events.text += part));
  answer.on('close', () => (events.isOver = true)).on('error', () => undefined);
  await eventually(() => events.text !== '');
  return events;
}

const visit = (world: HostWorld, host: string, Cookie: string) =>
  world.ask(host, '/', { headers: { ...PAGE, Cookie } });

describe('a link that was made in time', () => {
  const ended: readonly (readonly [
    string,
    (world: Awaited<ReturnType<typeof roomWorld>>) => Promise<unknown>,
    number,
  ])[] = [
    ['the session was deleted', ({ owner, room }) => owner.client.delete(`/sessions/${room}`), 404],
    ['its user was put out of the room', ({ putOut }) => putOut(), 404],
    [
      'its user was made a viewer',
      ({ owner, room, guest }) => owner.client.put(`/sessions/${room}/members/${guest.userId}`, { role: 'viewer' }),
      403,
    ],
  ];

  it.each(ended)('shows nothing of the port when %s', async (_what, end, status) => {
    await using world = await roomWorld();
    const link = await world.linkTo(PORT, { session: world.room, who: world.guest });
    await end(world);
    const entered = await world.ask(world.host, link, { headers: PAGE });
    const [cookie = ''] = entered.headers['set-cookie']?.[0]?.split(';') ?? [];
    const page = await visit(world, world.host, cookie);

    expect(page.status).toBe(status);
    expect(page.text).not.toContain('first');
    expect(page.text).not.toContain('http-equiv');
  });

  it.each([
    ['its login is over', ({ client, refreshToken }: Someone) => client.post('/auth/logout', { refreshToken })],
    [
      'its user took another password elsewhere',
      async ({ email }: Someone, server: HostWorld['server']) => {
        const { client } = await logIn(server.client, email);
        return client.put('/users/me/password', { currentPassword: PASSWORD, newPassword: `${PASSWORD} anew` });
      },
    ],
  ])('gives no pass when %s', async (_what, end) => {
    await using world = await roomWorld();
    const link = await world.linkTo(PORT, { session: world.room, who: world.guest });
    expect((await end(world.guest, world.server)).status).toBeLessThan(300);
    const entered = await world.ask(world.host, link, { headers: PAGE });

    expect([entered.status, entered.headers['set-cookie']]).toEqual([401, undefined]);
  });
});

describe('what a pass has open', () => {
  it('ends with the pass, also where nobody says a word', async () => {
    await using world = await roomWorld({ http: { ports: { passTtlMs: 4_000 } } });
    const cookie = await world.enter(PORT, { session: world.room, who: world.guest });
    using socket = await socketAt(world, world.host, cookie);
    const events = await eventsAt(world, world.host, cookie);

    expect((await socket.closed).code).toBe(1_006);
    await eventually(() => events.isOver);
    expect((await visit(world, world.host, cookie)).status).toBe(401);
  });

  it('ends when its user is put out of the room', async () => {
    await using world = await roomWorld();
    const cookie = await world.enter(PORT, { session: world.room, who: world.guest });
    using socket = await socketAt(world, world.host, cookie);
    const events = await eventsAt(world, world.host, cookie);
    await world.putOut();

    expect((await socket.closed).code).toBe(1_006);
    await eventually(() => events.isOver);
  });

  it('ends with its workspace, and the same pass finds the program of the next one alone', async () => {
    await using world = await roomWorld();
    const { client } = world.owner;
    const cookie = await world.enter(PORT, { session: world.room });
    using socket = await socketAt(world, world.host, cookie);
    await client.delete(`/sessions/${world.room}/workspace`);

    expect((await socket.closed).code).toBe(1_006);
    const between = await world.ask(world.host, '/', { headers: { ...SCRIPT, Cookie: cookie } });
    expect([between.status, typeOf(between)]).toEqual([409, 'workspace/not-running']);
    await client.post(`/sessions/${world.room}/workspace?waitMs=10000`);
    const gone = await world.ask(world.host, '/', { headers: { ...SCRIPT, Cookie: cookie } });
    expect([gone.status, typeOf(gone)]).toEqual([502, 'port/refused']);
    await world.listen(named('second'), PORT, world.room);
    expect((await visit(world, world.host, cookie)).text).toBe('second');
  });

  it('keeps its workspace alive, and what is over does not', async () => {
    await using world = await roomWorld();
    const { carrel } = world.server;
    const caller = (await carrel.identity.authenticate(world.owner.client.token ?? '', 'test'))._unsafeUnwrap();
    const isHeld = async () => {
      const { leases } = (await carrel.workspaces.explain(caller, world.room as SessionId))._unsafeUnwrap();
      return leases.some(({ reason }) => reason === 'proxy');
    };
    const cookie = await world.enter(PORT, { session: world.room });
    for (const begin of [
      async () => {
        const socket = await socketAt(world, world.host, cookie);
        return () => {
          socket[Symbol.dispose]();
        };
      },
      async () => (await eventsAt(world, world.host, cookie)).leave,
    ]) {
      const leave = await begin();
      await eventually(isHeld);
      leave();
      await eventually(async () => !(await isHeld()));
    }
  });
});

it('a pass of another tenant opens nothing, whose session and port it names', async () => {
  await using world = await hostWorld();
  await world.listen(named('mine'), PORT);
  const stranger = await register(world.server.client);
  const theirs = await makeSession(stranger.client);
  const cookie = await world.enter(PORT, { session: theirs, who: stranger });
  const host = world.hostFor(PORT);

  const page = await visit(world, host, cookie);
  expect([page.status, page.text.includes('mine')]).toEqual([401, false]);
  await expect(socketAt(world, host, cookie)).rejects.toMatchObject({ status: 401 });
  // Nor has it one for that host: there is no link to be had.
  await expect(world.linkTo(PORT, { who: stranger })).rejects.toThrow('session/not-found');
});
