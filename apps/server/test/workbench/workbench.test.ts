import { hasBackend } from '@carrel/conformance';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataDir, ServerProcess } from '../server-process.js';
import {
  Browsers,
  buildWorkbench,
  editorOf,
  makeFile,
  makeSession,
  missingBrowser,
  register,
  screenOf,
} from './browsers.js';

describe.runIf(hasBackend('Chromium', missingBrowser))('the workbench', () => {
  let dataDir: DataDir;
  let server: ServerProcess;
  let browsers: Browsers;
  let page: Page;

  beforeAll(async () => {
    buildWorkbench();
    dataDir = new DataDir();
    server = await ServerProcess.start(dataDir, ['--runtime', 'local']);
    browsers = await Browsers.launch(server.origin);
    page = await browsers.visit();
  });

  afterAll(async () => {
    await browsers[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await dataDir[Symbol.asyncDispose]();
  });

  it('takes somebody from the first visit to a program that ran', async () => {
    await register(page, 'Ada');
    await makeSession(page, 'First steps', 'Just me');
    await makeFile(page, 'main.py');
    await editorOf(page).click();
    await page.keyboard.type('print(6 * 7)');
    await page.getByText('Saved').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByLabel('Output of the last run').getByText('42').waitFor();
    await page.keyboard.press('Control+`');
    await screenOf(page).waitFor();
    await page.keyboard.type('cat main.py\n');
    await screenOf(page).getByText('print(6 * 7)').waitFor();
    expect(browsers.complaints).toEqual([]);
  });
});
