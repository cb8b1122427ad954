import { connect } from 'node:net';
import { get, request as httpRequest } from 'node:http';
import { okAsync, ResultAsync } from '@carrel/core/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { socketRoute, textParam, type Socket, type SocketEnd, type SocketOptions } from '../src/index.js';
import { eventually } from './eventually.js';
import { refusal, SocketClient, type OpenSocketOptions } from './socket-client.js';
import { testServer, type TestServer, type TestServerOptions } from './test-server.js';
import { register, type Someone } from './world.js';

const END: SocketEnd = { code: 1000, reason: 'done' };
const facts = { description: '', scope: 'echo:use', params: { name: textParam }, query: z.object({}) };

/** Says back what it is told, and ends at `end`. */
const echo = socketRoute({
  ...facts,
  path: '/ws/echo/:name',
  summary: 'Says it back.',
  serve: ({ params }, socket, _carrel, caller) => {
    socket.send(`${params.name} ${caller.userId}`);
    return ResultAsync.fromSafePromise(answerAll(socket));
  },
});

async function answerAll(socket: Socket): Promise<SocketEnd> {
  for await (const message of socket.messages) {
    if (message.kind === 'text' && message.text === 'end') return END;
    if (message.kind === 'text' && message.text === 'throw') throw new Error('a mistake');
    if (!socket.send(message.kind === 'text' ? message.text : message.data)) await socket.drained();
  }
  return END;
}

/** How much the flood has sent, by name. */
const flooded = new Map<string, number>();
/** Which floods were given up, because nobody read them. */
const stalled = new Set<string>();

/** Sends without an end. */
const flood = socketRoute({
  ...facts,
  path: '/ws/flood/:name',
  summary: 'Sends without an end.',
  serve: ({ params }, socket) => ResultAsync.fromSafePromise(sendAll(socket, params.name)),
});

async function sendAll(socket: Socket, name: string): Promise<SocketEnd> {
  const chunk = Buffer.alloc(16_384, 'y');
  for (let sent = 0; !socket.signal.aborted; sent += chunk.length) {
    flooded.set(name, sent);
    if (!socket.send(chunk) && (await socket.drained()) === 'stalled') {
      stalled.add(name);
      return { code: 1013, reason: `offset=${String(sent)}` };
    }
    await new Promise(setImmediate);
  }
  return END;
}

/** Takes a message only when it is let go. */
const held: (() => void)[] = [];
const slow = socketRoute({
  ...facts,
  path: '/ws/slow/:name',
  summary: 'Takes its time.',
  serve: (_request, socket) => ResultAsync.fromSafePromise(takeSlowly(socket)),
});

async function takeSlowly(socket: Socket): Promise<SocketEnd> {
  for await (const message of socket.messages) {
    await new Promise<void>((resolve) => held.push(resolve));
    socket.send(String(message.kind === 'text' ? message.text.length : message.data.byteLength));
  }
  return END;
}

const open: AsyncDisposable[] = [];
const clients: SocketClient[] = [];

async function start(sockets: SocketOptions = {}, more: TestServerOptions = {}): Promise<TestServer> {
  const server = await testServer({ ...more, sockets: [echo, flood, slow], http: { sockets, ...more.http } });
  open.push(server);
  return server;
}

async function connected(server: TestServer, path: string, options: OpenSocketOptions = {}): Promise<SocketClient> {
  const client = await SocketClient.open(server.client.base + path, options);
  clients.push(client);
  return client;
}

const tokenOf = ({ client }: Someone) => client.token ?? '';

async function ticketOf({ client }: Someone, resource: string): Promise<string> {
  return (await client.post('/auth/tickets', { purpose: 'websocket', resource })).json<{ ticket: string }>().ticket;
}

afterEach(async () => {
  for (const client of clients.splice(0)) client[Symbol.dispose]();
  for (const release of held.splice(0)) release();
  for (const server of open.splice(0)) await server[Symbol.asyncDispose]();
});

