import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { okAsync, ResultAsync, unwrap } from '@carrel/core/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import {
  emptyReply,
  eventsReply,
  HttpServer,
  jsonReply,
  noBody,
  noQuery,
  publicRoute,
  streamBody,
} from '../src/index.js';
import type { ServerSentEvent } from '../src/index.js';
import { collectBody } from '../src/http/request-body.js';
import { operationRoutes } from '../src/routes/operation-routes.js';
import { readBlocks } from './event-reader.js';
import { eventually } from './eventually.js';
import { testServer, type TestServer } from './test-server.js';

const facts = { summary: 'x', cost: 1, params: {}, query: noQuery, body: noBody, responses: {} } as const;
const held: (() => void)[] = [];

async function* silent(signal: AbortSignal): AsyncGenerator<ServerSentEvent, void, void> {
  yield { event: 'hello', data: {} };
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

const routes = [
  publicRoute({
    ...facts,
    wait: 'work',
    method: 'GET',
    path: '/held',
    handle: () =>
      ResultAsync.fromSafePromise(new Promise<void>((resolve) => held.push(resolve))).map(() => jsonReply(200, 'done')),
  }),
  publicRoute({
    ...facts,
    wait: 'request',
    method: 'GET',
    path: '/unwritable',
    handle: () => okAsync(jsonReply(200, {}, { 'X-Broken': 'a\nb' })),
  }),
  publicRoute({ ...facts, wait: 'request', method: 'GET', path: '/now', handle: () => okAsync(jsonReply(200, 'now')) }),
  publicRoute({
    ...facts,
    wait: 'stream',
    method: 'GET',
    path: '/events',
    handle: ({ signal }) => okAsync(eventsReply(silent(signal))),
  }),
  publicRoute({
    ...facts,
    wait: 'work',
    method: 'PUT',
    path: '/bytes',
    body: streamBody('file'),
    handle: ({ body }) => collectBody(body).map(() => emptyReply()),
  }),
];

const open: TestServer[] = [];

async function start(server: Parameters<typeof testServer>[0] = {}): Promise<TestServer> {
  const started = await testServer({ alone: true, routes, ...server });
  open.push(started);
  return started;
}

afterEach(async () => {
  for (const release of held.splice(0)) release();
  for (const server of open.splice(0)) await server[Symbol.asyncDispose]();
});

/** Everything the server says to a client that sends `text` and then nothing. */
function raw({ port }: TestServer, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => (answer += part));
    socket.on('close', () => {
      resolve(answer);
    });
    socket.on('error', reject);
    socket.write(text);
  });
}

function bodyOf(answer: string): unknown {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
}

