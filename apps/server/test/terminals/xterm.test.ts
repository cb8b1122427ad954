import { existsSync, readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { hasBackend } from '@carrel/conformance';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.js';
import { cuttableProxy, type CuttableProxy } from './cuttable-proxy.js';
import { localServer, type LocalServer } from './local-server.js';

const require = createRequire(import.meta.url);
const CHROMIUM = '/usr/bin/chromium';
const missing = existsSync(CHROMIUM) ? null : `there is no ${CHROMIUM}; apt-get install chromium brings it`;

/** What the page under test keeps of itself. */
interface PageState {
  readonly offset: number;
  readonly shown: number;
  readonly closed: { readonly code: number } | null;
  readonly faults: readonly string[];
}

const files: Readonly<Record<string, readonly [string, string]>> = {
  '/': ['text/html', new URL('page.html', import.meta.url).pathname],
  '/xterm.js': ['text/javascript', require.resolve('@xterm/xterm/lib/xterm.js')],
};

const serveFiles: RequestListener = ({ url = '' }, response) => {
  const [type, path] = files[url] ?? [];
  if (type === undefined || path === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'Content-Type': type }).end(readFileSync(path));
};

describe.runIf(hasBackend('Chromium', missing))('an unmodified xterm.js in Chromium', () => {
  let server: LocalServer;
  let network: CuttableProxy;
  let browser: Browser;

  beforeAll(async () => {
    server = await localServer({ otherwise: serveFiles });
    network = await cuttableProxy(server.port);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  });

  afterAll(async () => {
    await browser.close();
    await network[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  async function open(port: number, terminal: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${String(port)}/`);
    await connect(page, terminal);
    return page;
  }

  const connect = (page: Page, terminal: string) =>
    page.evaluate(`page.connect(${JSON.stringify(terminal)}, ${JSON.stringify(server.token)})`);
  const state = async (page: Page) =>
    (await page.evaluate(
      '(({ offset, shown, closed, faults }) => ({ offset, shown, closed, faults }))(page)',
    )) as PageState;
  const screen = (page: Page) => page.evaluate('page.screen()') as Promise<{ readonly lines: readonly string[] }>;
  const shows = (page: Page, text: string) =>
    eventually(async () => (await screen(page)).lines.some((line) => line.includes(text)), 30_000);
  /** Whether both have drawn the same output to its end. */
  const isEven = async (one: Page, other: Page) => {
    const [first, second] = [await state(one), await state(other)];
    return first.offset === second.offset && first.shown === first.offset && second.shown === second.offset;
  };

  it('types, sees, loses its network, comes back, and shows what a watcher shows who never left', async () => {
    const session = await server.start();
    const terminal = await server.open(session, ['/bin/sh'], { PS1: '> ' });
    const typist = await open(network.port, terminal);
    const watcher = await open(server.port, terminal);
    await shows(typist, '>');
    await typist.keyboard.type('echo he"l"lo\n');
    await shows(typist, 'hello');
    await shows(watcher, 'hello');

    await typist.keyboard.type(
      'i=0; while [ $i -lt 300 ]; do printf "\\033[3$((i % 8))mline $i \\342\\202\\254\\033[0m\\n"; i=$((i+1)); sleep 0.005; done; echo the "end"\n',
    );
    await shows(typist, 'line 20');
    network.cut();
    await eventually(async () => (await state(typist)).closed !== null, 30_000);
    const left = await state(typist);
    await shows(watcher, 'the end');
    await watcher.keyboard.type('printf "\\033[5;10Hmoved\\n"\n');
    await shows(watcher, 'moved');

    network.mend();
    await connect(typist, terminal);
    await eventually(() => isEven(typist, watcher), 30_000);
    expect((await state(typist)).offset).toBeGreaterThan(left.offset + 1_000);
    expect(await screen(typist)).toEqual(await screen(watcher));
    expect((await state(typist)).faults).toEqual([]);

    await typist.keyboard.type('echo still he"r"e\n');
    await shows(watcher, 'still here');
    await eventually(() => isEven(typist, watcher), 30_000);
    expect(await screen(typist)).toEqual(await screen(watcher));
  });

  it('sees why it is closed', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${String(server.port)}/`);
    await connect(page, 'trm_01arz3ndektsv4rrffq69g5fav');
    await eventually(async () => (await state(page)).closed !== null, 30_000);
    expect((await state(page)).closed).toEqual({ code: 4404, reason: 'terminal/not-found' });
  });
});
