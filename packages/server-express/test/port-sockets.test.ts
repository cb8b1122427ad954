import { createServer } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { eventually } from './eventually.js';
import { portWorld, raw, site, type Serve } from './port-world.js';
import { refusal, SocketClient, type OpenSocketOptions } from './socket-client.js';

const world = await portWorld({ http: { sockets: { recheckMs: 50 }, allowedOrigins: ['https://app.example'] } });
const { client } = world.owner;
const { token } = client;

afterAll(() => world[Symbol.asyncDispose]());

/** The requests that opened sockets of `echo`, and the sockets. */
const asked: { readonly url: string; readonly raw: string; readonly ws: WebSocket }[] = [];

/** Sends back what it is sent, and speaks `chat` where that is offered. */
function echo(): Serve {
  const server = createServer((_request, response) => response.end('no socket'));
  const sockets = new WebSocketServer({
    server,
    perMessageDeflate: true,
    handleProtocols: (offered) => (offered.has('chat') ? 'chat' : false),
  });
  sockets.on('connection', (ws, request) => {
    asked.push({ url: request.url ?? '', raw: request.rawHeaders.join('\n'), ws });
    ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }));
    ws.on('error', () => undefined);
  });
  return (stream) => void server.emit('connection', stream);
}

const path = await world.listen(echo());
const open = (suffix = '/', options: OpenSocketOptions = { token }) =>
  SocketClient.open(client.base + path + suffix, options);

describe('a WebSocket to a port', () => {
  it('goes through, messages of any kind and size with it', async () => {
    using socket = await open('/live?x=%20', { token, client: { perMessageDeflate: true } });
    const large = Buffer.alloc(3 * 1024 * 1024, 'x');
    socket.ws.send('text');
    socket.ws.send(large);
    await socket.until(() => socket.messages.length === 2);

    expect(socket.messages[0]?.data.toString()).toBe('text');
    expect(socket.messages[1]?.data.equals(large)).toBe(true);
    expect(socket.ws.extensions).toContain('permessage-deflate');
    const { url, raw: headers = '' } = asked.at(-1) ?? { url: '' };
    expect(url).toBe('/live?x=%20');
    expect(headers).toContain(`X-Carrel-User\n${world.owner.userId}`);
    expect(headers).not.toMatch(/authorization|bearer/i);
    socket.ws.close(4_321, 'bye');
    expect(await socket.closed).toEqual({ code: 4_321, reason: 'bye' });
  });

  it('may be opened with a token among the protocols, which the program is not told', async () => {
    using own = await open('/', { protocols: ['carrel.v5', `carrel.bearer.${token ?? ''}`] });
    expect(own.ws.protocol).toBe('carrel.v5');
    expect(asked.at(-1)?.raw).not.toMatch(/carrel\.(v5|bearer)|protocol/i);

    using chat = await open('/', { protocols: ['chat', 'other', 'carrel.v5', `carrel.bearer.${token ?? ''}`] });
    expect(chat.ws.protocol).toBe('chat');
    expect(asked.at(-1)?.raw).toContain('Sec-WebSocket-Protocol\nchat, other');
  });

  it('may be opened with a ticket, once, which the program is not told', async () => {
    const ticketFor = async (resource: string) =>
      (await client.post('/auth/tickets', { purpose: 'websocket', resource })).json<{ readonly ticket: string }>()
        .ticket;
    const ticket = await ticketFor(`${path}/t`);
    using socket = await open(`/t?a=1&token=${ticket}&b=%2F`, {});
    expect(asked.at(-1)?.url).toBe('/t?a=1&b=%2F');
    socket.ws.close();

    expect((await refusal(open(`/t?token=${ticket}`, {}))).status).toBe(401);
    expect((await refusal(open(`/other?token=${await ticketFor(`${path}/t`)}`, {}))).status).toBe(401);
    using _own = await open('/?token=mine', { token });
    expect(asked.at(-1)?.url).toBe('/?token=mine');
  });

  it.each([
    ['no token', '/', {}, 401],
    ['a token that is none', '/', { token: 'nothing' }, 401],
    ['a token in the query', `/?token=${token ?? ''}`, {}, 401],
    ['a page of another origin', '/', { token, headers: { Origin: 'https://evil.example' } }, 403],
  ])('is not opened with %s', async (_what, suffix, options, status) => {
    const before = asked.length;
    expect((await refusal(open(suffix, options))).status).toBe(status);
    expect(asked).toHaveLength(before);
  });

  it('is refused as the program refuses it', async () => {
    const refusing = await world.listen(
      site(
        () => undefined,
        (server) => {
          server.on('upgrade', (_request, stream) => {
            stream.end('HTTP/1.1 429 Slow down\r\nX-Why: 1\r\nSet-Cookie: a=1\r\nContent-Length: 4\r\n\r\nlate');
          });
        },
      ),
    );
    const { status, body } = await refusal(SocketClient.open(`${client.base}${refusing}/`, { token }));
    expect([status, body]).toEqual([429, 'late']);
  });

  it.each([
    ['no program', () => '/sessions/SES/ports/9/', 502, 'port/refused'],
    ['no port', () => '/sessions/SES/ports/x/', 400, 'port/invalid'],
    ['no session', () => '/sessions/ses_01arz3ndektsv4rrffq69g5fav/ports/80/', 404, 'session/not-found'],
  ])('is refused where there is %s', async (_what, at, status, type) => {
    const url = client.base + at().replace('SES', world.session);
    const refused = await refusal(SocketClient.open(url, { token }));
    expect([refused.status, (JSON.parse(refused.body) as { readonly type: string }).type]).toEqual([status, type]);
  });

  it.each([
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
    ['no HTTP', 'hello\r\n\r\n'],
  ])('is refused when the program answers with %s', async (_what, text) => {
    const wrong = await world.listen((stream) => {
      stream.once('data', () => stream.end(text));
    });
    expect((await refusal(SocketClient.open(`${client.base}${wrong}/`, { token }))).status).toBe(502);
  });

  it('ends for the one side when the other goes', async () => {
    using socket = await open();
    const { ws } = asked.at(-1) ?? {};
    ws?.terminate();
    expect((await socket.closed).code).toBe(1_006);

    using second = await open();
    let isOver = false;
    asked.at(-1)?.ws.on('close', () => (isOver = true));
    second.ws.terminate();
    await eventually(() => isOver);
  });

  it('closes when its token is worth nothing any more', async () => {
    const agent = await client.post('/tenant/agents', { name: 'visitor', scopes: ['ports:*'] });
    const { key, agent: made } = agent.json<{ readonly key: string; readonly agent: { readonly id: string } }>();
    using socket = await open('/', { token: key });
    await client.delete(`/tenant/agents/${made.id}`);
    expect((await socket.closed).code).toBe(1_006);
  });

  it('takes bytes that come right behind the request', async () => {
    const lines = [
      'GET /api/v5' + path + '/ HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${token ?? ''}`,
      'Connection: Upgrade',
    ];
    const offer = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
    const frame = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]);
    const head = Buffer.from(`${[...lines, ...offer].join('\r\n')}\r\n\r\n`);
    const answer = await raw(world.server.port, Buffer.concat([head, frame]), (text) => text.endsWith('\x81\x02hi'));
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    expect(answer.endsWith('\x81\x02hi')).toBe(true);
  });
});
