import { request, type IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { DataDir, ServerProcess } from './server-process.js';

const DOMAIN = 'ports.example.com';
const PORT = 48_123;

/** Pages, events and a WebSocket that sends back what it is sent. */
const PROGRAM = `
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  if (request.url === '/events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    let count = 0;
    const timer = setInterval(() => response.write('data: ' + (count += 1) + '\\n\\n'), 20);
    response.on('close', () => clearInterval(timer));
    return;
  }
  response.setHeader('Content-Type', 'text/html');
  response.end(request.method + ' ' + request.url + ' ' + request.headers['x-carrel-user'] + ' ' + (request.headers.cookie ?? 'none'));
});
server.on('upgrade', (request, socket) => {
  const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n');
  socket.on('error', () => undefined);
  socket.once('data', (frame) => {
    const mask = frame.subarray(2, 6);
    const text = Buffer.from(frame.subarray(6).map((byte, at) => byte ^ mask[at % 4]));
    socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
  });
});
server.listen(${String(PORT)}, '127.0.0.1');
`;

const PAGE = {
  Accept: 'text/html',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Site': 'none',
};
const SCRIPT = { Accept: '*/*', 'Sec-Fetch-Dest': 'empty', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Site': 'same-origin' };

type Headers = Readonly<Record<string, string>>;

/** Asks for a URL at the server itself, as a browser would that finds its host name there. */
class Browser {
  private readonly port: string;
  constructor(origin: string) {
    this.port = new URL(origin).port;
  }

  open(host: string, path: string, headers: Headers): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sent = request({
        host: '127.0.0.1',
        port: this.port,
        path,
        agent: false,
        headers: { ...headers, Host: host },
      });
      sent.on('response', resolve).on('error', reject).end();
    });
  }

  async get(host: string, path: string, headers: Headers) {
    const answer = await this.open(host, path, headers);
    let text = '';
    for await (const part of answer.setEncoding('utf8')) text += String(part);
    return { status: answer.statusCode, headers: answer.headers, text };
  }

  /** The first message that comes back for one, or the status of a refusal. */
  echo(host: string, text: string, headers: Headers): Promise<string | number> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}/`, { headers: { ...headers, Host: host } });
    return new Promise((resolve, reject) => {
      socket.on('open', () => {
        socket.send(text);
      });
      socket.on('message', (data: Buffer) => {
        resolve(data.toString());
        socket.terminate();
      });
      socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0);
        socket.terminate();
      });
      socket.on('error', reject);
    });
  }
}

const hostFor = (session: string, port = PORT) => `${String(port)}-${session.slice(4)}.${DOMAIN}`;

async function linkTo(who: ApiClient, session: string, path: string): Promise<URL> {
  const made = await who.post(`/sessions/${session}/port-links`, { port: PORT, path });
  return new URL(made.json<{ readonly url: string }>().url);
}

describe('a web server in a workspace', () => {
  it(
    'is reached by its host name over HTTP, events and WebSocket, by its owner alone',
    { timeout: 120_000 },
    async () => {
      await using dataDir = new DataDir();
      const env = { CARREL_PORTS__DOMAIN: DOMAIN };
      await using server = await ServerProcess.launch(dataDir, ['--runtime', 'local'], env).listening;
      const ada = await server.client.register('ada@example.com');
      const bob = await server.client.register('bob@example.com');
      const session = await ada.session();
      const host = hostFor(session);
      const browser = new Browser(server.origin);

      const link = await linkTo(ada, session, '/hello?x=%20');
      expect([link.hostname, link.port]).toEqual([host, new URL(server.origin).port]);
      const entered = await browser.get(host, link.pathname + link.search, PAGE);
      expect([entered.status, entered.headers.location]).toEqual([303, '/hello?x=%20']);
      const Cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? '';

      // Nothing runs yet: the page starts the workspace, and waits for the program.
      const waiting = browser.get(host, '/hello?x=%20', { ...PAGE, Cookie });
      await eventually(async () => {
        const view = (await ada.get(`/sessions/${session}/workspace`)).json<{ readonly state: string }>();
        return view.state === 'ready';
      }, 60_000);
      await ada.put(`/sessions/${session}/files/content?path=web.mjs`, PROGRAM);
      await ada.post(`/sessions/${session}/commands`, { argv: [process.execPath, 'web.mjs'], background: true });
      const waited = await waiting;
      expect([waited.status, waited.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
      expect(waited.text).toMatch(/<meta http-equiv="refresh" content="0" \/><\/main><\/body><\/html>$/);

      const { id } = (await ada.get('/users/me')).json<{ readonly id: string }>();
      const page = await browser.get(host, '/hello?x=%20', { ...PAGE, Cookie: `${Cookie}; own=1` });
      expect([page.status, page.text]).toEqual([200, `GET /hello?x=%20 ${id} own=1`]);
      const events = await browser.open(host, '/events', { ...SCRIPT, Cookie });
      let told = '';
      events.setEncoding('utf8').on('data', (part: string) => (told += part));
      await eventually(() => told.includes('data: 3\n\n'));
      events.destroy();
      expect(await browser.echo(host, 'hello', { Cookie, Origin: `http://${host}` })).toBe('hello');

      expect((await bob.post(`/sessions/${session}/port-links`, { port: PORT })).status).toBe(404);
      const stranger = { ...SCRIPT, Authorization: `Bearer ${bob.token ?? ''}` };
      expect((await browser.get(host, '/', stranger)).status).toBe(404);
      expect(await browser.echo(host, 'hello', stranger)).toBe(404);
      expect((await browser.get(host, '/', SCRIPT)).status).toBe(401);
      expect(await browser.echo(host, 'hello', { Origin: `http://${host}` })).toBe(401);
      expect((await browser.get(hostFor(session, PORT + 1), '/', { ...SCRIPT, Cookie })).status).toBe(401);
      const sibling = { Cookie, Origin: `http://${hostFor(session, PORT + 1)}` };
      expect(await browser.echo(host, 'hello', sibling)).toBe(403);
      expect((await browser.get(host, '/', { ...SCRIPT, ...sibling, 'Sec-Fetch-Site': 'same-site' })).status).toBe(403);

      expect((await ada.delete(`/sessions/${session}`)).status).toBe(204);
      expect((await browser.get(host, '/', { ...SCRIPT, Cookie })).status).toBe(404);
    },
  );
});
