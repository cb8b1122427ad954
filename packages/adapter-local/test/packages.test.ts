import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, expectErr, expectOk, hasBackend } from '@carrel/conformance';
import { createCarrel, unwrap, type Caller, type Carrel, type CarrelOptions, type OpenWorkspace } from '@carrel/core';
import { memoryStorage, memoryStore } from '@carrel/core/memory';
import { describe, expect, it } from 'vitest';
import { localRuntime } from '../src/index.js';

/** What npm fetches from, and the authorities that are trusted, are this machine's. */
const registry = ask('npm', ['config', 'get', 'registry']);
const { NODE_EXTRA_CA_CERTS } = process.env;
const env = {
  npm_config_registry: registry,
  ...(NODE_EXTRA_CA_CERTS === undefined ? {} : { NODE_EXTRA_CA_CERTS }),
};

const here = hasBackend('npm registry', await whatIsMissing());

describe.runIf(here)('packages in a workspace of this machine', () => {
  it('are told, fetched by the real npm, found by the program, and leave nothing beside them', async () => {
    await using it = await world();
    await expectOk(
      it.workspace.files.write(
        'app/package.json',
        JSON.stringify({ name: 'app', dependencies: { 'left-pad': '1.3.0' }, scripts: { start: 'node main.js' } }),
      ),
    );
    await expectOk(it.workspace.files.write('app/main.js', "console.log(require('left-pad')('7', 3, '0'))"));
    const { detections } = await expectOk(it.workspace.projects.detect());
    expect(detections).toMatchObject([{ id: 'node', directory: 'app', commands: { install: ['npm', 'install'] } }]);

    const installed = await expectOk(it.workspace.projects.install());
    const added = await expectOk(it.workspace.projects.install({ path: 'app', packages: ['is-number@7.0.0'] }));

    expect(installed).toMatchObject({
      directory: 'app',
      exitCode: 0,
      output: expect.stringContaining('added 1 package'),
    });
    expect(added).toMatchObject({ exitCode: 0 });
    const manifest = await expectOk(it.workspace.files.readText('app/package.json'));
    expect(JSON.parse(manifest)).toMatchObject({ dependencies: { 'is-number': '^7.0.0', 'left-pad': '1.3.0' } });
    const entries = await expectOk(it.workspace.files.list());
    expect(entries.map(({ path }) => path)).toEqual(['.carrel', 'app']);
    expect((await expectOk(it.workspace.files.list('.carrel/cache/npm'))).length).toBeGreaterThan(0);
    const [run = []] = detections.map(({ commands }) => commands.run ?? []);
    const ran = await expectOk(it.workspace.commands.run(run, { cwd: 'app' }));
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/007\n$/) });
  }, 120_000);

  it('that are not there are told by the tool, as the end of its output', async () => {
    await using it = await world();
    await expectOk(it.workspace.files.write('package.json', '{}'));

    const failed = await expectOk(it.workspace.projects.install({ packages: ['@carrel-test/no-such-package'] }));

    expect(failed).toMatchObject({ reason: 'exited', output: expect.stringMatching(/npm (error|ERR!) 404/) });
    expect(failed.exitCode).not.toBe(0);
    expect(failed.hint).toBeUndefined();
  }, 120_000);

  it('are given up with all that npm had begun', async () => {
    await using it = await world();
    const forever = { name: 'app', scripts: { preinstall: 'touch began; setsid sleep 3747 & sleep 3747' } };
    await expectOk(it.workspace.files.write('package.json', JSON.stringify(forever)));
    const leaving = new AbortController();

    const installing = it.workspace.projects.install({ signal: leaving.signal });
    await eventually(() => expectOk(it.workspace.files.stat('began')), { withinMs: 30_000 });
    leaving.abort();

    await expectErr(installing, 'request/aborted');
    expect(await commandLines()).not.toContainEqual(expect.stringContaining('3747'));
  }, 120_000);

  it('come from what is stored for the tenant in its next session, whose npm fetches nothing', async () => {
    const offline = new Set<string>();
    await using it = await world({
      cache: 'tenant',
      env: ({ sessionId }) => (offline.has(sessionId) ? { ...env, npm_config_offline: 'true' } : env),
    });
    const manifest = JSON.stringify({ name: 'app', dependencies: { 'left-pad': '1.3.0' } });
    await expectOk(it.workspace.files.write('package.json', manifest));
    expect(await expectOk(it.workspace.projects.install())).toMatchObject({ exitCode: 0, cache: 'miss' });
    const lock = await expectOk(it.workspace.files.readText('package-lock.json'));

    await eventually(
      async () => {
        const session = await expectOk(
          it.carrel.sessions.create(it.caller, { kind: 'solo', languages: ['javascript'] }),
        );
        offline.add(session.id);
        const next = await expectOk(it.carrel.workspaces.open(it.caller, session.id));
        await expectOk(next.files.write('package.json', manifest));
        await expectOk(next.files.write('package-lock.json', lock));
        const installed = await expectOk(next.projects.install());
        await expectOk(it.carrel.workspaces.stop(it.caller, session.id));
        expect(installed).toMatchObject({
          exitCode: 0,
          cache: 'hit',
          output: expect.stringContaining('added 1 package'),
        });
      },
      { withinMs: 40_000 },
    );
  }, 60_000);

  it('of a tool that is not installed are refused', async () => {
    await using it = await world();
    await expectOk(it.workspace.files.write('pdm.lock', ''));
    await expectOk(it.workspace.files.write('pyproject.toml', '[project]\nname = "app"\n'));

    await expectErr(it.workspace.projects.install(), 'project/manager-not-installed');
  });
});

interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly workspace: OpenWorkspace;
}

async function world(projects: CarrelOptions['projects'] = { env }): Promise<World> {
  const baseDir = await mkdtemp(join(tmpdir(), 'carrel-packages-'));
  const storages = [memoryStorage()];
  const carrel = await createCarrel({ store: memoryStore(), runtime: localRuntime({ baseDir }), storages, projects });
  const { tokens } = await unwrap(
    carrel.identity.register({ email: 'ada@example.com', password: 'correct horse' }, { requestId: 'req_test' }),
  );
  const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'req_test'));
  const { id } = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: ['javascript'] }));
  const workspace = await unwrap(carrel.workspaces.open(caller, id));
  return {
    carrel,
    caller,
    workspace,
    async [Symbol.asyncDispose]() {
      await unwrap(carrel.workspaces.stop(caller, id));
      await carrel.dispose();
      await rm(baseDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function commandLines(): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
}

async function whatIsMissing(): Promise<string | null> {
  if (registry === '') return 'there is no npm';
  try {
    const { status } = await fetch(new URL('left-pad', registry), { signal: AbortSignal.timeout(5_000) });
    return status === 200 ? null : `the registry of npm answers ${String(status)}`;
  } catch {
    return 'the registry of npm does not answer';
  }
}

function ask(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}
