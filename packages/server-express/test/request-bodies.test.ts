import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpClient } from './http-client.js';
import { testServer } from './test-server.js';
import { makeSession, register } from './world.js';

const server = await testServer();
let client: HttpClient;
let session: string;

beforeAll(async () => {
  ({ client } = await register(server.client));
  session = await makeSession(client);
});

afterAll(() => server[Symbol.asyncDispose]());

const JSON_TYPE = { 'Content-Type': 'application/json' };
const chunked = (text: string) => new Blob([text]).stream();

describe('a route without a body', () => {
  const noBodyRoutes = server.api.routes.filter(({ body, method }) => body.kind === 'none' && method !== 'GET');

  it.each(noBodyRoutes.map(({ method, path }) => [method, path] as const))(
    'refuses what %s %s does not know, before it does anything',
    async (method, path) => {
      const filled = path
        .replace('/sessions/:id', `/sessions/${session}`)
        .replace('/streams/:id', '/streams/str_01arz3ndektsv4rrffq69g5fav')
        .replace('/conversations/:id', '/conversations/cnv_01arz3ndektsv4rrffq69g5fav')
        .replace('/tasks/:id', '/tasks/tsk_01arz3ndektsv4rrffq69g5fav')
        .replace(':mid', 'msg_01arz3ndektsv4rrffq69g5fav')
        .replace('/streams/:id', '/streams/str_01arz3ndektsv4rrffq69g5fav')
        .replace(':tid', 'trm_01arz3ndektsv4rrffq69g5fav')
        .replace(':cid', 'cmd_01arz3ndektsv4rrffq69g5fav')
        .replace(':version', 'dvr_01arz3ndektsv4rrffq69g5fav')
        .replace(':planId', 'pln_01arz3ndektsv4rrffq69g5fav')
        .replace(':userId', 'usr_01arz3ndektsv4rrffq69g5fav')
        .replace(/\/files$/, '/files?path=x')
        .replaceAll(/:\w+/g, 'x');
      const answer = await client.call(method, filled, { json: { x: 1 } });
      expect([answer.status, answer.json()['type'], answer.json()['issues']]).toEqual([
        400,
        'request/invalid',
        [{ path: '', message: expect.stringContaining('x') as string }],
      ]);
    },
  );

  const start = (options: Parameters<HttpClient['call']>[2]) =>
    client.call('POST', `/sessions/${session}/workspace?waitMs=5000`, options);

  it.each([
    ['none', {}],
    ['an empty one', { body: '' }],
    ['an empty one of a type', { body: '', headers: JSON_TYPE }],
    ['an empty one in chunks', { body: chunked('') }],
    ['an empty one in chunks of a type', { body: chunked(''), headers: JSON_TYPE }],
    ['an empty object', { json: {} }],
    ['an empty object in chunks', { body: chunked(' { } '), headers: JSON_TYPE }],
  ])('takes %s', async (_name, options) => {
    expect((await start(options)).status).toBe(200);
  });

  it.each([
    [400, { json: null }],
    [400, { json: [] }],
    [400, { body: '{', headers: JSON_TYPE }],
    [400, { body: chunked('{"x":1}'), headers: JSON_TYPE }],
    [413, { body: `{"x":"${'y'.repeat(1024 * 1024)}"}`, headers: JSON_TYPE }],
    [415, { body: 'x=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }],
    [415, { body: chunked('x'), headers: { 'Content-Type': 'text/plain' } }],
  ])('answers %i to %j', async (status, options) => {
    expect((await start(options)).status).toBe(status);
  });
});

describe('the charset of a JSON body', () => {
  const create = (type: string) =>
    client.call('POST', '/sessions', {
      body: JSON.stringify({ kind: 'solo', languages: ['python'] }),
      headers: { 'Content-Type': type },
    });

  it.each(['application/json', 'application/json;charset=utf-8', 'application/json; Charset="UTF-8"'])(
    'may be left out or be UTF-8: %s',
    async (type) => {
      expect((await create(type)).status).toBe(201);
    },
  );

  it.each([
    'application/json; charset=utf-16',
    'application/json;charset="iso-8859-1"',
    'application/json; charset=utf-8; charset=utf-16',
    'application/json; charset=',
    'application/vnd.x+json; q=1; charset=latin1',
  ])('is no other: %s', async (type) => {
    const answer = await create(type);
    expect([answer.status, answer.json()['type']]).toEqual([415, 'request/unsupported-media-type']);
  });
});
