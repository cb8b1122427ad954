import { existsSync, readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { hasBackend } from '@carrel/conformance';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from './suite/index.js';
import { testServers, type TestServers } from './test-servers.js';

const require = createRequire(import.meta.url);
const CHROMIUM = '/usr/bin/chromium';
const missing = existsSync(CHROMIUM) ? null : `there is no ${CHROMIUM}; apt-get install chromium brings it`;
const PAGE =
  '<!doctype html><meta charset="utf-8"><div id="screen"></div><script src="/xterm.js"></script><script src="/suite.js"></script>';

describe.runIf(hasBackend('Chromium', missing))('the client in Chromium', () => {
  let servers: TestServers;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const bundle = await build({
      entryPoints: [new URL('suite/index.ts', import.meta.url).pathname],
      ...{ bundle: true, write: false, platform: 'browser', format: 'iife', globalName: 'suite', target: 'es2022' },
    });
    const files: Readonly<Record<string, readonly [string, string | Buffer]>> = {
      '/': ['text/html', PAGE],
      '/suite.js': ['text/javascript', bundle.outputFiles[0]?.text ?? ''],
      '/xterm.js': ['text/javascript', readFileSync(require.resolve('@xterm/xterm/lib/xterm.js'))],
    };
    const serveFiles: RequestListener = ({ url = '' }, response) => {
      const [type, text] = files[url] ?? [];
      if (type === undefined) response.writeHead(404).end();
      else response.writeHead(200, { 'Content-Type': type }).end(text);
    };
    servers = await testServers(serveFiles);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    page = await (await browser.newContext()).newPage();
    await page.goto(servers.places.main);
  });

  afterAll(async () => {
    await browser.close();
    await servers[Symbol.asyncDispose]();
  });

  it.each(checks.map(({ name }) => name))(
    '%s',
    async (name) => {
      const wrong = await page.evaluate(`suite.runCheck(${JSON.stringify(name)}, ${JSON.stringify(servers.places)})`);
      expect(wrong).toBeNull();
    },
    120_000,
  );

  it('tabs share a login', async () => {
    const use = (tab: Page, mode: string) =>
      tab.evaluate(`suite.useSharedLogin(${JSON.stringify(servers.places)}, ${JSON.stringify(mode)})`);
    const other = await page.context().newPage();
    await other.goto(servers.places.main);
    expect(await use(page, 'make')).toBe('ok');
    expect(await Promise.all([page, other, page, other].map((tab) => use(tab, 'use')))).toEqual(Array(4).fill('ok'));
    await other.close();
  }, 120_000);
});
