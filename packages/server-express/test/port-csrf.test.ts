import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { hostWorld, PAGE, SCRIPT, typeOf } from './host-world.js';
import { site } from './port-world.js';
import { refusal, SocketClient } from './socket-client.js';

const world = await hostWorld({ http: { allowedOrigins: ['https://app.example'] } });
const { ask, hostFor, server, owner } = world;
const PORT = 4_300;
const host = hostFor(PORT);
const own = `http://${host}`;
const sibling = `http://${hostFor(8_080)}`;
let reached = 0;
const serve = site(
  (_request, response) => {
    reached += 1;
    response.end('page');
  },
  (inner) => {
    new WebSocketServer({ server: inner }).on('connection', (ws) => {
      reached += 1;
      ws.on('error', () => undefined);
    });
  },
);
await world.listen(serve, PORT);
const cookie = await world.enter(PORT);

beforeEach(() => {
  reached = 0;
});
afterAll(() => world[Symbol.asyncDispose]());

type Headers = Readonly<Record<string, string>>;

const from = (where: string, more: Headers = {}): Headers => ({ ...SCRIPT, 'Sec-Fetch-Site': where, ...more });
const image = { 'Sec-Fetch-Dest': 'image', 'Sec-Fetch-Mode': 'no-cors' };
const framed = { ...PAGE, 'Sec-Fetch-Dest': 'iframe' };

const LET_IN: readonly (readonly [string, string, Headers])[] = [
  ['a script of the page', 'GET', from('same-origin')],
  ['a POST of the page', 'POST', from('same-origin', { Origin: own })],
  ['a user who types', 'GET', PAGE],
  ['a link of a sibling', 'GET', { ...PAGE, 'Sec-Fetch-Site': 'same-site' }],
  ['a link of another site', 'GET', { ...PAGE, 'Sec-Fetch-Site': 'cross-site' }],
  ['a frame of another site', 'GET', { ...framed, 'Sec-Fetch-Site': 'cross-site' }],
  ['a browser that says nothing', 'GET', { Accept: '*/*' }],
  ['one that says nothing but its origin', 'POST', { Origin: own }],
];
const REFUSED: readonly (readonly [string, string, Headers])[] = [
  ['a script of a sibling', 'GET', from('same-site')],
  ['a script of a sibling that names itself', 'GET', from('same-site', { Origin: sibling })],
  ['an image on a sibling', 'GET', from('same-site', image)],
  ['a POST of a sibling', 'POST', from('same-site', { Origin: sibling })],
  ['a form on a sibling', 'POST', { ...PAGE, 'Sec-Fetch-Site': 'same-site', Origin: sibling }],
  ['a form on a page without an origin', 'POST', { ...PAGE, 'Sec-Fetch-Site': 'cross-site', Origin: 'null' }],
  ['a DELETE of another site', 'DELETE', from('cross-site', { Origin: 'https://evil.example' })],
  ['a script of the app', 'GET', from('cross-site', { Origin: 'https://app.example' })],
  ['a POST by a browser that says nothing', 'POST', { Accept: '*/*' }],
  ['a sibling by a browser that says little', 'GET', { Origin: sibling }],
  ['an object on a sibling', 'GET', { ...PAGE, 'Sec-Fetch-Dest': 'object', 'Sec-Fetch-Site': 'same-site' }],
];

describe('a pass that a browser sends by itself', () => {
  it.each(LET_IN)('counts for %s: %s', async (_what, method, headers) => {
    const answer = await ask(host, '/', { method, headers: { ...headers, Cookie: cookie } });
    expect([answer.status, reached]).toEqual([200, 1]);
  });

  it.each(REFUSED)('does not for %s: %s', async (_what, method, headers) => {
    const answer = await ask(host, '/', { method, headers: { ...headers, Cookie: cookie } });
    expect([answer.status, typeOf(answer), reached]).toEqual([403, 'request/origin-refused', 0]);
  });

  it('does not keep a token from counting, which a page sends on purpose', async () => {
    const headers = from('cross-site', { Origin: 'https://app.example' });
    const Authorization = `Bearer ${owner.client.token ?? ''}`;
    expect((await ask(host, '/', { headers: { ...headers, Cookie: cookie, Authorization } })).status).toBe(200);
  });
});

describe('a WebSocket by a pass', () => {
  const open = (Origin?: string, url = server.origin) =>
    SocketClient.open(url, { headers: { Host: host, Cookie: cookie, ...(Origin === undefined ? {} : { Origin }) } });

  it.each([own, 'https://app.example', undefined])('is opened for %s', async (origin) => {
    using _socket = await open(origin);
    expect(reached).toBe(1);
  });

  it.each([sibling, 'https://evil.example', 'null', ''])('is not opened for %j', async (origin) => {
    const { body, status } = await refusal(open(origin));
    expect([status, (JSON.parse(body) as { readonly type: string }).type, reached]).toEqual([
      ...[403, 'request/origin-refused', 0],
    ]);
  });

  it('is not opened for every origin where every origin may send tokens', async () => {
    await using anybody = await hostWorld({ http: { allowedOrigins: ['*'] } });
    await anybody.listen(serve, PORT);
    const at = anybody.hostFor(PORT);
    const pass = await anybody.enter(PORT);
    reached = 0;
    const headers = { Host: at, Cookie: pass, Origin: 'https://evil.example' };
    expect((await refusal(SocketClient.open(anybody.server.origin, { headers }))).status).toBe(403);
    expect(reached).toBe(0);
    const page = await anybody.ask(at, '/', { headers: { ...PAGE, Cookie: pass } });
    expect(page.headers['content-security-policy']).toBe("frame-ancestors 'self'");
    const token = anybody.owner.client.token;
    using _byToken = await SocketClient.open(anybody.server.origin, { token, headers: { Host: at, Origin: sibling } });
  });
});