describe('a connection', () => {
  it('that sends no HTTP is told so and closed', async () => {
    const answer = await raw(await start(), 'nonsense\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/X-Request-Id: req_/);
    expect(bodyOf(answer)).toMatchObject({ type: 'request/malformed', status: 400 });
  });

  it('that names no host is told so and closed, unless it speaks HTTP/1.0', async () => {
    const server = await start();
    const { basePath } = server.api.options;
    const answer = await raw(server, `GET ${basePath}/now HTTP/1.1\r\nX-Request-Id: mine\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/X-Request-Id: mine\r\n/);
    expect(answer).toMatch(/Content-Type: application\/problem\+json/);
    expect(bodyOf(answer)).toMatchObject({ type: 'request/malformed', status: 400, requestId: 'mine' });
    expect(await raw(server, `GET ${basePath}/now HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('whose headers are too large is told so', async () => {
    const server = await start({ server: { maxHeaderBytes: 2_000 } });
    const answer = await raw(server, `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(3_000)}\r\n\r\n`);
    expect(bodyOf(answer)).toMatchObject({ type: 'request/headers-too-large', status: 431 });
  });

  it('that sends more headers than it may is told so, for WebSockets too, and others are served', async () => {
    const server = await start({ server: { maxHeaders: 20 } });
    const get = (count: number, more = '') =>
      raw(
        server,
        `GET ${server.api.options.basePath}/none HTTP/1.1\r\nHost: x\r\nConnection: ${more === '' ? 'close' : 'upgrade'}\r\n${more}` +
          `${Array.from({ length: count }, (_, index) => `X-${String(index)}: 1\r\n`).join('')}\r\n`,
      );
    for (const more of ['', 'Upgrade: websocket\r\n']) {
      for (const count of [19, 500]) {
        const refused = await get(count, more);
        expect(refused).toMatch(/^HTTP\/1\.1 431 /);
        expect(bodyOf(refused)).toMatchObject({ type: 'request/headers-too-large', status: 431 });
      }
    }
    expect(await get(18)).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('that sends its headers slowly is told so', async () => {
    const server = await start({ server: { headersTimeoutMs: 200 } });
    const answer = await raw(server, 'GET / HTTP/1.1\r\nHost: x\r\n');
    expect(bodyOf(answer)).toMatchObject({ type: 'request/too-slow', status: 408 });
  });

  it('that sends its body slowly is closed', async () => {
    const server = await start({ server: { receiveTimeoutMs: 300, headersTimeoutMs: 200 } });
    const { basePath } = server.api.options;
    const answer = await raw(server, `PUT ${basePath}/bytes HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('past the most there may be is closed', async () => {
    const server = await start({ server: { maxConnections: 2 } });
    const first = connect(server.port, '127.0.0.1');
    const second = connect(server.port, '127.0.0.1');
    await eventually(() => server.server.connections === 2);
    const third = connect(server.port, '127.0.0.1');
    await new Promise((resolve) => third.on('close', resolve).on('error', () => undefined));
    first.destroy();
    second.destroy();
  });
});

describe('a request', () => {
  it('may name the whole URL', async () => {
    const server = await start();
    const { basePath } = server.api.options;
    const ask = (url: string) => raw(server, `GET ${url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(await ask(`http://x:80${basePath}/now`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ask('http://x?a=b')).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('that comes before the last one is answered is answered after it', async () => {
    const server = await start();
    const { basePath } = server.api.options;
    const one = (path: string, close = '') => `GET ${basePath}${path} HTTP/1.1\r\nHost: x\r\n${close}\r\n`;
    const answers = raw(server, one('/held') + one('/now', 'Connection: close\r\n'));
    await eventually(() => held.length === 1);
    held[0]?.();
    expect((await answers).match(/"(done|now)"/g)).toEqual(['"done"', '"now"']);
  });

  it('whose answer cannot be written ends its connection, and nothing else', async () => {
    const server = await start();
    const { basePath } = server.api.options;
    await expect(raw(server, `GET ${basePath}/unwritable HTTP/1.1\r\nHost: x\r\n\r\n`)).resolves.toBe('');
    expect((await server.client.get('/now')).status).toBe(200);
  });
});

describe('a client that asks before it sends its body', () => {
  const ask = (server: TestServer, length: number) =>
    new Promise<{ readonly continued: boolean; readonly status: number | undefined }>((resolve, reject) => {
      let continued = false;
      const request = httpRequest(`${server.client.base}/bytes`, {
        method: 'PUT',
        headers: { Expect: '100-continue', 'Content-Length': length },
      });
      request.on('continue', () => {
        continued = true;
        request.end(Buffer.alloc(length));
      });
      request.on('response', (response: IncomingMessage) => {
        response.resume();
        resolve({ continued, status: response.statusCode });
        request.destroy();
      });
      request.on('error', reject);
      request.flushHeaders();
    });

  it('is told to go on', async () => {
    expect(await ask(await start(), 1_000)).toEqual({ continued: true, status: 204 });
  });

  it('never sends a body that is too large', async () => {
    const server = await start({ http: { bodyLimits: { file: 500 } } });
    expect(await ask(server, 1_000)).toEqual({ continued: false, status: 413 });
  });
});

describe('listening', () => {
  it('at an address that is in use says so', async () => {
    const server = await start();
    const second = new HttpServer(server.api);
    const result = await second.listen({ host: '127.0.0.1', port: server.port });
    expect(result._unsafeUnwrapErr().type).toBe('server/address-in-use');
    await second.drain();
  });

  it('at an address of another machine says so', async () => {
    const server = await start();
    const second = new HttpServer(server.api);
    const result = await second.listen({ host: '192.0.2.1', port: 0 });
    expect(result._unsafeUnwrapErr().type).toBe('server/address-not-available');
  });

  it('is answered with the port that was chosen', async () => {
    const server = await start();
    const second = new HttpServer(server.api);
    const { port } = await unwrap(second.listen({ host: '127.0.0.1', port: 0 }));
    expect(port).toBeGreaterThan(0);
    await second.drain();
  });
});

describe('draining', () => {
  it('finishes what is under way, and closes its connection', async () => {
    const server = await start({ server: { drainMs: 60_000 } });
    const answer = server.client.get('/held');
    await eventually(() => held.length === 1);
    const drained = server.server.drain();
    held[0]?.();
    expect((await answer).json()).toBe('done');
    expect((await answer).headers.get('connection')).toBe('close');
    await drained;
  });

  it('takes no new connections', async () => {
    const server = await start();
    await server.server.drain();
    await expect(server.client.get('/now')).rejects.toThrow();
  });

  it('refuses new work on connections that are still open', async () => {
    const server = await start();
    const { basePath } = server.api.options;
    const socket = connect(server.port, '127.0.0.1');
    const answers: string[] = [];
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => answers.push(part));
    socket.write(`GET ${basePath}/held HTTP/1.1\r\nHost: x\r\n\r\n`);
    await eventually(() => held.length === 1);
    const drained = server.server.drain();
    const refused = await server.api.handle({
      method: 'GET',
      target: `${basePath}/now`,
      headers: {},
      body: nothing(),
      signal: new AbortController().signal,
    });
    expect(refused.status).toBe(503);
    expect(refused.headers['Retry-After']).toBe('2');
    held[0]?.();
    await drained;
    await eventually(() => answers.join('').includes('Connection: close'));
  });

  it('is told where it is asked whether the server takes work, with when to ask again', async () => {
    const server = await start({ routes: operationRoutes });
    expect((await server.client.get('/ready')).headers.get('retry-after')).toBeNull();
    server.api.drain.begin();
    const answer = await server.client.get('/ready');
    expect([answer.status, answer.json()['status'], answer.headers.get('retry-after')]).toEqual([503, 'ending', '1']);
  });

  it('tells streams to connect again, and ends them and their connections', async () => {
    const server = await start({ server: { drainMs: 60_000 } });
    const response = await server.client.open('GET', '/events');
    const blocks = readBlocks(response);
    expect((await blocks.next()).value).toContain('event: hello');
    const drained = server.server.drain();
    expect((await blocks.next()).value).toBe('retry: 1000\n: the server is ending, connect again');
    expect((await blocks.next()).done).toBe(true);
    await drained;
  });

  it('cuts off what takes longer than it may', async () => {
    const server = await start({ server: { drainMs: 100 } });
    const answer = server.client.get('/held');
    answer.catch(() => undefined);
    await eventually(() => held.length === 1);
    await server.server.drain();
    await expect(answer).rejects.toThrow();
  });

  it('may be asked for twice', async () => {
    const server = await start();
    await Promise.all([server.server.drain(), server.server.drain()]);
  });
});

async function* nothing(): AsyncGenerator<Uint8Array, void, void> {
  // A request without a body.
}
