/**
 * Typing in the workbench: from a key to the letter on one's own screen, and on the screens of the others, while five browsers type in one
 * file; against one browser that types alone. Each letter is due at its time, whether those before it were seen or not. Needs Chromium
 * (`CHROMIUM`, or `/usr/bin/chromium`).
 *
 *   node workbench.mjs
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCarrelClient, unwrap } from '@carrel/client';
import { chromium } from 'playwright-core';
import { compareSamples, finish, holdTo, median, p95 } from './src/measure.mjs';

const PROGRAM = fileURLToPath(new URL('../apps/server/bin/carrel.mjs', import.meta.url));
const LOGIN = { email: 'ada@example.com', password: 'correct horse battery' };
const PEOPLE = 5;
const ROUNDS = 5;
const LETTERS = 60;
const LETTER_EVERY_MS = 120;
/** Below this nobody sees a delay: about what a screen of 60 Hz and a keyboard take together. */
const MOST_OWN_MS = 50;

const directory = await mkdtemp(join(tmpdir(), 'carrel-workbench-'));
const child = spawn(process.execPath, [PROGRAM, 'serve', '--port', '0', '--data-dir', directory, '--runtime', 'local', '--quiet'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, CARREL_LOG__LEVEL: 'warn' },
}); // prettier-ignore
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-renderer-backgrounding'],
});
try {
  const origin = `http://127.0.0.1:${await portOf(child)}`;
  const pages = [];
  for (let person = 0; person < PEOPLE; person += 1) pages.push(await enter(origin, person));
  const alone = [];
  const together = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    alone.push(await typed(pages.slice(0, 1), pages));
    together.push(await typed(pages, pages));
  }
  report(alone.slice(1), together.slice(1));
  await browser.close();
  await removeSessions(origin);
} finally {
  await browser.close();
  child.kill();
  await new Promise((resolve) => child.once('exit', resolve));
  await rm(directory, { recursive: true });
}
finish();

/** What runs in them would outlive the server. */
async function removeSessions(origin) {
  const client = createCarrelClient({ baseUrl: `${origin}/api/v5` });
  await unwrap(client.identity.login(LOGIN));
  for (const { id } of (await unwrap(client.sessions.list())).items) await unwrap(client.sessions.remove(id));
}

function report(alone, together) {
  for (const [of, name] of [
    ['own', 'from a key to the letter on the own screen'],
    ['others', 'from a key to the letter on the screens of the others'],
  ]) {
    for (const [value, what] of [
      [median, 'median'],
      [p95, 'p95'],
    ]) {
      compareSamples({
        name: `${name}, ${what} of ${LETTERS} letters each`,
        unit: 'time',
        samples: [
          ['one types', alone.map((round) => value(round[of]))],
          [`${PEOPLE} type`, together.map((round) => value(round[of]))],
        ],
      });
    }
  }
  holdTo('own screen with five, p95', p95(together.flatMap(({ own }) => own)), { atMost: MOST_OWN_MS, unit: ' ms' });
}

/** A browser that has the file open, with its cursor in a line of its own. */
async function enter(origin, person) {
  const page = await (await browser.newContext({ viewport: { width: 1_200, height: 700 } })).newPage();
  await page.goto(origin);
  const isFirst = person === 0;
  if (isFirst) await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByLabel('Email').fill(LOGIN.email);
  if (isFirst) await page.getByLabel('Name', { exact: true }).fill('Ada');
  await page.getByLabel('Password').fill(LOGIN.password);
  await page.getByRole('button', { name: isFirst ? 'Create account' : 'Sign in', exact: true }).click();
  if (isFirst) {
    await page.getByRole('button', { name: 'New session' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Typing');
    await page.getByRole('button', { name: 'Create session' }).click();
    await page.getByRole('button', { name: 'Workspace: running' }).waitFor();
    await page.getByRole('button', { name: 'New file' }).click();
    await page.getByLabel('Path of the new file').fill('notes.txt');
    await page.keyboard.press('Enter');
    await page.getByLabel('Text of notes.txt').click();
    await page.keyboard.type('\n'.repeat(PEOPLE));
  } else {
    await page.getByRole('link', { name: 'Typing' }).click();
    await page.getByRole('treeitem', { name: 'notes.txt' }).click();
    await page.getByLabel('Text of notes.txt').click();
  }
  await page.locator('.cm-line').nth(PEOPLE).waitFor();
  await page.keyboard.press('Control+Home');
  for (let line = 0; line < person; line += 1) await page.keyboard.press('ArrowDown');
  return page;
}

/** How long each letter took that each of `writers` typed, on their own screen and on those of the others. */
async function typed(writers, all) {
  await Promise.all(all.map((page) => page.evaluate(watchLines)));
  await Promise.all(writers.map((page) => page.keyboard.type('x'.repeat(LETTERS), { delay: LETTER_EVERY_MS })));
  const lengths = () =>
    Promise.all(all.map((page) => page.evaluate('globalThis.seen.lines.map((line) => line.length)')));
  const isSeen = (counts) => counts.every((lines) => writers.every((_, line) => lines[line] >= LETTERS));
  for (const begun = performance.now(); !isSeen(await lengths());) {
    if (performance.now() - begun > 30_000) throw new Error('not all letters were seen');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const seen = await Promise.all(all.map((page) => page.evaluate('globalThis.seen')));
  const own = [];
  const others = [];
  for (const [line] of writers.entries()) {
    for (const [viewer, { lines }] of seen.entries()) {
      const took = seen[line].keys.map((at, letter) => lines[line][letter] - at);
      if (viewer === line) own.push(...took);
      else if (writers.length > 1 || viewer === all.length - 1) others.push(...took);
    }
  }
  return { own, others };
}

/** Run in the page: when each key was pressed, and when each line had one more letter on the screen. */
function watchLines() {
  const now = () => performance.timeOrigin + performance.now();
  const content = document.querySelector('.editor-holder:not([hidden]) .cm-content');
  globalThis.seen?.stop();
  const keys = [];
  // Names beside the cursors of others are no letters of the line.
  const lettersIn = (line) => [...line.textContent].filter((letter) => letter === 'x').length;
  const before = [...content.querySelectorAll('.cm-line')].map(lettersIn);
  const lines = before.map(() => []);
  const look = () =>
    requestAnimationFrame(() => {
      const at = now();
      for (const [index, line] of [...content.querySelectorAll('.cm-line')].entries()) {
        const length = lettersIn(line);
        while (lines[index] !== undefined && lines[index].length < length - before[index]) lines[index].push(at);
      }
    });
  const press = (event) => event.key === 'x' && keys.push(now());
  const observer = new MutationObserver(look);
  observer.observe(content, { childList: true, characterData: true, subtree: true });
  addEventListener('keydown', press, { capture: true });
  globalThis.seen = {
    keys,
    lines,
    stop: () => {
      observer.disconnect();
      removeEventListener('keydown', press, { capture: true });
    },
  };
}

function portOf(server) {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      const port = /^listening on \S+:(\d+)\n/u.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    server.once('exit', () => reject(new Error('the server ended before it listened')));
  });
}
