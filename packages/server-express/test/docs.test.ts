import { chromium } from 'playwright-core';
import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from './test-server.js';

const server = await testServer();
afterAll(() => server[Symbol.asyncDispose]());

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

describe('the page of the document', () => {
  it('is at the root and beneath the base path, for who has no token', async () => {
    for (const url of [`${server.origin}/docs`, `${server.client.base}/docs`]) {
      const answer = await fetch(url);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    }
  });

  it('holds no script, and asks for nothing of anybody', async () => {
    const page = await (await fetch(`${server.origin}/docs`)).text();
    expect(page).not.toMatch(/<script|javascript:|\son\w+=|@import|url\(/i);
    const links = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !link.startsWith('#') && link !== 'openapi.json' && link !== 'data:,')).toEqual([]);
  });

  it('links to nothing that is not on it', async () => {
    const page = await (await fetch(`${server.origin}/docs`)).text();
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const targets = new Set([...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id));
    expect([...targets].filter((target) => !ids.has(target))).toEqual([]);
  });

  it.skipIf(!existsSync(CHROMIUM))('shows every operation in a browser that reaches nothing else', async () => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      const asked: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.route('**/*', async (route) => {
        asked.push(route.request().url());
        await (route.request().url() === `${server.origin}/docs` ? route.continue() : route.abort());
      });
      await page.goto(`${server.origin}/docs`);
      const shown = await page.locator('main article[id] h3 .id').allTextContents();
      const document = await server.client.get('/openapi.json');
      const ids = [...document.text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
      expect(shown.sort()).toEqual(ids.sort());
      expect(await page.evaluate("getComputedStyle(document.querySelector('nav')).position")).toBe('sticky');
      await page.locator('nav a', { hasText: 'createSession' }).click();
      expect(await page.locator('#createSession pre').first().textContent()).toContain(
        'curl -X POST "$CARREL/api/v5/sessions"',
      );
      expect(complaints).toEqual([]);
      expect(asked).toEqual([`${server.origin}/docs`]);
    } finally {
      await browser.close();
    }
  });
});
