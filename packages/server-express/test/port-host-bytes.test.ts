import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { hostWorld } from './host-world.js';
import { raw, site } from './port-world.js';
import { PORT_DOMAIN } from './test-server.js';

const world = await hostWorld({ http: { trustedProxies: ['loopback'], allowedOrigins: ['https://app.example'] } });
const { hostFor, owner, server } = world;
const PORT = 4_700;
const host = hostFor(PORT);
const asked: string[] = [];
await world.listen(
  site((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.setHeader('X-Accel-Redirect', '/secret');
    response.setHeader('X-Sendfile', '/etc/passwd');
    response.setHeader('X-Accel-Buffering', 'no');
    request.resume().on('end', () => response.end('answered'));
  }),
  PORT,
);
const cookie = await world.enter(PORT);

beforeEach(() => {
  asked.length = 0;
});
afterAll(() => world[Symbol.asyncDispose]());

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
const token = `Authorization: Bearer ${owner.client.token ?? ''}`;
const head = (...lines: readonly string[]) =>
  ['POST / HTTP/1.1', `Host: ${host}`, `Cookie: ${cookie}`, ...lines, '', ''].join('\r\n');
const statuses = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

describe('bytes for the host of a port', () => {
  it.each([
    ['a length and chunks', head('Content-Length: 5', 'Transfer-Encoding: chunked') + `0\r\n\r\n${SMUGGLED}`],
    ['two lengths', head('Content-Length: 0', `Content-Length: ${String(SMUGGLED.length)}`) + SMUGGLED],
    ['an unknown coding behind chunks', head('Transfer-Encoding: chunked, identity') + `0\r\n\r\n${SMUGGLED}`],
    ['a chunk whose length is not one', head('Transfer-Encoding: chunked') + `0x5\r\n${SMUGGLED}`],
  ])('are not two requests: %s', async (_what, bytes) => {
    expect(statuses(await raw(server.port, bytes)).filter((status) => status < 400)).toEqual([]);
    expect(asked.filter((each) => each.includes('smuggled'))).toEqual([]);
  });

  it('are each for the host that they name, on one connection', async () => {
    const page = `GET /first HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n\r\n`;
    const api = `GET /api/v5/users/me HTTP/1.1\r\nHost: carrel.example\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`;
    expect(statuses(await raw(server.port, page + api))).toEqual([200, 401]);
    expect(asked).toEqual(['GET /first']);
  });

  it.each(['h2c', 'TLS/1.0', 'x'])('open no tunnel as %s', async (protocol) => {
    const lines = [`Connection: Upgrade`, `Upgrade: ${protocol}`, 'Content-Length: 0'];
    const answer = await raw(server.port, head(...lines) + SMUGGLED, (text) => text.includes('\r\n\r\n'));
    expect(statuses(answer)).not.toContain(101);
    expect(asked.filter((each) => each.includes('smuggled'))).toEqual([]);
  });

  it('are no tunnel where the program takes no WebSocket', async () => {
    const upgrade = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ];
    const answer = await raw(server.port, head(...upgrade).replace('POST', 'GET') + SMUGGLED);
    expect(statuses(answer)).not.toContain(101);
    expect(asked.filter((each) => each.includes('smuggled'))).toEqual([]);
  });

  it.each(['http://carrel.example/api/v5/users/me', `http://${PORT_DOMAIN}/healthz`])(
    'are for the port, whatever host the target has: %s',
    async (target) => {
      const answer = await raw(
        server.port,
        `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${token}\r\nConnection: close\r\n\r\n`,
      );
      expect(statuses(answer)).toEqual([200]);
      expect(answer).toContain('answered');
      expect(answer).not.toContain(owner.email);
    },
  );

  it('do not bring the interface under another name of the host', async () => {
    for (const name of [`${host}:80x`, `${host}:`, `${host}:80:80`, `x.${PORT_DOMAIN}:y`, `${PORT_DOMAIN}:-1`]) {
      const answer = await raw(server.port, `GET /healthz HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
      expect([name, [400, 401, 404].includes(statuses(answer)[0] ?? 0)]).toEqual([name, true]);
    }
  });

  it('have a proxy in front serve nothing of its own', async () => {
    const answer = await raw(
      server.port,
      `GET / HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toContain('answered');
    expect(answer).toMatch(/x-accel-buffering: no/i);
    expect(answer).not.toMatch(/x-accel-redirect|x-sendfile/i);
  });
});

describe('a WebSocket by the pass of TLS', () => {
  const secure = [
    'X-Forwarded-Proto: https',
    `X-Forwarded-Host: ${host}:443`,
    'Connection: Upgrade',
    'Upgrade: websocket',
  ];
  const pass = `__Host-${cookie}`;
  const open = (origin: string) =>
    raw(
      server.port,
      [
        'GET / HTTP/1.1',
        'Host: 10.0.0.1',
        `Cookie: ${pass}`,
        `Origin: ${origin}`,
        ...secure,
        'Sec-WebSocket-Version: 13',
      ]
        .concat('Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', '', '')
        .join('\r\n'),
      (text) => text.includes('\r\n\r\n'),
    );

  it('is not opened for a page of the same name without TLS, which anybody on the way may write', async () => {
    const answer = await open(`http://${host}`);
    expect([statuses(answer), asked]).toEqual([[403], []]);
  });

  it('is opened for the page itself, though a proxy names the port of the scheme', async () => {
    // The program is no WebSocket server: its own answer comes back.
    expect([statuses(await open(`https://${host}`)), asked]).toEqual([[200], ['GET /']]);
  });
});
