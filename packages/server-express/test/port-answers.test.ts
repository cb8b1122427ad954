import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { jsonOf, mirrorWorld, says } from './port-programs.js';
import { site } from './port-world.js';

const world = await mirrorWorld();
const { client, mirrored, send } = world;

afterAll(() => world[Symbol.asyncDispose]());

describe('an answer of a program', () => {
  it('keeps its status, its text and its headers, and sets nothing for others', async () => {
    const path = await world.listen(
      says(
        [
          'HTTP/1.1 418 Short and stout',
          'Content-Length: 3',
          'X-Twice: a',
          'X-Twice: b',
          'Set-Cookie: sid=1; Path=/; Domain=carrel.example; HttpOnly; SameSite=Lax',
          'Set-Cookie: theme=dark; path=/app',
          'Access-Control-Allow-Origin: *',
          'Access-Control-Allow-Credentials: true',
          'Clear-Site-Data: "*"',
          'Strict-Transport-Security: max-age=1',
          'Service-Worker-Allowed: /',
          'Content-Security-Policy: img-src *',
          'X-Request-Id: forged',
          'Connection: X-Hop',
          'X-Hop: 1',
          '',
          'tea',
        ].join('\r\n'),
      ),
    );
    const answer = await send(`${path}/`, ['Origin: https://app.example', 'X-Request-Id: req_mine']);
    const prefix = `/api/v5${path}`;

    expect(answer).toMatch(/^HTTP\/1\.1 418 Short and stout\r\n/);
    expect(answer).toContain('X-Twice: a\r\nX-Twice: b\r\n');
    expect(answer).toContain(`Set-Cookie: carrel.port.sid=1; HttpOnly; SameSite=Lax; Path=${prefix}/\r\n`);
    expect(answer).toContain(`Set-Cookie: carrel.port.theme=dark; Path=${prefix}/app\r\n`);
    expect(answer).toContain('Access-Control-Allow-Origin: https://app.example\r\n');
    expect(answer).toContain('Content-Security-Policy: img-src *\r\n');
    expect(answer).toMatch(/Content-Security-Policy: sandbox (?!.*allow-same-origin)/);
    expect(answer).toContain('X-Request-Id: req_mine\r\n');
    expect(answer).not.toMatch(
      /forged|Credentials|Clear-Site|Strict-Transport|Service-Worker|X-Hop|nosniff|Origin: \*/,
    );
    expect(answer.endsWith('\r\n\r\ntea')).toBe(true);
  });

  it('gets only the cookies that the program set, by its names', async () => {
    const { headers } = jsonOf(
      await send(`${mirrored}/`, ['Cookie: login=secret; carrel.port.sid=1', 'Cookie: carrel.port.b=2']),
    );
    expect(headers['cookie']).toBe('sid=1; b=2');
    const none = jsonOf(await send(`${mirrored}/`, ['Cookie: login=secret']));
    expect(none.headers).not.toHaveProperty('cookie');
  });

  it('redirects to where the client finds the place', async () => {
    const number = 4_100;
    const to = await world.listen(
      site((request, response) => {
        response.writeHead(302, { Location: decodeURIComponent((request.url ?? '').slice(2)) }).end();
      }),
      number,
    );
    const prefix = `/api/v5${to}`;
    const located = async (location: string) => {
      const answer = await send(`${to}/?${encodeURIComponent(location)}`);
      return /\r\nLocation: (.*)\r\n/.exec(answer)?.[1];
    };

    expect(await located('/login?next=%2F')).toBe(`${prefix}/login?next=%2F`);
    expect(await located(`http://localhost:${String(number)}/a`)).toBe(`${prefix}/a`);
    expect(await located(`http://localhost:${String(number)}0/a`)).toBe(`http://localhost:${String(number)}0/a`);
    expect(await located(`${prefix}/there`)).toBe(`${prefix}/there`);
    expect(await located('next')).toBe('next');
    expect(await located('https://example.com/x')).toBe('https://example.com/x');
    expect(await located('//example.com/x')).toBe('//example.com/x');
  });

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n', 'Content-Length: 100'],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n', '204 No Content'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 5\r\n\r\n', 'ETag: "x"'],
    [
      'GET',
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
      '200 OK',
    ],
  ])('to %s may have no body: %j', async (method, text, expected) => {
    const answer = await send(`${await world.listen(says(text))}/`, [], '', method);
    expect(answer).toContain(expected);
    expect(answer).not.toContain('Early');
    expect(answer.slice(answer.indexOf('\r\n\r\n') + 4).replace('0\r\n\r\n', '')).toBe('');
  });

  it('has no trailers, and neither has what a program is sent', async () => {
    const trailing = site((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { Trailer: 'X-Secret', 'X-Told': JSON.stringify(request.rawTrailers) });
        response.write('body');
        response.addTrailers({ 'X-Secret': 'of the program' });
        response.end();
      });
    });
    const body = '4\r\nsent\r\n0\r\nX-Secret: of the client\r\n\r\n';
    const lines = ['Transfer-Encoding: chunked', 'Trailer: X-Secret', 'TE: trailers'];
    const answer = await send(`${await world.listen(trailing)}/`, lines, body, 'POST');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('X-Told: []');
    expect(answer).toContain('body');
    expect(answer).not.toMatch(/Secret|of the client|Trailer/i);
    expect(answer.endsWith('0\r\n\r\n')).toBe(true);
  });

  it('has the last of many answers, where interim ones come before it', async () => {
    const interim = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nSet-Cookie: a=b\r\n\r\n'.repeat(500);
    const program = says(`${interim}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlast`);
    const answer = await send(`${await world.listen(program)}/`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nlast$/);
    expect(answer).not.toMatch(/Early|Link|Set-Cookie/);
  });

  it.each([
    ['no answer of HTTP', 'SSH-2.0-OpenSSH\r\n\r\n', 'port/bad-answer'],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'port/bad-answer',
    ],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd', 'port/bad-answer'],
    ['headers without end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(4_000)}\r\n\r\n`, 'port/bad-answer'],
    [
      'an upgrade that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
      'port/bad-answer',
    ],
    ['a line break in a status', 'HTTP/1.1 200 O\rK\r\n\r\n', 'port/bad-answer'],
    ['nothing', '', 'port/reset'],
  ])('that is %s is none', async (_what, text, type) => {
    const answer = await send(`${await world.listen(says(text))}/`);
    expect(answer).toMatch(/^HTTP\/1\.1 502 /);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ type, status: 502 });
  });

  it('that never begins is given up in its time, and told to the program', async () => {
    let broken = false;
    const path = await world.listen((stream) => {
      stream.resume().on('error', () => (broken = true));
    });
    const answer = await client.get(`${path}/`);
    expect([answer.status, answer.json()['type']]).toEqual([504, 'port/timed-out']);
    await eventually(() => broken);
  });

  it('is waited for while the program takes the body', { timeout: 60_000 }, async () => {
    // Far less than an answer may take, and all of them together more.
    const pause = () => new Promise((resolve) => setTimeout(resolve, 300));
    const path = await world.listen(
      site((request, response) => {
        void (async () => {
          for await (const _ of request) await pause();
          response.end('taken');
        })();
      }),
    );
    const chunks = ['a', 'b', 'c', 'd', 'e', 'f'];
    const body = new ReadableStream({
      async pull(controller) {
        await pause();
        const next = chunks.shift();
        if (next === undefined) controller.close();
        else controller.enqueue(Buffer.from(next));
      },
    });
    expect((await client.call('POST', `${path}/`, { body })).text).toBe('taken');
  });

  it.each([
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'],
    ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
  ])('of %s that the program leaves in the middle is not told as whole', async (_what, text) => {
    const path = await world.listen(says(text));
    const answer = await send(`${path}/`);
    expect(answer).toContain('abc');
    expect(answer).not.toMatch(/\r\n0\r\n\r\n$/);
    await expect(client.get(`${path}/`)).rejects.toThrow();
  });

  it('is passed on as it comes, and a client that leaves is told to the program', async () => {
    let more: (text: string) => void = () => undefined;
    let isLeft = false;
    const path = await world.listen(
      site((_request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        more = (text) => response.write(text);
        response.on('close', () => (isLeft = true));
        response.flushHeaders();
      }),
    );
    const leaving = new AbortController();
    const response = await client.open('GET', `${path}/`, { signal: leaving.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.getReader();
    for (const text of ['data: 1\n\n', 'data: 2\n\n']) {
      more(text);
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(text);
    }
    expect(isLeft).toBe(false);
    leaving.abort();
    await eventually(() => isLeft);
  });

  it('may come before the whole body was taken', async () => {
    const path = await world.listen(
      site((_request, response) => {
        response.writeHead(413, { Connection: 'close' }).end('too much');
      }),
    );
    const answer = await send(`${path}/`, ['Content-Length: 300000'], 'x'.repeat(300_000), 'POST');
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('too much');
  });
});
