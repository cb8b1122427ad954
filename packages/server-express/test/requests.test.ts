import { request as httpRequest } from 'node:http';
import { okAsync, ResultAsync } from '@carrel/core/kernel';
import { silentLogger, type LogFields } from '@carrel/core/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emptyReply, jsonBody, jsonReply, noBody, noQuery, publicRoute, streamBody, textParam } from '../src/index.js';
import { collectBody } from '../src/http/request-body.js';
import { count } from '../src/http/request-query.js';
import { eventually } from './eventually.js';
import { testServer, type TestServer } from './test-server.js';

const facts = {
  summary: 'x',
  cost: 1,
  wait: 'request',
  params: {},
  query: noQuery,
  body: noBody,
  responses: {},
} as const;
const logged: LogFields[] = [];
const aborted: string[] = [];
const never = (name: string, signal: AbortSignal) =>
  ResultAsync.fromSafePromise(
    new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        aborted.push(name);
        resolve();
      });
    }),
  );

const routes = [
  publicRoute({ ...facts, method: 'GET', path: '/json', handle: () => okAsync(jsonReply(200, { fine: true })) }),
  publicRoute({
    ...facts,
    method: 'POST',
    path: '/json',
    body: jsonBody(z.strictObject({ name: z.string(), parts: z.array(z.int()).exactOptional() })),
    handle: ({ body }) => okAsync(jsonReply(200, body)),
  }),
  publicRoute({
    ...facts,
    method: 'POST',
    path: '/optional',
    body: jsonBody(z.strictObject({ name: z.string().exactOptional() }), { optional: true }),
    handle: ({ body }) => okAsync(jsonReply(200, body)),
  }),
  publicRoute({
    ...facts,
    method: 'PUT',
    path: '/bytes',
    body: streamBody('file'),
    handle: ({ body }) => collectBody(body).map((bytes) => jsonReply(200, { length: bytes.length })),
  }),
  publicRoute({
    ...facts,
    method: 'PUT',
    path: '/unread',
    body: streamBody('archive'),
    handle: () => okAsync(emptyReply()),
  }),
  publicRoute({
    ...facts,
    method: 'GET',
    path: '/query/:name',
    params: { name: textParam },
    query: z.object({ from: count.exactOptional() }),
    handle: ({ params, query }) => okAsync(jsonReply(200, { ...params, ...query })),
  }),
  publicRoute({
    ...facts,
    method: 'GET',
    path: '/throws',
    handle: () => {
      throw new Error('secret /etc/passwd');
    },
  }),
  publicRoute({
    ...facts,
    method: 'GET',
    path: '/rejects',
    handle: () => new ResultAsync(Promise.reject(new Error('secret'))),
  }),
  publicRoute({
    ...facts,
    method: 'GET',
    path: '/never/:name',
    params: { name: textParam },
    handle: ({ params, signal }) => never(params.name, signal).map(() => emptyReply()),
  }),
  publicRoute({
    ...facts,
    wait: 'work',
    method: 'GET',
    path: '/work/:name',
    params: { name: textParam },
    handle: ({ params, signal }) => never(params.name, signal).map(() => emptyReply()),
  }),
];

let server: TestServer;

beforeAll(async () => {
  server = await testServer({
    alone: true,
    routes,
    http: {
      bodyLimits: { json: 1_000, file: 100_000 },
      requestTimeoutMs: 150,
      maxTargetBytes: 500,
      allowedOrigins: ['https://app.example'],
    },
    logger: { ...silentLogger, error: (fields) => logged.push(fields) },
  });
});

afterAll(() => server[Symbol.asyncDispose]());

