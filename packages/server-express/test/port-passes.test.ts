import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { eventually } from './eventually.js';
import { hostWorld, SCRIPT, typeOf } from './host-world.js';
import { site } from './port-world.js';
import { SocketClient } from './socket-client.js';
import type { TestServerOptions } from './test-server.js';
import { logIn, PASSWORD, startedSession } from './world.js';

const PORT = 4_500;
const page = site(
  (_request, response) => response.end('page'),
  (server) => {
    new WebSocketServer({ server }).on('connection', (ws) => ws.on('error', () => undefined));
  },
);

async function passWorld(options: TestServerOptions = {}) {
  const world = await hostWorld(options);
  await world.listen(page, PORT);
  const cookie = await world.enter(PORT);
  const host = world.hostFor(PORT);
  const ask = () => world.ask(host, '/', { headers: { ...SCRIPT, Cookie: cookie } });
  return { ...world, host, cookie, get: ask };
}

describe('a pass in a cookie', () => {
  it('is good until its time', async () => {
    await using world = await passWorld({ http: { ports: { passTtlMs: 2_000 } } });
    expect((await world.get()).status).toBe(200);
    await eventually(async () => (await world.get()).status === 401);
    expect(typeOf(await world.get())).toBe('auth/token-expired');
  });

  it('ends with its login at once, and what it opened with it', async () => {
    await using world = await passWorld({ http: { sockets: { recheckMs: 60_000 } } });
    const headers = { Host: world.host, Cookie: world.cookie, Origin: `http://${world.host}` };
    using socket = await SocketClient.open(world.server.origin, { headers });
    await world.owner.client.post('/auth/logout', { refreshToken: world.owner.refreshToken });

    const answer = await world.get();
    expect([answer.status, typeOf(answer)]).toEqual([401, 'auth/token-revoked']);
    expect((await socket.closed).code).toBe(1_006);
  });

  it('outlives the token that it was asked for with', async () => {
    await using world = await passWorld({ identity: { accessTokenTtlMs: 1_000 } });
    const { client } = world.owner;
    await eventually(async () => (await client.get('/users/me')).status === 401);
    expect((await world.get()).status).toBe(200);
  });

  it('opens no session that its owner may not use', async () => {
    await using world = await hostWorld();
    const { client } = world.owner;
    const room = await startedSession(client, { kind: 'room' });
    await world.listen(page, PORT, room);
    const email = `member-of-${world.owner.email}`;
    await client.post('/tenant/users', { email, password: PASSWORD });
    const member = await logIn(world.server.client, email);
    const as = (role: string) => client.put(`/sessions/${room}/members/${member.userId}`, { role });
    await as('participant');
    const Cookie = await world.enter(PORT, { session: room, who: member });
    const get = () => world.ask(world.hostFor(PORT, room), '/', { headers: { ...SCRIPT, Cookie } });
    expect((await get()).status).toBe(200);

    await as('viewer');
    const viewed = await get();
    expect([viewed.status, typeOf(viewed)]).toEqual([403, 'session/forbidden']);
    await client.delete(`/sessions/${room}/members/${member.userId}`);
    const put = await get();
    expect([put.status, typeOf(put)]).toEqual([404, 'session/not-found']);
  });

  it('ends when its user is removed', async () => {
    await using world = await hostWorld({ identity: { tokenCacheMs: 1 } });
    const { client } = world.owner;
    const room = await startedSession(client, { kind: 'room' });
    await world.listen(page, PORT, room);
    const email = `removed-of-${world.owner.email}`;
    await client.post('/tenant/users', { email, password: PASSWORD });
    const member = await logIn(world.server.client, email);
    await client.put(`/sessions/${room}/members/${member.userId}`, { role: 'participant' });
    const Cookie = await world.enter(PORT, { session: room, who: member });
    await client.delete(`/tenant/users/${member.userId}`);
    const answer = await world.ask(world.hostFor(PORT, room), '/', { headers: { ...SCRIPT, Cookie } });
    expect([answer.status, typeOf(answer)]).toEqual([401, 'auth/token-revoked']);
  });
});

it('requests for ports have a budget of their own', async () => {
  await using world = await passWorld({ http: { rateLimit: { pointsPerUser: 1_000, portRequestsPerUser: 5 } } });
  const statuses = [];
  for (let count = 0; count < 8; count += 1) statuses.push((await world.get()).status);

  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
  expect((await world.owner.client.get('/users/me')).status).toBe(200);
});
