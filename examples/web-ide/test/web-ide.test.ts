import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { hasBackend } from '@carrel/conformance';
import { chromium, type Browser, type Frame, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CHROMIUM = '/usr/bin/chromium';
const main = fileURLToPath(new URL('../src/main.mjs', import.meta.url));
const smallIde = fileURLToPath(new URL('small-ide.mjs', import.meta.url));
const noChromium = existsSync(CHROMIUM) ? null : `there is no ${CHROMIUM}; apt-get install chromium brings it`;

function missingCodeServer(): string | null {
  if (noChromium !== null) return noChromium;
  try {
    execFileSync('code-server', ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'there is no code-server on the PATH';
  }
}

/** A port that nobody has. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

/** The example as its README has it run, with this for an IDE. */
async function startExample(ide: readonly string[], passTtlMs: number) {
  const dataDir = mkdtempSync(join(tmpdir(), 'carrel-web-ide-'));
  const child = spawn(process.execPath, [main, ...ide], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: String(await freePort()),
      SERVER_PORT: String(await freePort()),
      DATA_DIR: dataDir,
      PASS_TTL_MS: String(passTtlMs),
    },
  });
  const ended = new Promise<null>((resolve) => {
    child.once('close', () => {
      resolve(null);
    });
  });
  const listening = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, url] = /^open (\S+)$/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  const url = await Promise.race([listening, ended]);
  if (url === null) throw new Error('The example ended');
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The frame once it shows the IDE itself, and no page that waits for it. */
async function shownIde(page: Page, selector: string): Promise<Frame> {
  const inner = page.frameLocator('#ide');
  await inner.locator(selector).first().waitFor({ state: 'attached', timeout: 120_000 });
  const frame = page.frames().find((each) => each.url().includes('.ports.') && each.parentFrame() === page.mainFrame());
  if (frame === undefined) throw new Error('The page has no frame of a port');
  return frame;
}

let browser: Browser;
beforeAll(async () => {
  if (noChromium === null)
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  if (noChromium === null) await browser.close();
});

describe.runIf(hasBackend('Chromium', noChromium))('the app', () => {
  it('shows the IDE in its frame, and has its pass replaced before it ends', async () => {
    await using example = await startExample([process.execPath, smallIde], 10_000);
    const page = await browser.newPage();
    const linked: string[] = [];
    const statuses: number[] = [];
    page.on('response', (response) => {
      if (response.url().includes('token=')) linked.push(new URL(response.url()).pathname);
      else if (response.url().includes('.ports.')) statuses.push(response.status());
    });
    await page.goto(example.url);
    const ide = await shownIde(page, '#said:text("hello")');
    expect(ide.url()).toMatch(/^http:\/\/48400-[0-9a-z]{26}\.ports\.carrel\.localhost:\d+\/$/);
    await ide.evaluate('window.marked = true');
    statuses.length = 0;

    // Three passes later: each one ended cut its sockets, and the next one let them in again.
    await ide.waitForFunction('window.cut >= 3 && window.opened >= 4', undefined, { timeout: 120_000 });
    expect(await ide.evaluate('window.marked')).toBe(true);
    expect(linked.filter((path) => path === '/healthz').length).toBeGreaterThanOrEqual(3);
    expect(statuses.filter((status) => status >= 400)).toEqual([]);
    expect(await page.locator('#state').textContent()).toBe('');
    expect(await page.locator('iframe').count()).toBeLessThanOrEqual(2);

    const seen = await ide.evaluate<string>("fetch('/seen').then((answer) => answer.text())");
    expect(seen).not.toMatch(/carrel-port|ctk_|authorization/i);
    // The page of the IDE gets no links of its own, though it is of the app's site.
    const stolen = await ide.evaluate<string>(
      `fetch('${example.url}links', { method: 'POST', mode: 'no-cors' }).then(() => 'sent')`,
    );
    expect(stolen).toBe('sent');
    const links = await fetch(example.url.replace('app.carrel.localhost', '127.0.0.1') + 'links', { method: 'POST' });
    expect(links.status).toBe(421);
    await page.close();
  });

  it('gives links to its own page alone', async () => {
    await using example = await startExample([process.execPath, smallIde], 3_600_000);
    const page = await browser.newPage();
    await page.goto(example.url);
    const ide = await shownIde(page, '#said:text("hello")');
    const asked = page.waitForResponse((response) => response.url().endsWith('/links'));
    await ide.evaluate(`fetch('${example.url}links', { method: 'POST', mode: 'no-cors' })`);
    expect((await asked).status()).toBe(403);
    await page.close();
  });
});

describe.runIf(hasBackend('code-server', missingCodeServer(), { isOptional: true }))('code-server', () => {
  it('is used in the frame of the app, also when its first pass is over', async () => {
    const bind = [
      '--auth',
      'none',
      '--bind-addr',
      '127.0.0.1:48400',
      '--disable-telemetry',
      '--disable-workspace-trust',
    ];
    await using example = await startExample(['code-server', ...bind, '.'], 20_000);
    const page = await browser.newPage({ viewport: { width: 1_200, height: 800 } });
    let passes = 0;
    page.on('response', (response) => {
      if (response.url().includes('/healthz?token=') && response.status() === 303) passes += 1;
    });
    await page.goto(example.url);
    const ide = await shownIde(page, '.monaco-workbench .part.statusbar');
    await ide.evaluate('window.marked = true');

    await expect.poll(() => passes, { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
    // By a terminal of the IDE, which is a WebSocket: what is typed happens in the workspace.
    await ide.locator('.part.editor').first().click();
    await page.keyboard.press('Control+Backquote');
    await ide.locator('.terminal.xterm').first().waitFor({ timeout: 60_000 });
    await ide.locator('.terminal.xterm').first().click();
    await page.keyboard.type('echo $((6 * 7)) > answer.txt\n');
    await ide.locator('.explorer-folders-view :text("answer.txt")').first().waitFor({ timeout: 30_000 });
    expect(await ide.evaluate('window.marked')).toBe(true);
    await page.close();
  });
});