describe('a JSON body', () => {
  it('is given to the route', async () => {
    const answer = await server.client.post('/json', { name: 'a', parts: [1, 2] });
    expect(answer.json()).toEqual({ name: 'a', parts: [1, 2] });
    expect(answer.headers.get('content-type')).toBe('application/json');
  });

  it.each([
    ['a wrong type', { name: 1 }, 'name'],
    ['an unknown key', { name: 'a', other: 1 }, ''],
    ['a wrong part', { name: 'a', parts: [1, 'x'] }, 'parts.1'],
    ['another shape', [], ''],
    ['null', null, ''],
  ])('with %s is refused with its place', async (_what, json, path) => {
    const answer = await server.client.post('/json', json);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.json()).toMatchObject({ type: 'request/invalid', status: 400, issues: [{ path }] });
  });

  it.each([
    ['not JSON', '{"name":'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('that is %s is malformed', async (_what, body) => {
    const answer = await server.client.call('POST', '/json', { body, headers: { 'Content-Type': 'application/json' } });
    expect([answer.status, answer.json()['type']]).toEqual([400, 'request/malformed']);
  });

  it.each(['text/plain', 'application/jsonp', ''])('of the type %j is refused', async (type) => {
    const answer = await server.client.call('POST', '/json', {
      body: Buffer.from('{"name":"a"}'),
      headers: { 'Content-Type': type },
    });
    expect([answer.status, answer.json()['type']]).toEqual([415, 'request/unsupported-media-type']);
  });

  it.each(['application/json; charset=utf-8', 'application/merge-patch+json', 'Application/JSON'])(
    'of the type %s is taken',
    async (type) => {
      const answer = await server.client.call('POST', '/json', {
        body: '{"name":"a"}',
        headers: { 'Content-Type': type },
      });
      expect(answer.status).toBe(200);
    },
  );

  it('that is compressed is refused', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    const answer = await server.client.call('POST', '/json', { body: '{"name":"a"}', headers });
    expect(answer.status).toBe(415);
  });

  it('may be missing only where the route says so', async () => {
    expect((await server.client.post('/json')).json()).toMatchObject({ type: 'request/invalid' });
    expect((await server.client.post('/optional')).json()).toEqual({});
  });

  it('over its limit is refused, whether or not it says its length', async () => {
    const text = JSON.stringify({ name: 'a'.repeat(2_000) });
    const headers = { 'Content-Type': 'application/json' };
    const declared = await server.client.call('POST', '/json', { body: text, headers });
    const chunked = await server.client.call('POST', '/json', { body: new Blob([text]).stream(), headers });
    expect([declared.status, chunked.status]).toEqual([413, 413]);
    expect(declared.json()).toMatchObject({ type: 'request/too-large', retryable: false });
  });

  it('of exactly the limit is taken', async () => {
    const body = JSON.stringify({ name: 'a'.repeat(1_000 - 11) });
    expect(body.length).toBe(1_000);
    const answer = await server.client.call('POST', '/json', { body, headers: { 'Content-Type': 'application/json' } });
    expect(answer.status).toBe(200);
  });
});

describe('a body of bytes', () => {
  it('is read as it comes', async () => {
    const answer = await server.client.call('PUT', '/bytes', { body: Buffer.alloc(100_000) });
    expect(answer.json()).toEqual({ length: 100_000 });
  });

  it('over its limit is refused while it comes', async () => {
    const answer = await server.client.call('PUT', '/bytes', { body: new Blob([Buffer.alloc(5_000_000)]).stream() });
    expect([answer.status, answer.json()['type']]).toEqual([413, 'request/too-large']);
  });

  it('that is far over its limit is refused by its length, and the client reads why', async () => {
    const answer = await server.client.call('PUT', '/bytes', { body: Buffer.alloc(20_000_000) });
    expect([answer.status, answer.json()['type']]).toEqual([413, 'request/too-large']);
  });

  it('that the route does not read does not hold up the answer', async () => {
    const answer = await server.client.call('PUT', '/unread', { body: Buffer.alloc(3_000_000) });
    expect(answer.status).toBe(204);
  });

  it('that the client breaks off leaves the server well', async () => {
    await new Promise<void>((resolve) => {
      const broken = httpRequest(`${server.client.base}/bytes`, {
        method: 'PUT',
        headers: { 'Content-Length': 50_000 },
      });
      broken.on('error', () => {
        resolve();
      });
      broken.write(Buffer.alloc(10), () => broken.destroy());
    });
    expect((await server.client.get('/json')).status).toBe(200);
  });
});

describe('a path', () => {
  it.each(['/nothing', '/json/more', '/query', '/query/%zz', '/JSON'])(
    '%s that is not served answers 404',
    async (path) => {
      const answer = await server.client.get(path);
      expect([answer.status, answer.json()['type']]).toEqual([404, 'request/no-route']);
    },
  );

  it('outside the base path answers 404', async () => {
    const answer = await server.client.as(undefined).call('GET', '/../../elsewhere');
    expect([answer.status, answer.json()['type']]).toEqual([404, 'request/no-route']);
  });

  it('that takes other methods says which', async () => {
    const answer = await server.client.delete('/json');
    expect(answer.status).toBe(405);
    expect(answer.json()['type']).toBe('request/method-not-allowed');
    expect(answer.headers.get('allow')).toBe('GET, POST, HEAD, OPTIONS');
  });

  it('answers OPTIONS with its methods', async () => {
    const answer = await server.client.call('OPTIONS', '/json');
    expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, POST, HEAD, OPTIONS']);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('answers HEAD like GET, without the body', async () => {
    const get = await server.client.get('/json');
    const head = await server.client.call('HEAD', '/json');
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
  });

  it('that is too long is refused', async () => {
    const answer = await server.client.get(`/json?${'a'.repeat(600)}`);
    expect([answer.status, answer.json()['type']]).toEqual([414, 'request/target-too-long']);
  });

  it('gives its parameters decoded, and its query by the schema', async () => {
    expect((await server.client.get('/query/a%2Fb?from=7&other=1')).json()).toEqual({ name: 'a/b', from: 7 });
    expect((await server.client.get('/query/a')).json()).toEqual({ name: 'a' });
    expect((await server.client.get('/query/a?')).json()).toEqual({ name: 'a' });
  });

  it.each(['-1', '1.5', 'x', '', '1&from=2', '9'.repeat(16)])('refuses from=%s', async (text) => {
    const answer = await server.client.get(`/query/a?from=${text}`);
    expect([answer.status, answer.json()['issues']]).toEqual([
      400,
      [{ path: 'from', message: expect.any(String) as string }],
    ]);
  });
});

describe('a request id', () => {
  it('is made where none is given, and told in the problem too', async () => {
    const answer = await server.client.get('/nothing');
    expect(answer.headers.get('x-request-id')).toMatch(/^req_[0-9a-z]{26}$/);
    expect(answer.json()['requestId']).toBe(answer.headers.get('x-request-id'));
  });

  it('is taken from the client', async () => {
    const answer = await server.client.get('/json', { 'X-Request-Id': 'my-Id_1.2' });
    expect(answer.headers.get('x-request-id')).toBe('my-Id_1.2');
  });

  it.each(['a b', 'a\tb', 'x'.repeat(65), '<script>'])('%j is not taken', async (id) => {
    const answer = await server.client.get('/json', { 'X-Request-Id': id });
    expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
  });
});

describe('a route that fails', () => {
  it.each(['/throws', '/rejects'])('by an exception at %s tells nothing of it, and logs it', async (path) => {
    logged.length = 0;
    const answer = await server.client.get(path);
    expect(answer.status).toBe(500);
    expect(answer.json()).toMatchObject({ type: 'service/failed', retryable: false });
    expect(answer.text).not.toMatch(/secret|passwd|\.ts|at /);
    expect(logged).toEqual([expect.objectContaining({ requestId: answer.headers.get('x-request-id') })]);
    expect(logged[0]?.['cause']).toBeInstanceOf(Error);
  });

  it('to answer in its time is given up', async () => {
    const answer = await server.client.get('/never/late');
    expect([answer.status, answer.json()['type']]).toEqual([504, 'request/timed-out']);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(aborted).toContain('late');
  });

  it('to answer before the client goes is given up', async () => {
    const leaving = new AbortController();
    const answer = server.client.call('GET', '/work/gone', { signal: leaving.signal });
    setTimeout(() => {
      leaving.abort();
    }, 50);
    await expect(answer).rejects.toThrow();
    await eventually(() => aborted.includes('gone'));
  });
});

describe('a page of another origin', () => {
  it('may read answers when its origin is allowed', async () => {
    const answer = await server.client.get('/json', { Origin: 'https://app.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(answer.headers.get('vary')).toBe('Origin');
    expect(answer.headers.get('access-control-expose-headers')).toContain('ETag');
  });

  it('may ask before it calls', async () => {
    const answer = await server.client.call('OPTIONS', '/json', { headers: { Origin: 'https://app.example' } });
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
    expect(answer.headers.get('access-control-allow-headers')).toContain('Authorization');
  });

  it('may not when it is not', async () => {
    const answer = await server.client.get('/json', { Origin: 'https://evil.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
