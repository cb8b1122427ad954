import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** Why no page can be looked at; `null` where one can. */
export const missingBrowser = existsSync(CHROMIUM)
  ? null
  : `there is no ${CHROMIUM}; apt-get install chromium brings it`;

const workbench = new URL('../../../workbench/', import.meta.url);

/** Builds the workbench, where that was not done since its sources changed. */
export function buildWorkbench(): void {
  if (isBuiltSince(workbench, SOURCES)) return;
  const vite = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', workbench));
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: workbench, stdio: 'inherit' });
}

const SOURCES = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json', '../../packages/client/src'];

/** Whether a workspace was built after the last change of its sources, whose paths begin at it. */
export function isBuiltSince(workspace: URL, sources: readonly string[]): boolean {
  const built = statSync(new URL('dist/index.html', workspace), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.every((source) => newestIn(fileURLToPath(new URL(source, workspace))) < built);
}

function newestIn(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

/** A browser, with what its pages complained of. */
export class Browsers implements AsyncDisposable {
  /** Errors of pages, and what their policy kept back. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly origin: string,
  ) {}

  static async launch(origin: string): Promise<Browsers> {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    return new Browsers(browser, origin);
  }

  /** The workbench as somebody sees it who was never there. */
  async visit(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context: BrowserContext = await this.browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
        this.complaints.push(message.text());
    });
    await page.goto(this.origin);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
  }
}

/** The one that `ApiClient` uses. */
export const PASSWORD = 'correct horse battery';

/** What a person does on a page, by what they read there. */
export async function register(page: Page, name: string, link?: string): Promise<void> {
  if (link === undefined) await page.getByRole('button', { name: 'Create an account' }).click();
  else await page.goto(link);
  await page.getByLabel('Email').fill(`${name.toLowerCase()}@example.com`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Sessions' }).waitFor();
}

export async function makeSession(page: Page, name: string, kind: 'Just me' | 'A room for several'): Promise<void> {
  await page.getByRole('button', { name: 'New session' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByText(kind).click();
  await page.getByRole('button', { name: 'Create session' }).click();
  await page.getByRole('button', { name: 'Workspace: running' }).waitFor();
}

export async function openSession(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name }).click();
  await page.getByRole('button', { name: 'Workspace: running' }).waitFor();
}

export async function makeFile(page: Page, path: string): Promise<void> {
  await page.getByRole('button', { name: 'New file' }).click();
  await page.getByLabel('Path of the new file').fill(path);
  await page.keyboard.press('Enter');
  await page.getByLabel(`Text of ${path}`).waitFor();
}

/** The editor that is shown. */
export const editorOf = (page: Page) => page.locator('.editor-holder:not([hidden]) .cm-content');

/** What the terminal that is shown has on its screen. */
export const screenOf = (page: Page) => page.locator('.terminal-pane .xterm-rows');

/** What axe finds that keeps somebody from using the page. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<{ readonly violations: readonly { id: string; nodes: { html: string }[] }[] }>(
    'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })',
  );
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