describe('a socket knows who opens it', () => {
  it('by the token of a header', async () => {
    const server = await start();
    const someone = await register(server.client);
    const client = await connected(server, '/ws/echo/x', { token: tokenOf(someone) });
    await client.until(() => client.text === `x ${someone.userId}`);
  });

  it('by a token among the subprotocols, which is not said back', async () => {
    const server = await start();
    const someone = await register(server.client);
    const protocols = [`carrel.bearer.${tokenOf(someone)}`, 'carrel.v5'];
    const client = await connected(server, '/ws/echo/x', { protocols });
    expect(client.ws.protocol).toBe('carrel.v5');
    await client.until(() => client.text === `x ${someone.userId}`);
  });

  it.each(['/api/v5/ws/echo/x', '/ws/echo/x'])('by a ticket for %s, once', async (resource) => {
    const server = await start();
    const someone = await register(server.client);
    const ticket = await ticketOf(someone, resource);
    const client = await connected(server, `/ws/echo/x?token=${ticket}`);
    await client.until(() => client.text === `x ${someone.userId}`);
    const second = await refusal(connected(server, `/ws/echo/x?token=${ticket}`));
    expect([second.status, JSON.parse(second.body)]).toMatchObject([401, { type: 'auth/ticket-invalid', status: 401 }]);
  });

  it('and lets in one of many with one ticket', async () => {
    const server = await start();
    const ticket = await ticketOf(await register(server.client), '/ws/echo/x');
    const tries = Array.from({ length: 8 }, () => connected(server, `/ws/echo/x?token=${ticket}`).catch(() => null));
    expect((await Promise.all(tries)).filter((client) => client !== null)).toHaveLength(1);
  });
});

