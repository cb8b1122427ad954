import { connect, type Socket } from 'node:net';
import { okAsync } from '@carrel/core/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonReply, noBody, noQuery, publicRoute } from '../src/index.js';
import { callFrom } from './address-client.js';
import { readBlocks } from './event-reader.js';
import { eventually } from './eventually.js';
import type { HttpClient } from './http-client.js';
import { refusal, SocketClient } from './socket-client.js';
import { testServer, type TestServer } from './test-server.js';
import { logIn, makeSession, openTerminal, PASSWORD, register, startedSession } from './world.js';

let server: TestServer;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server[Symbol.asyncDispose]();
});

interface RawClient {
  readonly socket: Socket;
  /** What it was told until its connection ended. */
  readonly ended: Promise<string>;
}

/** A connection that sends only what it is told to. */
function dial(localAddress = '127.0.0.1'): RawClient {
  const socket = connect({ port: server.port, host: '127.0.0.1', localAddress });
  sockets.push(socket);
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  socket.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => {
    socket.once('close', () => {
      resolve(text);
    });
  });
  return { socket, ended };
}

/** Writes `next()` again and again until the connection is over. */
function trickle({ socket }: RawClient, first: string, next: () => string): void {
  socket.write(first);
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(next());
  }, 20);
  socket.once('close', () => {
    clearInterval(timer);
  });
}

const headOf = (method: string, path: string, headers: readonly string[]) =>
  [`${method} ${server.api.options.basePath}${path} HTTP/1.1`, 'Host: x', ...headers].join('\r\n') + '\r\n';

/** Another user does what users do, while the limits of others are passed. */
async function expectUnharmed(client: HttpClient): Promise<void> {
  const session = await makeSession(client);
  expect((await client.get(`/sessions/${session}`)).status).toBe(200);
}

const isServed = async (blocks: AsyncGenerator<string, void, void>) => (await blocks.next()).done !== true;

