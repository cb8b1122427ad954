import { existsSync } from 'node:fs';
import { hasBackend } from '@carrel/conformance';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { DataDir, ServerProcess } from './server-process.js';

const CHROMIUM = '/usr/bin/chromium';
const missing = existsSync(CHROMIUM) ? null : `there is no ${CHROMIUM}; apt-get install chromium brings it`;

/** Chromium finds every name beneath it at this machine. */
const DOMAIN = 'ports.localhost';
const [GOOD, EVIL] = [48_201, 48_202];

/** Serves the same on both ports: what it was asked at each is at \`/asked\`. */
const PROGRAM = `
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
const asked = { ${String(GOOD)}: [], ${String(EVIL)}: [] };
for (const port of [${String(GOOD)}, ${String(EVIL)}]) {
  const server = createServer((request, response) => {
    if (request.url === '/asked') return response.end(JSON.stringify(asked));
    if (request.url !== '/favicon.ico') asked[port].push(request.method + ' ' + request.url);
    if (request.url === '/events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      return response.write('data: told\\n\\n');
    }
    if (request.url === '/scripts/worker.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript', 'Service-Worker-Allowed': '/' });
      return response.end('');
    }
    response.setHeader('Content-Type', 'text/html');
    response.setHeader('Set-Cookie', 'theirs=1');
    response.end('<title>' + port + '</title>' + (request.headers.cookie ?? 'no cookie'));
  });
  server.on('upgrade', (request, socket) => {
    asked[port].push('WebSocket ' + request.url);
    const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
    socket.on('error', () => undefined);
    socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n\\x81\\x05hello', 'latin1');
  });
  server.listen(port, '127.0.0.1');
}
`;

/** What a page finds that is let in. */
const USE = `(async () => {
  const socket = new WebSocket('ws://' + location.host + '/live');
  const events = new EventSource('/events');
  const heard = await Promise.all([
    new Promise((resolve) => { socket.onmessage = ({ data }) => resolve(data); }),
    new Promise((resolve) => { events.onmessage = ({ data }) => resolve(data); }),
    fetch('/posted', { method: 'POST', body: 'x' }).then(({ status }) => status),
    navigator.serviceWorker.register('/scripts/worker.js', { scope: '/' }).then(({ scope }) => new URL(scope).pathname),
  ]);
  events.close();
  return [...heard, document.cookie];
})()`;

/** What a page tries on another origin of the same site. */
const ATTACK = (victim: string) => `(async (victim) => {
  const settled = (promise) => promise.then(() => 'done', () => 'refused');
  const socket = new WebSocket(victim.replace('http', 'ws') + '/stolen');
  const image = new Image();
  image.src = victim + '/image';
  const frame = document.createElement('iframe');
  frame.src = victim + '/framed';
  document.body.append(frame);
  const form = document.createElement('form');
  Object.assign(form, { method: 'POST', action: victim + '/form', target: 'shot' });
  const shot = document.createElement('iframe');
  shot.name = 'shot';
  document.body.append(shot, form);
  form.submit();
  return Promise.all([
    settled(fetch(victim + '/read', { credentials: 'include' })),
    settled(fetch(victim + '/sent', { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'x' })),
    new Promise((resolve) => { socket.onopen = () => resolve('open'); socket.onerror = () => resolve('refused'); }),
    new Promise((resolve) => { image.onload = () => resolve('loaded'); image.onerror = () => resolve('refused'); }),
    new Promise((resolve) => { shot.onload = () => resolve('answered'); }),
    new Promise((resolve) => { frame.onload = () => resolve('answered'); }),
  ]);
})(${JSON.stringify(victim)})`;

describe.runIf(hasBackend('Chromium', missing))('ports of a workspace in Chromium', () => {
  let dataDir: DataDir;
  let server: ServerProcess;
  let browser: Browser;
  let ada: ApiClient;
  let session: string;

  beforeAll(async () => {
    dataDir = new DataDir();
    const env = { CARREL_PORTS__DOMAIN: DOMAIN };
    server = await ServerProcess.launch(dataDir, ['--runtime', 'local'], env).listening;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    ada = await server.client.register('ada@example.com');
    session = await ada.session();
  });

  afterAll(async () => {
    await browser.close();
    await server[Symbol.asyncDispose]();
    await dataDir[Symbol.asyncDispose]();
  });

  const linkTo = async (port: number) =>
    (await ada.post(`/sessions/${session}/port-links`, { port })).json<{ readonly url: string }>().url;
  const shown = (page: Page) => page.evaluate<string>('document.body.innerText');

  it(
    'wait for their workspace, and are let in by a link alone, each at its own origin',
    { timeout: 45_000 },
    async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const [link, other] = [await linkTo(GOOD), await linkTo(EVIL)];
      await page.goto(link, { waitUntil: 'commit' });
      expect(page.url()).toBe(`${new URL(link).origin}/`);
      await page.getByText('The workspace runs.').waitFor();
      await ada.put(`/sessions/${session}/files/content?path=web.mjs`, PROGRAM);
      await ada.post(`/sessions/${session}/commands`, { argv: [process.execPath, 'web.mjs'], background: true });
      // The page goes on by itself.
      await page.getByText('no cookie').waitFor();
      expect(await page.title()).toBe(String(GOOD));

      await page.reload();
      expect(await shown(page)).toBe('theirs=1');
      expect(await page.evaluate(USE)).toEqual(['hello', 'told', 200, '/', 'theirs=1']);
      const before = await ada.get(`/sessions/${session}/ports/${String(GOOD)}/asked`);

      const evil = await context.newPage();
      await evil.goto(other);
      expect(await evil.title()).toBe(String(EVIL));
      const attempts = await evil.evaluate(ATTACK(new URL(link).origin));
      expect(attempts).toEqual(['refused', 'done', 'refused', 'refused', 'answered', 'answered']);
      const after = await ada.get(`/sessions/${session}/ports/${String(GOOD)}/asked`);
      const asked = (text: string) => (JSON.parse(text) as Record<number, readonly string[]>)[GOOD] ?? [];
      // A frame goes to a page, which is not shown in it: nothing else of it reached the program.
      expect(asked(after.text).slice(asked(before.text).length)).toEqual(['GET /framed']);
      const framed = evil.frames().find((frame) => frame !== evil.mainFrame() && frame.url().includes('framed'));
      expect(framed).toBeUndefined();

      const stranger = await (await browser.newContext()).newPage();
      const refused = await stranger.goto(link);
      expect([refused?.status(), stranger.url()]).toEqual([401, link]);
      expect(await shown(stranger)).toContain('Open it again');
      await eventually(async () => (await ada.delete(`/sessions/${session}`)).status !== 503);
      expect((await page.reload())?.status()).toBe(404);
    },
  );
});
