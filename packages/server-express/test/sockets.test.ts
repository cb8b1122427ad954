import { get, request as httpRequest } from 'node:http';
import { okAsync, ResultAsync } from '@carrel/core/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from './eventually.js';
import { refusal } from './socket-client.js';
import { connected, endAll, flooded, start, ticketOf, tokenOf } from './socket-world.js';
import { register } from './world.js';

afterEach(endAll);

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

  it('and says the id of the request that it accepts', async () => {
    const server = await start();
    const token = tokenOf(await register(server.client));
    const idFor = (headers: Record<string, string>) =>
      new Promise<unknown>((resolve, reject) => {
        const ws = new WebSocket(`${server.client.base.replace('http', 'ws')}/ws/echo/x`, {
          headers: { Authorization: `Bearer ${token}`, ...headers },
        });
        ws.on('error', reject);
        ws.on('upgrade', (answer) => {
          resolve(answer.headers['x-request-id']);
          ws.on('open', () => {
            ws.close();
          });
        });
      });
    expect(await idFor({ 'X-Request-Id': 'mine' })).toBe('mine');
    expect(await idFor({})).toMatch(/^req_/);
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
