import { hasBackend } from '@carrel/conformance';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.js';
import { DataDir, ServerProcess } from '../server-process.js';
import {
  Browsers,
  buildWorkbench,
  editorOf,
  makeFile,
  makeSession,
  missingBrowser,
  register,
  violations,
} from './browsers.js';

describe.runIf(hasBackend('Chromium', missingBrowser))('refactoring in the workbench', () => {
  let dataDir: DataDir;
  let server: ServerProcess;
  let browsers: Browsers;
  let ada: Page;

  beforeAll(async () => {
    buildWorkbench();
    dataDir = new DataDir();
    server = await ServerProcess.launch(dataDir, ['--runtime', 'local']).listening;
    browsers = await Browsers.launch(server.origin);
    ada = await browsers.visit();
    await register(ada, 'Ada');
    await makeSession(ada, 'Engine', 'Just me');
    await makeFile(ada, 'sums.py');
    await editorOf(ada).click();
    await ada.keyboard.type('def add(a, b): return a + b\n');
    await makeFile(ada, 'main.py');
    await editorOf(ada).click();
    await ada.keyboard.type('from sums import add\nprint(add(1, 2))\n');
    await editorOf(ada).getByText('print(add(1, 2))').waitFor();
  });

  afterAll(async () => {
    await browsers[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await dataDir[Symbol.asyncDispose]();
  });

  const choose = async (label: string) => {
    await ada.keyboard.press('F2');
    await ada.getByLabel('What to do').selectOption({ label });
  };

  it('renames a symbol in all files, by keys, and shows what changes before it does', async () => {
    await ada.keyboard.press('Control+Home');
    for (let column = 1; column < 18; column += 1) await ada.keyboard.press('ArrowRight');
    await choose('Rename the symbol');
    await ada.getByLabel('New name').fill('plus');
    await ada.keyboard.press('Enter');
    await ada.getByText('2 files, +3 −3').waitFor();
    const diff = await ada.getByLabel('What would change').innerText();
    expect(diff).toContain('+print(plus(1, 2))');
    expect(diff).toContain('-def add(a, b)');
    expect(await violations(ada)).toEqual([]);
    await ada.getByRole('button', { name: 'Apply' }).click();
    await ada.getByText('Done: 2 files').waitFor();
    await editorOf(ada).getByText('print(plus(1, 2))').waitFor();
    await ada.getByRole('button', { name: 'Undo' }).click();
    await editorOf(ada).getByText('print(add(1, 2))').waitFor();
    await ada.getByRole('button', { name: 'Apply' }).click();
    await ada.getByText('Done: 2 files').waitFor();
    await ada.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await editorOf(ada).getByText('print(plus(1, 2))').waitFor();
  });

  it('says why something cannot be done, and lets it be done otherwise', async () => {
    await editorOf(ada).click();
    await choose('Inline');
    await ada.getByRole('button', { name: 'Preview' }).click();
    await eventually(async () => (await ada.getByRole('alert').innerText()) !== '');
    await ada.keyboard.press('Escape');
    await eventually(async () => (await ada.getByRole('dialog').count()) === 0);
  });

  it('moves a file, which stays open where it is then', async () => {
    await editorOf(ada).click();
    await choose('Move the file');
    await ada.getByLabel('To', { exact: true }).fill('app/start.py');
    await ada.getByRole('button', { name: 'Preview' }).click();
    await ada.getByRole('button', { name: 'Apply' }).click();
    await ada.getByText('Done: 1 file').waitFor();
    await ada.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await ada.getByRole('button', { name: 'start.py', exact: true }).waitFor();
    await editorOf(ada).getByText('print(plus(1, 2))').waitFor();
    expect(await ada.getByRole('button', { name: 'main.py', exact: true }).count()).toBe(0);
    expect(browsers.complaints).toEqual([]);
  });
});
