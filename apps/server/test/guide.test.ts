import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasBackend } from '@carrel/conformance';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guide } from '../src/guide.js';
import { DataDir, ServerProcess } from './server-process.js';
import { Browsers, isBuiltSince, missingBrowser } from './workbench/browsers.js';

const AT = '/docs/guide/';
const workspace = new URL('../../guide/', import.meta.url);
const dist = fileURLToPath(new URL('dist', workspace));
const packages = readdirSync(new URL('../../packages/', workspace)).map((name) => `../../packages/${name}`);
const SOURCES = [
  ...['src', '.vitepress/config.mjs', '.vitepress/theme', 'build-guide.mjs', 'package.json', '../../docs'],
  ...packages.flatMap((path) => [`${path}/src`, `${path}/README.md`]),
];

let dataDir: DataDir;
let server: ServerProcess;

beforeAll(async () => {
  if (!isBuiltSince(workspace, SOURCES))
    execFileSync(process.execPath, ['build-guide.mjs'], { cwd: workspace, stdio: 'pipe' });
  dataDir = new DataDir();
  server = await ServerProcess.launch(dataDir, ['--runtime', 'local']).listening;
}, 300_000);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await dataDir[Symbol.asyncDispose]();
});

const ask = (path: string, init: RequestInit = {}) => fetch(server.origin + path, { redirect: 'manual', ...init });

describe('the guide', () => {
  it('is served with a policy that lets nothing in from elsewhere', async () => {
    const page = await ask(`${AT}operations`);

    expect(page.status).toBe(200);
    expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'; script-src 'self';");
    expect(page.headers.get('Content-Encoding')).toBe('gzip');
    expect(await page.text()).toContain('Operating a server');
  });

  it('begins with its slash, has a page of its own for what is missing, and leaves other paths to others', async () => {
    const [bare, missing, other] = await Promise.all([ask('/docs/guide'), ask(`${AT}nothing`), ask('/docs/guides')]);

    expect([bare.status, bare.headers.get('Location')]).toEqual([308, AT]);
    expect([missing.status, missing.headers.get('Content-Type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect([other.status, other.headers.get('Content-Type')]).toEqual([404, 'application/problem+json']);
  });

  it('lets what has its digest in its name be kept, and asks again for pages', async () => {
    const page = await ask(AT);
    const script = /src="([^"]+\/assets\/app\.[^"]+\.js)"/.exec(await page.text())?.[1] ?? '';

    expect(page.headers.get('Cache-Control')).toBe('no-cache');
    expect((await ask(script)).headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect((await ask(`${AT}assets/../../../../package.json`)).status).toBe(404);
  });

  it('is turned off by one setting', async () => {
    await using place = new DataDir();
    await using off = await ServerProcess.launch(place, ['--runtime', 'local'], { CARREL_GUIDE__ENABLED: 'false' })
      .listening;

    const answer = await fetch(`${off.origin}${AT}`);

    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([404, 'application/problem+json']);
  });

  it('says what builds it, where it is not built', async () => {
    const nowhere = () => new URL('file:///nowhere/package.json').href;
    const listener = createServer(await guide((_message, response) => response.end('another'), nowhere));
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    try {
      const answers = await Promise.all([AT, '/docs/guide', '/'].map((path) => fetch(origin + path)));

      expect(answers.map(({ status }) => status)).toEqual([404, 404, 200]);
      expect(await answers[0]?.text()).toContain('npm run guide');
    } finally {
      listener.close();
    }
  });

  it('has no link or picture that leads nowhere', () => {
    const pages = new Map(
      readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((name) => [
        `${AT}${name}`,
        name.endsWith('.html') ? readFileSync(join(dist, name), 'utf8') : '',
      ]),
    );
    const ids = new Map([...pages].map(([path, page]) => [path, new Set(page.match(/(?<=\sid=")[^"]+/g) ?? [])]));
    const broken: string[] = [];
    let looked = 0;
    for (const [from, page] of pages)
      for (const [, link = ''] of page.matchAll(/\s(?:href|src)="([^"]+)"/g)) {
        const { origin, pathname, hash } = new URL(link, `http://guide${from}`);
        if (origin !== 'http://guide') continue;
        looked += 1;
        const found = [pathname, `${pathname}.html`, `${pathname}index.html`].find((path) => ids.has(path));
        const isThere = found !== undefined && (hash === '' || ids.get(found)?.has(decodeURIComponent(hash.slice(1))));
        if (isThere !== true) broken.push(`${from}: ${link}`);
      }

    expect(broken).toEqual([]);
    expect(looked).toBeGreaterThan(5_000);
  });
});

describe.runIf(hasBackend('Chromium', missingBrowser))('the guide in a browser', () => {
  let browsers: Browsers;
  let page: Page;

  beforeAll(async () => {
    browsers = await Browsers.launch(server.origin);
    page = await browsers.visit();
    await page.goto(`${server.origin}${AT}`);
  });

  afterAll(() => browsers[Symbol.asyncDispose]());

  it('is read from page to page, with its pictures', async () => {
    await page.getByRole('link', { name: 'Concepts' }).first().click();
    await page.getByRole('heading', { name: 'Resumable output' }).waitFor();
    const widths = () =>
      page.evaluate<number[]>("[...document.querySelectorAll('main img')].map((one) => one.naturalWidth)");
    await expect.poll(widths).toEqual([760, 760, 760, 760]);
  });

  it('finds what is searched for, also a name of the reference', async () => {
    for (const [words, heading] of [
      ['first administrator', 'The first administrator'],
      ['describeRecordStore', 'describeRecordStore()'],
    ] as const) {
      await page.keyboard.press('Control+k');
      await page.getByRole('searchbox').fill(words);
      await page.locator('.VPLocalSearchBox .result').first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('main').getByRole('heading', { name: heading }).first().waitFor();
    }
  });

  it('asks nobody else for anything, and breaks no rule of its policy', async () => {
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    await page.goto(`${server.origin}${AT}errors`);
    await page.locator('h2#session').waitFor();
    await page.goto(`${server.origin}${AT}reference/core`);
    await page.getByRole('heading', { name: 'createCarrel' }).first().waitFor();

    expect([...asked]).toEqual([server.origin]);
    expect(browsers.complaints).toEqual([]);
  });
});
