import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasBackend } from '@carrel/conformance';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataDir, ServerProcess } from '../server-process.js';
import { Browsers, buildWorkbench, editorOf, makeSession, missingBrowser, register, violations } from './browsers.js';

const ONE = { CARREL_WORKSPACES__MAX: '1', CARREL_SOURCES__DEPTH: '0' };

describe.runIf(hasBackend('Chromium', missingBrowser))('starting in the workbench', () => {
  let dataDir: DataDir;
  let git: Repositories;
  let server: ServerProcess;
  let browsers: Browsers;
  let page: Page;

  beforeAll(async () => {
    buildWorkbench();
    dataDir = new DataDir();
    git = await Repositories.start();
    server = await ServerProcess.launch(dataDir, ['--runtime', 'local'], ONE).listening;
    browsers = await Browsers.launch(server.origin);
    page = await browsers.visit();
    await register(page, 'Ada');
  });

  afterAll(async () => {
    await browsers[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await git[Symbol.asyncDispose]();
    await dataDir[Symbol.asyncDispose]();
  });

  const from = async (name: string, url: string) => {
    await page.getByRole('button', { name: 'New session' }).click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('From a Git repository').fill(url);
    await page.getByRole('button', { name: 'Create session' }).click();
  };

  it('begins a session with the files of a repository', async () => {
    await from('Engine', git.url('engine'));
    await page.getByRole('button', { name: 'Workspace: running' }).waitFor();
    await page.getByRole('treeitem', { name: 'mill.py' }).click();
    await editorOf(page).getByText('print("from the mill")').waitFor();
  });

  it('says where a session stands in the queue, and goes on when there is room', async () => {
    await page.getByRole('link', { name: 'All sessions' }).click();
    await page.getByRole('button', { name: 'New session' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Waits');
    await page.getByRole('button', { name: 'Create session' }).click();
    await page.getByText('Waiting for room, 1 in the queue').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'All sessions' }).click();
    await page.getByText('1. in the queue').waitFor();
    await page.getByRole('link', { name: 'Waits' }).click();
    await page.getByText('Waiting for room').waitFor();
    await stop('Engine');
    await page.getByRole('button', { name: 'Workspace: running' }).waitFor();
  });

  it('says why a repository could not be had', async () => {
    await stop('Waits');
    await page.getByRole('link', { name: 'All sessions' }).click();
    await from('Missing', git.url('nothing'));
    await page.getByText('its repository could not be fetched').waitFor();
    const tried = await page.locator('.start pre').innerText();
    expect(await violations(page)).toEqual([]);
    expect(tried.split('making the box')).toHaveLength(2);
    expect(await page.locator('.start pre').innerText()).toBe(tried);
    await page.getByRole('button', { name: 'Start the workspace' }).click();
    await page.getByText('There is no repository at the source of the session').waitFor();
  });

  it('takes no address that is none, and says so beside it', async () => {
    await page.getByRole('link', { name: 'All sessions' }).click();
    await from('Elsewhere', 'file:///etc');
    await page.getByRole('alert').getByText('expected a URL of http, https, ssh or git').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await makeSession(page, 'Plain', 'Just me');
  });

  async function stop(name: string): Promise<void> {
    const ada = await server.client.logIn('ada@example.com');
    const { items } = (await ada.get('/sessions')).json<{ readonly items: readonly { id: string; name: string }[] }>();
    const id = items.find((session) => session.name === name)?.id ?? '';
    expect((await ada.delete(`/sessions/${id}/workspace`)).status).toBeLessThan(300);
  }
});

/** Serves a repository as files over HTTP, which git can read where it fetches the whole history. */
class Repositories implements AsyncDisposable {
  private readonly root = mkdtempSync(join(tmpdir(), 'carrel-git-'));
  private readonly server: Server = createServer(({ url = '/' }, response) => {
    const path = join(this.root, new URL(url, 'http://localhost').pathname);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) response.end(readFileSync(path));
    else response.writeHead(404).end();
  });

  static async start(): Promise<Repositories> {
    const repositories = new Repositories();
    repositories.commit();
    await new Promise<void>((resolve) => repositories.server.listen(0, '127.0.0.1', resolve));
    return repositories;
  }

  url(name: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${name}/.git`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.root, { recursive: true });
  }

  private commit(): void {
    const directory = join(this.root, 'engine');
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', directory]);
    writeFileSync(join(directory, 'mill.py'), 'print("from the mill")\n');
    const settings = ['-C', directory, '-c', 'user.name=a', '-c', 'user.email=a@b'];
    for (const words of [['add', '--all'], ['commit', '--quiet', '--message', 'Begin'], ['update-server-info']])
      execFileSync('git', [...settings, ...words]);
  }
}