describe('connections of one address', () => {
  it('are closed past their limit, and no others', async () => {
    server = await testServer({ server: { maxConnectionsPerAddress: 5 } });
    const bob = await register(server.client);
    const idle = Array.from({ length: 5 }, () => dial('127.0.0.2'));
    await eventually(() => server.server.connections >= 5);

    for (let count = 0; count < 20; count += 1) expect(await dial('127.0.0.2').ended).toBe('');
    await expectUnharmed(bob.client);

    idle[0]?.socket.destroy();
    await eventually(async () => {
      const answer = await callFrom('127.0.0.2', server, { path: '/healthz' }).catch(() => null);
      return answer?.status === 200;
    });
  });

  it('count once that offer an upgrade which nobody wants', async () => {
    server = await testServer({ server: { maxConnectionsPerAddress: 1 } });
    const { socket, ended } = dial('127.0.0.2');
    const offer = headOf('GET', '/healthz', ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c']) + '\r\n';
    socket.write(offer);
    const again = headOf('GET', '/healthz', ['Connection: close']) + '\r\n';
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(again);
    expect((await ended).match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });
});

describe('a client that sends slowly', () => {
  it('its headers is cut in their time, however it goes on', async () => {
    server = await testServer({ server: { headersTimeoutMs: 400 } });
    const bob = await register(server.client);
    const slow = Array.from({ length: 30 }, () => dial());
    for (const client of slow) trickle(client, headOf('GET', '/healthz', []), () => 'X-A: b\r\n');
    await expectUnharmed(bob.client);
    for (const { ended } of slow) expect(await ended).toMatch(/^(HTTP\/1\.1 (408|431) |$)/);
    await expectUnharmed(bob.client);
  });

  it('its body is cut in its time, however it goes on', async () => {
    server = await testServer({ server: { headersTimeoutMs: 300, receiveTimeoutMs: 600 } });
    const [ann, bob] = [await register(server.client), await register(server.client)];
    const slow = Array.from({ length: 30 }, () => dial());
    const headers = [
      `Authorization: Bearer ${ann.client.token ?? ''}`,
      'Content-Type: application/json',
      'Content-Length: 100000',
    ];
    for (const client of slow) trickle(client, headOf('POST', '/sessions', headers) + '\r\n', () => ' ');
    await expectUnharmed(bob.client);
    for (const { ended } of slow) expect(await ended).toMatch(/^(HTTP\/1\.1 408 |$)/);
    await eventually(() => server.server.connections < 30);
    await expectUnharmed(bob.client);
  });
});

describe('a client that sends without end', () => {
  it('is answered 413 once it is past the limit, and closed', async () => {
    server = await testServer({ http: { bodyLimits: { json: 10_000 } } });
    const [ann, bob] = [await register(server.client), await register(server.client)];
    const headers = [
      `Authorization: Bearer ${ann.client.token ?? ''}`,
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    ];
    const clients = Array.from({ length: 10 }, () => dial());
    const chunk = `3e8\r\n${' '.repeat(1_000)}\r\n`;
    for (const client of clients)
      trickle(client, headOf('POST', '/sessions', headers) + '\r\n', () => chunk.repeat(20));
    await expectUnharmed(bob.client);
    for (const { ended } of clients) {
      const answer = await ended;
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toContain('Connection: close');
    }
  });
});

describe('a client that does not read', () => {
  const large = publicRoute({
    ...{ method: 'GET', path: '/large', summary: 'x', cost: 0, wait: 'request', params: {}, query: noQuery },
    ...{ body: noBody, responses: { 200: z.string() } },
    handle: () => okAsync(jsonReply(200, 'x'.repeat(20_000_000))),
  });

  it('is cut with what is left of its answer', async () => {
    server = await testServer({ routes: [large], server: { stallTimeoutMs: 300 } });
    const bob = await register(server.client);
    const stuck = Array.from({ length: 5 }, () => dial());
    for (const { socket } of stuck) {
      socket.pause();
      socket.write(headOf('GET', '/large', []) + '\r\n');
    }
    await eventually(() => server.server.connections >= 5);
    await expectUnharmed(bob.client);
    await eventually(() => server.server.connections < 5);
  });

  it('but slowly gets all of it', async () => {
    server = await testServer({ routes: [large], server: { stallTimeoutMs: 2_000 } });
    const response = await server.client.open('GET', '/large');
    let bytes = 0;
    for await (const part of response.body ?? []) {
      bytes += (part as Uint8Array).byteLength;
      if (bytes < 2_000_000) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(bytes).toBe(20_000_002);
  });
});

describe('JSON', () => {
  it('nested deeper than it may be is refused', async () => {
    server = await testServer({ http: { maxJsonDepth: 8 } });
    const { client } = await register(server.client);
    const put = (value: string) =>
      client.call('PUT', '/settings/editor/look', {
        body: `{"value":${value}}`,
        headers: { 'Content-Type': 'application/json' },
      });
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect((await put(nested(7))).status).toBe(200);
    expect((await put(`"${'[{'.repeat(50)}\\"${'['.repeat(50)}"`)).status).toBe(200);
    for (const value of [nested(8), nested(400_000), '{"a":'.repeat(8), `["\\"",${nested(8)}]`]) {
      const answer = await put(value);
      expect([answer.status, answer.json()['issues']]).toEqual([
        400,
        [{ path: '', message: 'nested deeper than 8 levels' }],
      ]);
    }
    await expectUnharmed((await register(server.client)).client);
  });
});

describe('streams of events', () => {
  const open = async (client: HttpClient, session: string) => {
    const leaving = new AbortController();
    const path = `/sessions/${session}/workspace/events`;
    const response = await client.open('GET', path, { signal: leaving.signal });
    return { response, leaving };
  };

  it('are limited for each user', async () => {
    server = await testServer({ http: { eventStreams: { maxPerUser: 2 } } });
    const [ann, bob] = [await register(server.client), await register(server.client)];
    const session = await startedSession(ann.client);
    const first = await open(ann.client, session);
    await open(ann.client, session);
    const { response } = await open(ann.client, session);
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ type: 'request/event-stream-limit', retryable: true });

    const other = await open(bob.client, await startedSession(bob.client));
    expect(await isServed(readBlocks(other.response))).toBe(true);
    await expectUnharmed(ann.client);

    first.leaving.abort();
    await eventually(async () => (await open(ann.client, session)).response.status === 200);
  });

  it('are limited for each tenant', async () => {
    server = await testServer({ http: { eventStreams: { maxPerTenant: 3, maxPerUser: 2 } } });
    const [ann, stranger] = [await register(server.client), await register(server.client)];
    const email = `member-of-${ann.email}`;
    await ann.client.post('/tenant/users', { email, password: PASSWORD });
    const bob = await logIn(server.client, email);
    const [anns, bobs] = [await startedSession(ann.client), await startedSession(bob.client)];
    const statuses = [];
    for (const [client, session] of [
      [ann.client, anns],
      [ann.client, anns],
      [bob.client, bobs],
      [bob.client, bobs],
    ] as const)
      statuses.push((await open(client, session)).response.status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await open(stranger.client, await startedSession(stranger.client))).response.status).toBe(200);
  });

  it('that are refused, not there or asked for with HEAD are not counted', async () => {
    server = await testServer({ http: { eventStreams: { maxPerUser: 1 } } });
    const { client } = await register(server.client);
    const session = await startedSession(client);
    for (let count = 0; count < 5; count += 1) {
      expect((await client.call('HEAD', `/sessions/${session}/workspace/events`)).status).toBe(200);
      expect((await client.get('/sessions/ses_01arz3ndektsv4rrffq69g5fav/workspace/events')).status).toBe(404);
    }
    expect((await open(client, session)).response.status).toBe(200);
  });
});

describe('WebSockets', () => {
  it('are limited for each tenant', async () => {
    server = await testServer({ http: { sockets: { maxPerTenant: 2 } } });
    const [ann, stranger] = [await register(server.client), await register(server.client)];
    const urlOf = async (client: HttpClient) => {
      const terminal = await openTerminal(client, await startedSession(client));
      return `${server.client.base}/ws/terminals/${terminal}`;
    };
    const url = await urlOf(ann.client);
    using first = await SocketClient.open(url, { token: ann.client.token });
    using second = await SocketClient.open(url, { token: ann.client.token });
    using third = await SocketClient.open(url, { token: ann.client.token });
    expect(await third.closed).toEqual({ code: 4429, reason: 'socket/limit' });
    using other = await SocketClient.open(await urlOf(stranger.client), { token: stranger.client.token });
    for (const client of [first, second, other]) await client.until(() => client.messages.length > 0);
  });

  it('are refused to a flood of nobodies, whom nothing is kept of', async () => {
    server = await testServer({ http: { sockets: { maxSockets: 50 } } });
    const { client } = await register(server.client);
    const url = `${server.client.base}/ws/terminals/${await openTerminal(client, await startedSession(client))}`;
    const flood = Array.from({ length: 300 }, async () => (await refusal(SocketClient.open(url))).status);
    await expectUnharmed(client);
    const statuses = new Set(await Promise.all(flood));
    expect([...statuses].every((status) => status === 401 || status === 503)).toBe(true);
    using socket = await SocketClient.open(url, { token: client.token });
    await socket.until(() => socket.messages.length > 0);
  });
});