describe('an upgrade is refused by HTTP', () => {
  it.each([
    ['without a token', '/ws/echo/x', {}, 'auth/token-missing'],
    ['with a token that is none', '/ws/echo/x', { token: 'nonsense' }, 'auth/token-invalid'],
    ['with such a subprotocol', '/ws/echo/x', { protocols: ['carrel.bearer.a.b.c'] }, 'auth/token-invalid'],
    ['with an empty subprotocol', '/ws/echo/x', { protocols: ['carrel.bearer.'] }, 'auth/token-invalid'],
    ['with a ticket that is none', '/ws/echo/x?token=ctk_1', {}, 'auth/ticket-invalid'],
    ['with an empty ticket', '/ws/echo/x?token=', {}, 'auth/ticket-invalid'],
  ] as const)('%s', async (_name, path, options, type) => {
    const refused = await refusal(connected(await start(), path, options));
    expect([refused.status, (JSON.parse(refused.body) as { type: string }).type]).toEqual([401, type]);
  });

  it('with an access token in the query', async () => {
    const server = await start();
    const someone = await register(server.client);
    const refused = await refusal(connected(server, `/ws/echo/x?token=${tokenOf(someone)}`));
    expect(refused.status).toBe(401);
  });

  it('with a ticket for another path, which is spent by it', async () => {
    const server = await start();
    const ticket = await ticketOf(await register(server.client), '/ws/echo/x');
    expect((await refusal(connected(server, `/ws/echo/y?token=${ticket}`))).status).toBe(401);
    expect((await refusal(connected(server, `/ws/echo/x?token=${ticket}`))).status).toBe(401);
  });

  it('where nothing is served, before anybody is asked who they are', async () => {
    const server = await start();
    const token = tokenOf(await register(server.client));
    for (const path of ['/ws/nothing', '/ws/echo/x/y', '/users/me']) {
      expect((await refusal(connected(server, path, { token }))).status).toBe(404);
    }
  });

  it('when the handshake is none of WebSocket', async () => {
    const server = await start();
    const token = tokenOf(await register(server.client));
    const headers = { Authorization: `Bearer ${token}`, Connection: 'Upgrade', Upgrade: 'websocket' };
    const status = await new Promise((resolve, reject) => {
      get(`${server.client.base}/ws/echo/x`, { headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(400);
  });

  it('when it takes too long to know who asks', async () => {
    const server = await start({ handshakeTimeoutMs: 50 });
    const answers = new AbortController();
    const { identity } = server.carrel;
    const token = tokenOf(await register(server.client));
    const { authenticate } = identity;
    // The store answers only when all is over.
    identity.authenticate = (...args) =>
      okAsync(null)
        .andThen(() =>
          ResultAsync.fromSafePromise(new Promise((resolve) => answers.signal.addEventListener('abort', resolve))),
        )
        .andThen(() => authenticate.apply(identity, args));
    const refused = await refusal(connected(server, '/ws/echo/x', { token }));
    identity.authenticate = authenticate;
    answers.abort();
    expect(refused.status).toBe(504);
  });
});

describe('a page of another origin', () => {
  const ask = async (allowedOrigins: readonly string[], origin: string) => {
    const server = await start({}, { http: { allowedOrigins } });
    const token = tokenOf(await register(server.client));
    const opening = connected(server, '/ws/echo/x', { token, headers: { Origin: origin } });
    return opening.then(
      () => 101,
      (cause: unknown) => (cause as { status: number }).status,
    );
  };

  it.each([
    [[], 'https://app.example', 403],
    [['https://app.example'], 'https://app.example', 101],
    [['https://app.example'], 'https://app.example.org', 403],
    [['https://app.example'], 'null', 403],
    [['*'], 'https://any.example', 101],
  ])('with %j allowed, %s is answered %i', async (allowed, origin, status) => {
    expect(await ask(allowed, origin)).toBe(status);
  });

  it('is none that has the origin of the server', async () => {
    const server = await start();
    const token = tokenOf(await register(server.client));
    await connected(server, '/ws/echo/x', { token, headers: { Origin: server.origin } });
  });
});

describe('a socket closes', () => {
  it('as its handler says, behind what was sent', async () => {
    const server = await start();
    const client = await connected(server, '/ws/echo/x', { token: tokenOf(await register(server.client)) });
    client.ws.send('last');
    client.ws.send('end');
    expect(await client.closed).toEqual({ code: 1000, reason: 'done' });
    expect(client.text).toContain('last');
  });

  it('with 1011 when its handler throws, and the server goes on', async () => {
    const server = await start();
    const token = tokenOf(await register(server.client));
    const client = await connected(server, '/ws/echo/x', { token });
    client.ws.send('throw');
    expect(await client.closed).toEqual({ code: 1011, reason: 'service/failed' });
    await connected(server, '/ws/echo/x', { token });
  });

  it('with 4403 for a token without the scope', async () => {
    const server = await start();
    const { client: owner } = await register(server.client);
    const made = await owner.post('/tenant/agents', { name: 'reader', scopes: ['sessions:read'] });
    const { key } = made.json<{ key: string }>();
    const client = await connected(server, '/ws/echo/x', { token: key });
    expect(await client.closed).toEqual({ code: 4403, reason: 'auth/forbidden' });
    expect(client.messages).toEqual([]);
  });

  it.each(['token', 'ticket'])('with 4401 when the token runs out, opened by a %s', async (by) => {
    const server = await start({}, { identity: { accessTokenTtlMs: 4_000 } });
    const someone = await register(server.client);
    const options = by === 'token' ? { token: tokenOf(someone) } : {};
    const query = by === 'token' ? '' : `?token=${await ticketOf(someone, '/ws/echo/x')}`;
    const client = await connected(server, `/ws/echo/x${query}`, options);
    expect(await client.closed).toEqual({ code: 4401, reason: 'auth/token-expired' });
  });

  it.each(['token', 'ticket'])('with 4401 when the login ends, opened by a %s', async (by) => {
    const server = await start({ recheckMs: 100 });
    const someone = await register(server.client);
    const options = by === 'token' ? { token: tokenOf(someone) } : {};
    const query = by === 'token' ? '' : `?token=${await ticketOf(someone, '/ws/echo/x')}`;
    const client = await connected(server, `/ws/echo/x${query}`, options);
    await server.client.post('/auth/logout', { refreshToken: someone.refreshToken });
    expect(await client.closed).toEqual({ code: 4401, reason: 'auth/token-revoked' });
  });

  it('with 1012 when the server ends, and the server ends with it', async () => {
    const server = await start();
    const client = await connected(server, '/ws/echo/x', { token: tokenOf(await register(server.client)) });
    const drained = server.server.drain();
    expect((await client.closed).code).toBe(1012);
    await drained;
  });

  it('by force when the server ends and the client does not answer', async () => {
    const server = await start({}, { server: { drainMs: 200 } });
    const client = await connected(server, '/ws/flood/ends', { token: tokenOf(await register(server.client)) });
    client.ws.pause();
    await eventually(() => (flooded.get('ends') ?? 0) > 1_000_000);
    await server.server.drain();
    client.ws.resume();
    await client.closed;
  });
});

describe('a limit of sockets', () => {
  it('holds for each user', async () => {
    const server = await start({ maxPerUser: 2 });
    const token = tokenOf(await register(server.client));
    const first = await connected(server, '/ws/echo/x', { token });
    await connected(server, '/ws/echo/x', { token });
    const third = await connected(server, '/ws/echo/x', { token });
    expect(await third.closed).toEqual({ code: 4429, reason: 'socket/limit' });
    await connected(server, '/ws/echo/x', { token: tokenOf(await register(server.client)) });
    first.ws.close();
    await first.closed;
    await eventually(async () => {
      const next = await connected(server, '/ws/echo/x', { token });
      return next
        .until(() => next.messages.length > 0)
        .then(
          () => true,
          () => false,
        );
    });
  });

  it('holds for all together, before anybody is asked who they are', async () => {
    const server = await start({ maxSockets: 1 });
    const token = tokenOf(await register(server.client));
    await connected(server, '/ws/echo/x', { token });
    expect((await refusal(connected(server, '/ws/echo/x'))).status).toBe(503);
  });

  it('holds for the size of a message', async () => {
    const server = await start({ maxMessageBytes: 1_000 });
    const token = tokenOf(await register(server.client));
    const client = await connected(server, '/ws/echo/x', { token });
    client.ws.send(Buffer.alloc(1_000));
    await client.until(() => client.messages.length === 2);
    client.ws.send(Buffer.alloc(1_001));
    expect((await client.closed).code).toBe(1009);
  });

  it('holds for the rate of messages, which wait', async () => {
    const server = await start({ maxMessagesPerSecond: 50 });
    const client = await connected(server, '/ws/echo/x', { token: tokenOf(await register(server.client)) });
    const began = Date.now();
    for (let sent = 0; sent < 150; sent += 1) client.ws.send(String(sent));
    await client.until(() => client.messages.length === 151);
    expect(Date.now() - began).toBeGreaterThan(1_500);
  });

  it('has a message of 1 MiB pass by default', async () => {
    const server = await start();
    const client = await connected(server, '/ws/echo/x', { token: tokenOf(await register(server.client)) });
    const sent = Buffer.alloc(1_048_576, 'p');
    client.ws.send(sent);
    await client.until(() => client.messages[1]?.data.equals(sent));
  });
});

describe('a client that does not read', () => {
  it('holds up its source, keeps little in memory, and is closed with where it was', async () => {
    const server = await start({ stallTimeoutMs: 700, maxBufferedBytes: 65_536 });
    const token = tokenOf(await register(server.client));
    const client = await connected(server, '/ws/flood/stall', { token });
    const other = await connected(server, '/ws/echo/x', { token });
    client.ws.pause();
    other.ws.send('unharmed');
    await other.until(() => other.text.includes('unharmed'));
    // It reads again only once the server has given it up, and has sent no more until then than lies between the two.
    await eventually(() => stalled.has('stall'));
    const sent = flooded.get('stall') ?? 0;
    expect(sent).toBeLessThan(32 * 1_048_576);
    client.ws.resume();
    expect(await client.closed).toEqual({ code: 1013, reason: `offset=${String(sent)}` });
  });

  it('is read no more than it is served', async () => {
    const server = await start();
    const client = await connected(server, '/ws/slow/x', { token: tokenOf(await register(server.client)) });
    for (let sent = 0; sent < 64; sent += 1) client.ws.send(Buffer.alloc(1_000_000));
    await eventually(() => held.length === 1);
    // The networks' buffers are filled when nothing more leaves.
    let [left, stillFor] = [-1, 0];
    await eventually(() => {
      stillFor = client.ws.bufferedAmount === left ? stillFor + 1 : 0;
      left = client.ws.bufferedAmount;
      return stillFor > 30;
    });
    expect(left).toBeGreaterThan(30_000_000);
    const letAllGo = setInterval(() => {
      for (const release of held.splice(0)) release();
    }, 1);
    await client.until(() => client.messages.length === 64);
    clearInterval(letAllGo);
  });

  it('is cut when it is gone without a word', async () => {
    const server = await start({ heartbeatMs: 1_000 });
    const token = tokenOf(await register(server.client));
    const alive = await connected(server, '/ws/echo/x', { token });
    const dead = await connected(server, '/ws/echo/x', { token, client: { autoPong: false } });
    expect((await dead.closed).code).toBe(1006);
    alive.ws.send('still');
    await alive.until(() => alive.text.includes('still'));
  });
});

describe('a connection that offers another upgrade', () => {
  it('is answered as if it had not', async () => {
    const server = await start();
    const token = tokenOf(await register(server.client));
    const body = JSON.stringify({ displayName: 'Upgraded' });
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const offer = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk' };
    const answer = await new Promise<string>((resolve, reject) => {
      const request = httpRequest(`${server.client.base}/users/me`, {
        method: 'PUT',
        headers: { ...headers, ...offer, 'Content-Length': body.length },
      });
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => {
          resolve(`${String(response.statusCode)} ${text}`);
        });
      });
      request.on('error', reject);
      request.end(body);
    });
    expect(answer).toMatch(/^200 .*Upgraded/);
  });
});

describe('hostile frames', () => {
  it('end their own connection, and nothing else', async () => {
    const server = await start({ closeTimeoutMs: 200 });
    const token = tokenOf(await register(server.client));
    const other = await connected(server, '/ws/echo/x', { token });
    let state = 7;
    const random = (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    for (let round = 0; round < 40; round += 1) {
      const frames = Buffer.from(Array.from({ length: 1 + random(200) }, () => random(256)));
      await rawClient(server, token, frames);
    }
    other.ws.send('unharmed');
    await other.until(() => other.text.includes('unharmed'));
    await eventually(() => server.server.connections <= 2);
  });
});

/** Upgrades by hand and sends the bytes; resolves when the server closed the connection, or some time later. */
function rawClient(server: TestServer, token: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1');
    const head = `GET /api/v5/ws/echo/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head), bytes]));
    socket.on('error', () => undefined);
    socket.once('data', () => setTimeout(() => socket.destroy(), 30));
    socket.on('close', () => {
      resolve();
    });
  });
}
