import { hasBackend } from '@carrel/conformance';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.js';
import { DataDir, ServerProcess } from '../server-process.js';
import { cuttableProxy, type CuttableProxy } from '../terminals/cuttable-proxy.js';
import {
  Browsers,
  buildWorkbench,
  editorOf,
  find,
  makeFile,
  makeSession,
  missingBrowser,
  openSession,
  PASSWORD,
  register,
  screenOf,
  violations,
} from './browsers.js';

const BRIEF = { CARREL_AUTH__ACCESS_TOKEN_TTL_MS: '4000' };

describe.runIf(hasBackend('Chromium', missingBrowser))('a room in the workbench', () => {
  let dataDir: DataDir;
  let server: ServerProcess;
  let network: CuttableProxy;
  let browsers: Browsers;
  let ada: Page;
  let bob: Page;
  let eve: Page;

  beforeAll(async () => {
    buildWorkbench();
    dataDir = new DataDir();
    server = await ServerProcess.launch(dataDir, ['--runtime', 'local'], BRIEF).listening;
    network = await cuttableProxy(Number(new URL(server.origin).port));
    browsers = await Browsers.launch(`http://127.0.0.1:${network.port}`);
    [ada, bob, eve] = await Promise.all([browsers.visit(), browsers.visit(), browsers.visit()]);
    await register(ada, 'Ada');
    await makeSession(ada, 'Engine', 'A room for several');
    await ada.getByRole('button', { name: 'People', exact: true }).click();
    for (const [page, name, role] of [
      [bob, 'Bob', 'participant'],
      [eve, 'Eve', 'viewer'],
    ] as const) {
      await register(page, name, await invitation(ada));
      await ada.getByRole('button', { name: 'Close the panel' }).click();
      await ada.getByRole('button', { name: 'People', exact: true }).click();
      await ada.getByLabel('As what').selectOption(role);
      await ada.getByRole('button', { name: 'Add', exact: true }).click();
      await ada.getByLabel(`Role of ${name}`).waitFor();
    }
    await makeFile(ada, 'main.py');
    await Promise.all([bob, eve].map((page) => openSession(page, 'Engine')));
    await Promise.all([bob, eve].map((page) => page.getByRole('treeitem', { name: 'main.py' }).click()));
    await Promise.all([bob, eve].map((page) => editorOf(page).waitFor()));
  });

  afterAll(async () => {
    await browsers[Symbol.asyncDispose]();
    await network[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await dataDir[Symbol.asyncDispose]();
  });

  it('lets two edit one file, and each sees where the other is', async () => {
    await editorOf(ada).click();
    await ada.keyboard.type('print("ada")\n');
    await editorOf(bob).getByText('print("ada")').waitFor();
    await editorOf(bob).click();
    await bob.keyboard.press('Control+End');
    await bob.keyboard.type('print("bob")');
    await editorOf(ada).getByText('print("bob")').waitFor();
    await editorOf(ada).locator('.cm-ySelectionInfo', { hasText: 'Bob' }).waitFor();
    await ada.getByRole('img', { name: /Here as well:.*Bob/ }).waitFor();
    await ada.getByRole('listitem').filter({ hasText: 'Bob' }).getByText('in main.py').waitFor();
  });

  it('begins anew under the name that a participant took from a file, which only admins remove', async () => {
    await makeFile(bob, 'notes.py');
    await bob.getByLabel('Text of notes.py').click();
    await bob.keyboard.type('# old');
    await bob.getByText('Saved').waitFor();
    const notes = bob.getByRole('treeitem', { name: 'notes.py' });
    expect(await bob.getByTitle('Remove (Delete)').count()).toBe(0);
    await notes.focus();
    await bob.keyboard.press('F2');
    await bob.getByLabel('New path').fill('kept.py');
    await bob.keyboard.press('Enter');
    await notes.waitFor({ state: 'detached' });
    await makeFile(bob, 'notes.py');
    await bob.getByLabel('Text of notes.py').click();
    await bob.keyboard.type('# new');
    await bob.getByText('Saved').waitFor();
    expect(await editorOf(bob).textContent()).toBe('# new');
    await bob.getByRole('treeitem', { name: 'kept.py' }).click();
    await editorOf(bob).getByText('# old').waitFor();
    await bob.getByRole('treeitem', { name: 'main.py' }).click();
    await editorOf(bob).getByText('print("bob")').waitFor();
  });

  it('lets a viewer see and not type', async () => {
    await editorOf(eve).getByText('print("bob")').waitFor();
    await editorOf(eve).click();
    await eve.keyboard.type('mischief');
    await editorOf(bob).click();
    await bob.keyboard.press('Control+End');
    await bob.keyboard.type(' # seen');
    await editorOf(eve).getByText('# seen').waitFor();
    for (const page of [ada, bob, eve]) expect(await editorOf(page).textContent()).not.toContain('mischief');
    expect(await eve.getByRole('button', { name: 'New file' }).count()).toBe(0);
    expect(await eve.getByRole('button', { name: 'Run', exact: true }).isDisabled()).toBe(true);
    await eve.getByText('You can look, not change').waitFor();
  });

  it('shares a terminal, which a viewer watches', async () => {
    await ada.keyboard.press('Control+`');
    await ada.locator('.terminal-pane[data-state=live]').waitFor();
    await bob.locator('.terminal-pane[data-state=live]').waitFor();
    await eve.locator('.terminal-pane[data-state=watching]').waitFor();
    await ada.keyboard.type('expr 6 \\* 7\n');
    for (const page of [ada, bob, eve]) await screenOf(page).getByText('42', { exact: true }).waitFor();
    await eve.locator('.terminal-screen').click();
    await eve.keyboard.type('echo mischief\n');
    await bob.locator('.terminal-screen').click();
    await bob.keyboard.type('expr 8 \\* 8\n');
    for (const page of [ada, bob, eve]) await screenOf(page).getByText('64', { exact: true }).waitFor();
    expect(await screenOf(ada).textContent()).not.toContain('mischief');
  });

  it('shows a viewer files that nobody edits, and goes with them when somebody does', async () => {
    await ada.locator('.terminal-screen').click();
    await ada.keyboard.type('echo first > plain.txt\n');
    await eve.getByRole('treeitem', { name: 'plain.txt' }).click();
    await editorOf(eve).getByText('first').waitFor();
    await ada.keyboard.type('echo second > plain.txt\n');
    await editorOf(eve).getByText('second').waitFor();
    await ada.getByRole('treeitem', { name: 'plain.txt' }).click();
    await ada.getByLabel('Text of plain.txt').click();
    await ada.keyboard.press('Control+End');
    await ada.keyboard.type('third');
    await editorOf(eve).getByText('third').waitFor();
    await editorOf(eve).locator('.cm-ySelectionInfo', { hasText: 'Ada' }).waitFor();
    for (const page of [ada, eve]) await page.getByRole('button', { name: 'Close plain.txt' }).click();
  });

  it('goes on where it was when the network comes back', async () => {
    network.cut();
    await ada.getByText('Offline').waitFor();
    await editorOf(ada).click();
    await ada.keyboard.press('Control+End');
    await ada.keyboard.type('\n# offline');
    network.mend();
    await editorOf(bob).getByText('# offline').waitFor();
    await ada.getByText('Connected').waitFor();
    await ada.locator('.terminal-pane[data-state=live]').waitFor();
    await ada.locator('.terminal-screen').click();
    await ada.keyboard.type('expr 9 \\* 9\n');
    for (const page of [ada, eve]) await screenOf(page).getByText('81', { exact: true }).waitFor();
  });

  it('needs no second sign-in when a token runs out, and one when the login is ended', async () => {
    await bob.waitForResponse((answer) => answer.url().endsWith('/auth/refresh'));
    await editorOf(bob).click();
    await bob.keyboard.press('Control+End');
    await bob.keyboard.type('\n# later');
    await editorOf(ada).getByText('# later').waitFor();
    const api = await server.client.logIn('bob@example.com');
    const changed = await api.put('/users/me/password', {
      currentPassword: PASSWORD,
      newPassword: 'difference engine',
    });
    expect(changed.status).toBe(204);
    await bob.getByRole('heading', { name: 'Sign in' }).waitFor();
    await bob.getByText('Your sign-in has ended').waitFor();
    await bob.getByLabel('Email').fill('bob@example.com');
    await bob.getByLabel('Password').fill('difference engine');
    await bob.getByRole('button', { name: 'Sign in' }).click();
    await bob.getByRole('treeitem', { name: 'main.py' }).waitFor();
  });

  it.each(['light', 'dark'] as const)('can be used by everybody, as far as axe knows: %s', async (theme) => {
    if (theme === 'dark') await ada.getByRole('button', { name: 'Dark colours' }).click();
    for (const side of ['People', 'Conversation', 'Workspace']) {
      await ada.locator('.side-tabs').getByText(side).click();
      expect(await violations(ada), `${theme}: ${side}`).toEqual([]);
    }
    await find(ada, 'light');
    await ada.getByRole('option', { name: 'Switch between light and dark', selected: true }).waitFor();
    expect(await violations(ada), `${theme}: finder`).toEqual([]);
    await ada.keyboard.press('Escape');
    await eventually(async () => (await ada.getByRole('dialog').count()) === 0);
    await ada.getByRole('link', { name: 'All sessions' }).click();
    await ada.getByRole('link', { name: 'Engine' }).waitFor();
    await ada.getByRole('button', { name: 'New session' }).hover();
    expect(await violations(ada), `${theme}: sessions`).toEqual([]);
    await ada.getByRole('button', { name: 'New session' }).click();
    await ada.getByText('TypeScript').waitFor();
    expect(await violations(ada), `${theme}: new session`).toEqual([]);
    await ada.keyboard.press('Escape');
    await openSession(ada, 'Engine');
    await ada.getByRole('button', { name: 'People', exact: true }).click();
    const guest = await browsers.visit({ colorScheme: theme });
    await guest.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await violations(guest), `${theme}: sign-in`).toEqual([]);
  });

  it('complains of nothing in the console but the network that was gone', () => {
    expect(browsers.complaints.filter((text) => !/WebSocket|net::ERR/.test(text))).toEqual([]);
  });
});

async function invitation(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Make a link' }).click();
  return page.getByLabel('Link that registers one person').inputValue();
}
