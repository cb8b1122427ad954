import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { jsonOf, mirrorWorld } from './port-programs.js';
import { raw } from './port-world.js';

const world = await mirrorWorld();
const { client, mirrored, port, send, token } = world;

afterAll(() => world[Symbol.asyncDispose]());

describe('a request for a port', () => {
  it('is told who asks, and not by what token', async () => {
    const { headers, raw: sent } = jsonOf(
      await send(`${mirrored}/`, [
        'X-Carrel-User: usr_forged',
        'x-carrel-session: ses_forged',
        'X_Carrel_User: usr_forged',
        'X-Carrel-Role: owner',
        'X-Forwarded-For: 203.0.113.9',
        'Forwarded: for=203.0.113.9',
        'X-Forwarded-Prefix: /forged',
        'Proxy-Authorization: Basic eDp5',
      ]),
    );

    expect(headers).toMatchObject({
      'x-carrel-user': world.owner.userId,
      'x-carrel-session': world.session,
      host: `localhost:${mirrored.split('/').at(-1) ?? ''}`,
      'x-forwarded-host': 'carrel.example',
      'x-forwarded-proto': 'http',
      'x-forwarded-prefix': `/api/v5${mirrored}`,
    });
    expect(sent.join('\n')).not.toMatch(/forged|203\.0\.113|authorization|bearer|_carrel|x-carrel-role/i);
    expect(sent.join('\n')).not.toContain(token);
  });

  it.each([
    ['', '/'],
    ['?', '/?'],
    ['?x=1', '/?x=1'],
    ['/', '/'],
    ['//', '//'],
    ['/a%2Fb%2e%2E/%00', '/a%2Fb%2e%2E/%00'],
    ['/../../../../users/me', '/../../../../users/me'],
    ['/..%2f..%2f../ses_x/ports/1/', '/..%2f..%2f../ses_x/ports/1/'],
    ['/a;b=c/@host:80/%', '/a;b=c/@host:80/%'],
    ['/x?token=abc&y=%20+&&token=d', '/x?token=abc&y=%20+&&token=d'],
    ['/http://169.254.169.254/latest', '/http://169.254.169.254/latest'],
  ])('has %j passed on as %j', async (asked, passed) => {
    expect(jsonOf(await send(mirrored + asked)).url).toBe(passed);
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY', 'POST'])('may be a %s', async (method) => {
    const [bare, full] = [
      jsonOf(await send(`${mirrored}/x`, [], '', method)),
      jsonOf(await send(`${mirrored}/x`, ['Content-Length: 4'], 'body', method)),
    ];

    expect([bare.method, bare.body, full.body]).toEqual([method, '', 'body']);
    expect(full.headers['content-length']).toBe('4');
    expect(bare.headers).not.toHaveProperty('transfer-encoding');
  });

  it('keeps its framing, also where a method has no body as a rule', async () => {
    const seen = jsonOf(await send(`${mirrored}/x`, ['Transfer-Encoding: chunked'], '3\r\nabc\r\n0\r\n\r\n', 'GET'));
    expect([seen.method, seen.body, seen.headers['transfer-encoding']]).toEqual(['GET', 'abc', 'chunked']);
    expect(seen.headers).not.toHaveProperty('content-length');
  });

  it('loses what is for one connection alone', async () => {
    const { headers } = jsonOf(
      await send(`${mirrored}/`, ['Connection: X-Mine, te', 'X-Mine: 1', 'TE: trailers', 'Keep-Alive: 5', 'X-Kept: 2']),
    );
    expect(headers).toMatchObject({ 'x-kept': '2', connection: 'close' });
    for (const name of ['x-mine', 'te', 'keep-alive']) expect(headers).not.toHaveProperty(name);
  });

  it('gives a client that waits for it the word to go on', async () => {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1');
    let text = '';
    socket.on('data', (part: string) => (text += part));
    socket.write(
      `POST /api/v5${mirrored}/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n`,
    );
    await eventually(() => text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'));
    socket.write('12345');
    await eventually(() => text.includes('"body":"12345"'));
    expect(text).not.toContain('expect');
    socket.destroy();
  });

  it('goes on one after the other on one connection', async () => {
    const one = `GET /api/v5${mirrored}/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    const text = await raw(port, one + one.replace('/1 ', '/2 '), (all) => all.includes('"url":"/2"'));
    expect(text).toContain('"url":"/1"');
    expect(text.indexOf('"url":"/1"')).toBeLessThan(text.indexOf('"url":"/2"'));
  });
});

describe('a page of another origin', () => {
  it('is told before it asks whether it may', async () => {
    const path = `${mirrored}/`;
    const ask = (origin: string) =>
      client.as(undefined).call('OPTIONS', path, {
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'PATCH',
          'Access-Control-Request-Headers': 'x-own',
        },
      });
    const allowed = await ask('https://app.example');
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, 'https://app.example']);
    expect(allowed.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(allowed.headers.get('access-control-allow-headers')).toBe('x-own');
    expect((await ask('https://evil.example')).status).toBe(401);
  });
});
