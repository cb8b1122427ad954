import { createHash, randomBytes } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { portWorld, raw, site, type Serve } from './port-world.js';

const world = await portWorld({
  http: { ports: { answerTimeoutMs: 1_000, maxHeaderBytes: 2_048 }, allowedOrigins: ['https://app.example'] },
});
const { client, token = '' } = { client: world.owner.client, token: world.owner.client.token };
const { port } = world.server;

afterAll(() => world[Symbol.asyncDispose]());

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: readonly string[];
  readonly body: string;
}

/** Answers with what it was asked. */
const mirror: Serve = site((request, response) => {
  let body = '';
  request.setEncoding('latin1').on('data', (part: string) => (body += part));
  request.on('end', () => {
    const { method, url, headers, rawHeaders } = request;
    response.end(JSON.stringify({ method, url, headers, raw: rawHeaders, body }));
  });
});
const mirrored = await world.listen(mirror);

/** Sends bytes that no client library would, with a token. */
const send = (path: string, lines: readonly string[] = [], body = '', method = 'GET') =>
  raw(
    port,
    Buffer.from(
      [
        `${method} /api/v5${path} HTTP/1.1`,
        'Host: carrel.example',
        `Authorization: Bearer ${token}`,
        'Connection: close',
        ...lines,
      ]
        .map((line) => `${line}\r\n`)
        .join('') + `\r\n${body}`,
      'latin1',
    ),
  );
const jsonOf = (answer: string) => JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1)) as Seen;

/** What a program says by itself, whatever it is asked. */
const says =
  (text: string, end = true): Serve =>
  (stream) => {
    stream.once('data', () => {
      stream.write(Buffer.from(text, 'latin1'));
      if (end) stream.end();
    });
    stream.resume();
  };

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
    const path = await world.listen(
      site((request, response) => {
        void (async () => {
          for await (const _ of request) await new Promise((resolve) => setTimeout(resolve, 700));
          response.end('taken');
        })();
      }),
    );
    const chunks = ['a', 'b', 'c'];
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 700));
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

describe('large bodies', () => {
  const MIB = 1024 * 1024;
  const SIZE = 100 * MIB;

  it('pass up without being gathered', { timeout: 180_000 }, async () => {
    const received = createHash('sha256');
    let receivedBytes = 0;
    const path = await world.listen(
      site((incoming, response) => {
        incoming.on('data', (chunk: Buffer) => {
          received.update(chunk);
          receivedBytes += chunk.length;
        });
        incoming.on('end', () => response.end(received.digest('hex')));
      }),
    );
    const block = randomBytes(MIB);
    const sent = createHash('sha256');
    let furthest = 0;
    async function* blocks(): AsyncGenerator<Uint8Array> {
      for (let sentBytes = 0; sentBytes < SIZE; sentBytes += block.length) {
        furthest = Math.max(furthest, sentBytes - receivedBytes);
        sent.update(block);
        yield await Promise.resolve(block);
      }
    }
    const asked = request(`${client.base}${path}/`, { method: 'PUT', headers: { Authorization: `Bearer ${token}` } });
    const answered = new Promise<IncomingMessage>((resolve) => asked.once('response', resolve));
    Readable.from(blocks(), { objectMode: false }).pipe(asked);

    expect(await text(await answered)).toBe(sent.digest('hex'));
    // What is on the way at any time is bounded by buffers, not by the size.
    expect(furthest).toBeLessThan(SIZE / 3);
  });

  it('pass down whole', { timeout: 180_000 }, async () => {
    const block = randomBytes(MIB);
    const sent = createHash('sha256');
    const path = await world.listen(
      site((_incoming, response) => {
        const blocks = function* () {
          for (let bytes = 0; bytes < SIZE; bytes += block.length) {
            sent.update(block);
            yield block;
          }
        };
        Readable.from(blocks(), { objectMode: false }).pipe(response);
      }),
    );
    const received = createHash('sha256');
    const response = await client.open('GET', `${path}/`);
    for await (const chunk of response.body ?? []) received.update(chunk as Uint8Array);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
  });

  it('wait for a slow reader', { timeout: 60_000 }, async () => {
    let written = 0;
    const path = await world.listen(
      site((_request, response) => {
        void (async () => {
          for (; written < SIZE && !response.destroyed; written += MIB)
            if (!response.write(Buffer.alloc(MIB)))
              await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
        })();
      }),
    );
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /api/v5${path}/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    await new Promise((resolve) => socket.once('readable', resolve));
    let before = -1;
    await eventually(async () => {
      const isStill = written === before;
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 500));
      return isStill;
    });
    expect(written).toBeLessThan(SIZE / 2);
    socket.destroy();
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
