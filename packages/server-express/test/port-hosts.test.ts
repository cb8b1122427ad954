import { afterAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { eventually } from './eventually.js';
import { FUZZ_SEED, Random } from './fuzz/random.js';
import { hostWorld, PAGE, SCRIPT, typeOf } from './host-world.js';
import { site } from './port-world.js';
import { refusal, SocketClient } from './socket-client.js';
import { PORT_DOMAIN } from './test-server.js';

const world = await hostWorld({ http: { allowedOrigins: ['https://app.example'], trustedProxies: ['127.0.0.2'] } });
const { ask, enter, hostFor, open, server, session, owner } = world;
const PORT = 4_100;
const host = hostFor(PORT);

const mirror = site(
  (request, response) => {
    if (request.url === '/events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('data: one\n\n');
      request.on('close', () => response.end());
      return;
    }
    if (request.url?.startsWith('/to?') === true) {
      response.writeHead(302, { Location: decodeURIComponent(request.url.slice(4)) }).end();
      return;
    }
    response.setHeader('Set-Cookie', [
      'theirs=1; Domain=example.com; Path=/x',
      'carrel-port=evil',
      '__host-CARREL-port=evil',
    ]);
    response.setHeader('Service-Worker-Allowed', '/');
    response.setHeader('Clear-Site-Data', '"cookies"');
    response.setHeader('Content-Security-Policy', "script-src 'self'");
    const { headers, method, url } = request;
    response.end(JSON.stringify({ method, url, headers }));
  },
  (inner) => {
    const sockets = new WebSocketServer({ server: inner });
    sockets.on('connection', (ws, request) => {
      ws.on('error', () => undefined);
      ws.send(JSON.stringify({ url: request.url, headers: request.headers }));
      ws.on('message', (data) => ws.send(data));
    });
  },
);
await world.listen(mirror, PORT);
const cookie = await enter(PORT);

afterAll(() => world[Symbol.asyncDispose]());

interface Seen {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

describe('a host name of a port', () => {
  it('is its program, path and query as they are', async () => {
    for (const target of ['/', '/a%2Fb//../c?x=%20&token=mine', '/api/v5/users/me', '/healthz', '/?']) {
      const answer = await ask(host, target, { headers: { ...SCRIPT, Cookie: cookie } });

      expect([answer.status, (JSON.parse(answer.text) as Seen).url]).toEqual([200, target]);
    }
  });

  it('tells the program who asks, with its own cookies and its own Authorization', async () => {
    const answer = await ask(host, '/', {
      headers: { ...SCRIPT, Cookie: `a=1; ${cookie}; b=2; __Host-carrel-port=x`, Authorization: 'Basic eDp5' },
    });
    const { headers } = JSON.parse(answer.text) as Seen;

    expect(headers).toMatchObject({
      ...{ cookie: 'a=1; b=2', authorization: 'Basic eDp5', host: `localhost:${String(PORT)}` },
      ...{ 'x-forwarded-host': host, 'x-forwarded-proto': 'http' },
      ...{ 'x-carrel-user': owner.userId, 'x-carrel-session': session },
    });
    expect(headers).not.toHaveProperty('x-forwarded-prefix');
  });

  it('is open by token too, which the program is not told', async () => {
    const answer = await ask(host, '/', { headers: { Authorization: `Bearer ${owner.client.token ?? ''}` } });

    expect(answer.status).toBe(200);
    expect((JSON.parse(answer.text) as Seen).headers).not.toHaveProperty('authorization');
  });

  it('keeps what the program answers to itself, and in nobody else’s frame', async () => {
    const { headers } = await ask(host, '/', { headers: { ...SCRIPT, Cookie: cookie } });

    expect(headers['set-cookie']).toEqual(['theirs=1; Path=/x']);
    expect(headers['service-worker-allowed']).toBe('/');
    expect(headers).not.toHaveProperty('clear-site-data');
    expect(headers['content-security-policy']).toBe("script-src 'self', frame-ancestors 'self' https://app.example");
  });

  it.each([
    ['/x', '/x'],
    [`http://localhost:${String(PORT)}/x?y`, '/x?y'],
    [`http://127.0.0.1:${String(PORT)}`, '/'],
    [`http://localhost:${String(PORT)}//evil.example`, '/.//evil.example'],
    ['https://other.example/', 'https://other.example/'],
  ])('has the program send on to %s as %s', async (to, location) => {
    const answer = await ask(host, `/to?${encodeURIComponent(to)}`, { headers: { ...SCRIPT, Cookie: cookie } });

    expect([answer.status, answer.headers.location]).toEqual([302, location]);
  });

  it('serves events as they come', async () => {
    const answer = await open(host, '/events', { headers: { ...SCRIPT, Cookie: cookie } });
    let first = '';
    answer.setEncoding('utf8').on('data', (part: string) => (first += part));
    await eventually(() => first.includes('\n\n'));

    expect([answer.statusCode, answer.headers['content-type'], first]).toEqual([
      200,
      'text/event-stream',
      'data: one\n\n',
    ]);
    answer.destroy();
  });

  it('opens WebSockets', async () => {
    const headers = { Host: host, Cookie: cookie, Origin: `http://${host}` };
    using socket = await SocketClient.open(`${server.origin}/live?token=mine`, { headers });
    socket.ws.send('hello');
    await socket.until(() => socket.messages.length === 2);

    const seen = JSON.parse(socket.messages[0]?.data.toString() ?? '') as Seen;
    expect([seen.url, socket.messages[1]?.data.toString()]).toEqual(['/live?token=mine', 'hello']);
    expect(JSON.stringify(seen.headers)).not.toContain('carrel-port');
  });

  it('opens WebSockets by the ticket of the port’s path', async () => {
    const resource = `/sessions/${session}/ports/${String(PORT)}/live`;
    const made = await owner.client.post('/auth/tickets', { purpose: 'websocket', resource });
    const { ticket } = made.json<{ readonly ticket: string }>();
    using socket = await SocketClient.open(`${server.origin}/live?token=${ticket}&a=1`, { headers: { Host: host } });
    await socket.until(() => socket.messages.length === 1);

    expect((JSON.parse(socket.text) as Seen).url).toBe('/live?a=1');
  });
});

describe('what is beneath the domain of ports', () => {
  const body = session.slice(4);
  it.each([
    ['the domain itself', PORT_DOMAIN],
    ['no port', `${body}.${PORT_DOMAIN}`],
    ['port 0', `0-${body}.${PORT_DOMAIN}`],
    ['a leading nought', `0${String(PORT)}-${body}.${PORT_DOMAIN}`],
    ['no such port', `65536-${body}.${PORT_DOMAIN}`],
    ['a short session', `${String(PORT)}-${body.slice(1)}.${PORT_DOMAIN}`],
    ['a long session', `${String(PORT)}-${body}0.${PORT_DOMAIN}`],
    ['more labels', `x.${host}`],
    ['other signs', `${String(PORT)}-${body.slice(1)}é.${PORT_DOMAIN}`],
  ])('serves nothing where its name has %s', async (_what, name) => {
    for (const target of ['/', '/healthz', '/api/v5/users/me', `/api/v5/sessions/${session}/ports/${String(PORT)}/`]) {
      const headers = { Authorization: `Bearer ${owner.client.token ?? ''}`, Cookie: cookie };
      const latin = Buffer.from(name).toString('latin1');
      const answer = await ask(latin, target, { headers });
      expect([target, answer.status, typeOf(answer)]).toEqual([target, 404, 'request/no-route']);
    }
    const url = `${server.origin}/api/v5/ws/terminals/trm_01arz3ndektsv4rrffq69g5fav`;
    const latin = Buffer.from(name).toString('latin1');
    const { body: refused, status } = await refusal(
      SocketClient.open(url, { token: owner.client.token, headers: { Host: latin } }),
    );
    expect([status, (JSON.parse(refused) as { readonly type: string }).type]).toEqual([404, 'request/no-route']);
  });

  it('has nothing of the interface, whatever the name', async () => {
    const random = new Random(FUZZ_SEED);
    const edited = (label: string) => {
      const at = random.below(label.length + 1);
      return label.slice(0, at) + random.pick(Array.from('09az-.:@/\\%[]?#_é')) + label.slice(at + random.below(2));
    };
    const found = new Map<number, number>();
    for (let count = 0; count < 300; count += 1) {
      let label = `${String(PORT)}-${body}`;
      for (let edits = random.below(4); edits > 0; edits -= 1) label = edited(label);
      const name = `${label}.${PORT_DOMAIN}${random.pick(['', '.', ':1', '.:80', ':'])}`;
      const { status } = await ask(Buffer.from(name).toString('latin1'), '/healthz');
      found.set(status, (found.get(status) ?? 0) + 1);
      expect([name, status, [400, 401, 404].includes(status)]).toEqual([name, status, true]);
    }
    expect(found.get(401)).toBeGreaterThan(0);
    expect(found.get(404)).toBeGreaterThan(0);
  });

  it('is the port in any case, with a port and with the dot of the root', async () => {
    for (const name of [host.toUpperCase(), `${host}:8787`, `${host}.`, `${host}.:443`]) {
      const answer = await ask(name, '/', { headers: { Cookie: cookie } });
      expect([name, answer.status]).toEqual([name, 200]);
    }
  });

  it('is not what a client says that is no trusted proxy', async () => {
    const forwarded = { 'X-Forwarded-Host': host, Cookie: cookie };
    expect((await ask('carrel.example', '/', { headers: forwarded })).status).toBe(404);
    expect((await ask(host, '/', { headers: { Cookie: cookie, 'X-Forwarded-Host': 'carrel.example' } })).status).toBe(
      200,
    );
  });

  it('leaves other hosts to the interface', async () => {
    for (const name of ['carrel.example', `not${PORT_DOMAIN}`, '127.0.0.1'])
      expect([name, (await ask(name, '/healthz')).status]).toEqual([name, 200]);
  });
});

describe('the pass of a port', () => {
  it('is no token of the interface, and a token no pass', async () => {
    const pass = cookie.slice(cookie.indexOf('=') + 1);
    const asBearer = await ask('carrel.example', '/api/v5/users/me', { headers: { Authorization: `Bearer ${pass}` } });
    expect([asBearer.status, typeOf(asBearer)]).toEqual([401, 'auth/token-invalid']);
    const atInterface = await ask('carrel.example', '/api/v5/users/me', { headers: { Cookie: cookie } });
    expect([atInterface.status, typeOf(atInterface)]).toEqual([401, 'auth/token-missing']);
    const token = await ask(host, '/', { headers: { Cookie: `carrel-port=${owner.client.token ?? ''}` } });
    expect([token.status, typeOf(token)]).toEqual([401, 'auth/token-invalid']);
  });

  it('opens its own host alone', async () => {
    await world.listen(mirror, PORT + 1);
    const sibling = hostFor(PORT + 1);
    const answer = await ask(sibling, '/', { headers: { Cookie: cookie } });
    expect([answer.status, typeOf(answer)]).toEqual([401, 'auth/token-invalid']);
    const page = await ask(sibling, '/', { headers: { ...PAGE, Cookie: cookie } });
    expect([page.status, page.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8']);
    expect(page.text).toContain('Open it again');
  });
});
