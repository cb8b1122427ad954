import { existsSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { hasBackend } from '@carrel/conformance';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCarrelClient, unwrap } from '../src/index.js';
import type { EditorPlace } from './documents/editor-page.js';
import { testServers, type TestServers } from './test-servers.js';

const CHROMIUM = '/usr/bin/chromium';
const missing = existsSync(CHROMIUM) ? null : `there is no ${CHROMIUM}; apt-get install chromium brings it`;
const PAGE =
  '<!doctype html><meta charset="utf-8"><textarea rows="10" cols="80"></textarea><script src="/editor.js"></script>';
const OPEN = (place: EditorPlace) =>
  `globalThis.opened = editor.openEditor(document.querySelector('textarea'), ${JSON.stringify(place)}); undefined`;

describe.runIf(hasBackend('Chromium', missing))('the provider of y-websocket in two browsers', () => {
  let servers: TestServers;
  let browsers: readonly Browser[];
  let place: Omit<EditorPlace, 'person'>;

  beforeAll(async () => {
    const bundle = await build({
      entryPoints: [new URL('documents/editor-page.ts', import.meta.url).pathname],
      ...{ bundle: true, write: false, platform: 'browser', format: 'iife', globalName: 'editor', target: 'es2022' },
    });
    const files: Readonly<Record<string, readonly [string, string]>> = {
      '/': ['text/html', PAGE],
      '/editor.js': ['text/javascript', bundle.outputFiles[0]?.text ?? ''],
    };
    const serveFiles: RequestListener = ({ url = '' }, response) => {
      const [type, text] = files[url] ?? [];
      if (type === undefined) response.writeHead(404).end();
      else response.writeHead(200, { 'Content-Type': type }).end(text);
    };
    servers = await testServers(serveFiles);
    place = await newDocument(servers.places.main);
    const launch = () => chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    browsers = await Promise.all([launch(), launch()]);
  });

  afterAll(async () => {
    for (const browser of browsers) await browser.close();
    await servers[Symbol.asyncDispose]();
  });

  it('edit one text, and see where the other is', async () => {
    const [ada, bob] = await Promise.all(
      browsers.map((browser, index) => editor(browser, ['ada', 'bob'][index] ?? '')),
    );
    if (ada === undefined || bob === undefined) throw new Error('There are no two browsers.');
    await Promise.all([type(ada, 'one two three'), type(bob, 'four five six')]);
    const both = [ada, bob];
    await until(async () => (await shown(ada)).length === 26 && (await shown(ada)) === (await shown(bob)));
    for (const page of both) expect(await page.evaluate('opened.text()')).toBe(await shown(page));
    await ada.locator('textarea').press('Control+Home');
    await until(async () => (await cursors(bob))['ada'] === 0);
    await type(bob, 'x');
    await until(async () => (await shown(ada)) === (await shown(bob)) && (await shown(bob)).includes('x'));
    expect(Object.keys(await cursors(ada))).toEqual(['bob']);
    await bob.close();
    await until(async () => Object.keys(await cursors(ada)).length === 0);
  }, 120_000);

  async function editor(browser: Browser, person: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(servers.places.main);
    await page.evaluate(OPEN({ ...place, person }));
    await until(() => page.evaluate('opened.isSynced()'));
    return page;
  }
});

async function newDocument(origin: string): Promise<Omit<EditorPlace, 'person'>> {
  let token = '';
  const client = createCarrelClient({
    baseUrl: `${origin}/api/v5`,
    onTokens: (tokens) => {
      token = tokens?.accessToken ?? '';
    },
  });
  await unwrap(client.identity.register({ email: 'two-browsers@example.com', password: 'correct horse battery' }));
  const { id: session } = await unwrap(client.sessions.create({ kind: 'solo', languages: ['python'] }));
  return { base: `${origin.replace(/^http/, 'ws')}/api/v5`, session, name: 'src/main.ts', token };
}

const type = (page: Page, words: string) => page.locator('textarea').pressSequentially(words, { delay: 5 });
const shown = (page: Page) => page.locator('textarea').inputValue();
const cursors = (page: Page) => page.evaluate<Record<string, number>>('opened.cursors()');

async function until(condition: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while ((await condition()) !== true) {
    if (Date.now() > deadline) throw new Error(`Not in time: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
