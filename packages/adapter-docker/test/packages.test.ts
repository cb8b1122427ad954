import { execFileSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { eventually, expectErr, expectOk, hasBackend } from '@carrel/conformance';
import { createCarrel, unwrap, type Caller, type Carrel, type CarrelOptions, type OpenWorkspace } from '@carrel/core';
import { memoryStorage, memoryStore } from '@carrel/core/memory';
import type { NetworkAccess } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { dockerRuntime, imageRecipe } from '../src/index.js';
import { docker, hasDocker } from './docker-backend.js';

/** What npm fetches from, and the authorities that are trusted, are this machine's. */
const registry = ask('npm', ['config', 'get', 'registry']);
const { NODE_EXTRA_CA_CERTS: authorities } = process.env;
const AUTHORITIES = '.authorities.pem';
const env = {
  npm_config_registry: registry,
  ...(authorities === undefined ? {} : { NODE_EXTRA_CA_CERTS: `/workspace/${AUTHORITIES}` }),
};

/** The images of JavaScript and Python are built first, unless the engine has them. */
const TIMEOUT = { timeout: 900_000 };

const here = (await hasDocker()) && hasBackend('npm registry', await whatIsMissing());

describe.runIf(here)('packages in a container', TIMEOUT, () => {
  it('are fetched by the real npm over a guarded network, and found by the program', async () => {
    await using it = await world('internet');
    const manifest = { name: 'app', dependencies: { 'left-pad': '1.3.0', 'is-number': '7.0.0' } };
    await expectOk(it.workspace.files.write('app/package.json', JSON.stringify(manifest)));
    const program = "console.log(require('left-pad')('7', 3, '0'), require('is-number')(process.getuid()))";
    await expectOk(it.workspace.files.write('app/main.js', program));
    const { detections } = await expectOk(it.workspace.projects.detect());
    expect(detections).toMatchObject([{ id: 'node', directory: 'app', commands: { install: ['npm', 'install'] } }]);

    const installed = await expectOk(it.workspace.projects.install());

    expect(installed).toMatchObject({ manager: 'npm', exitCode: 0, reason: 'exited' });
    expect(installed.output).toContain('added 2 packages');
    const ran = await expectOk(it.workspace.commands.run(['node', 'main.js'], { cwd: 'app' }));
    expect(ran).toMatchObject({ exitCode: 0, stdout: '007 true\n' });
    const lock = await expectOk(it.workspace.files.readText('app/package-lock.json'));
    expect(Object.keys((JSON.parse(lock) as { readonly packages: object }).packages)).toEqual([
      '',
      'node_modules/is-number',
      'node_modules/left-pad',
    ]);
    const entries = await expectOk(it.workspace.files.list());
    expect(entries.map(({ path }) => path).filter((path) => path !== AUTHORITIES)).toEqual(['.carrel', 'app']);
    const cached = await expectOk(it.workspace.files.list('.carrel/cache/npm/_cacache'));
    expect(cached.length).toBeGreaterThan(0);
  });

  it('come from what is stored for the tenant in its next session, whose npm fetches nothing', async () => {
    const offline = new Set<string>();
    await using it = await world('internet', 'javascript', {
      cache: 'tenant',
      env: ({ sessionId }) => (offline.has(sessionId) ? { ...env, npm_config_offline: 'true' } : env),
    });
    const manifest = JSON.stringify({ name: 'app', dependencies: { 'left-pad': '1.3.0', 'is-number': '7.0.0' } });
    await expectOk(it.workspace.files.write('package.json', manifest));
    expect(await expectOk(it.workspace.projects.install())).toMatchObject({ exitCode: 0, cache: 'miss' });
    const lock = await expectOk(it.workspace.files.readText('package-lock.json'));

    await eventually(
      async () => {
        const made = it.carrel.sessions.create(it.caller, { kind: 'solo', languages: ['javascript'] });
        const { id } = await expectOk(made);
        offline.add(id);
        const next = await expectOk(it.carrel.workspaces.open(it.caller, id));
        await expectOk(next.files.write('package.json', manifest));
        await expectOk(next.files.write('package-lock.json', lock));
        const installed = await expectOk(next.projects.install());
        await expectOk(it.carrel.workspaces.stop(it.caller, id));
        expect(installed).toMatchObject({ exitCode: 0, cache: 'hit' });
        expect(installed.output).toContain('added 2 packages');
      },
      { withinMs: 60_000 },
    );
  });

  it('are given up with all that npm had begun', async () => {
    await using it = await world('internet');
    const forever = { name: 'app', scripts: { preinstall: 'touch began; setsid sleep 3737 & sleep 3737' } };
    await expectOk(it.workspace.files.write('package.json', JSON.stringify(forever)));
    const leaving = new AbortController();

    const installing = it.workspace.projects.install({ signal: leaving.signal });
    await eventually(() => expectOk(it.workspace.files.stat('began')), { withinMs: 30_000 });
    leaving.abort();

    await expectErr(installing, 'request/aborted');
    const left = await expectOk(it.workspace.commands.run('cat /proc/[0-9]*/cmdline'));
    expect(left.stdout).not.toContain('3737');
  });

  it('cannot be fetched without a network, which is told at once and with its cause', async () => {
    await using it = await world('none');
    const manifest = { name: 'app', dependencies: { 'left-pad': '1.3.0' } };
    await expectOk(it.workspace.files.write('package.json', JSON.stringify(manifest)));

    const failed = await expectOk(it.workspace.projects.install({ timeoutMs: 60_000 }));

    expect(failed).toMatchObject({ reason: 'exited', hint: { type: 'no-network' } });
    expect(failed.exitCode).toBeGreaterThan(0);
    expect(failed.output).toContain('ENOTCACHED');
    expect(failed.durationMs).toBeLessThan(30_000);
  });

  it('of Python are installed for the user of the workspace, whose root cannot be written', async () => {
    await using it = await world('none', 'python');
    await expectOk(it.workspace.commands.run(['python3', '-c', MAKE_WHEEL]));
    await expectOk(it.workspace.files.write('requirements.txt', './thing-1.0-py3-none-any.whl\n'));

    const installed = await expectOk(it.workspace.projects.install());
    const lacking = await expectOk(it.workspace.projects.install({ packages: ['requests>=2,<3'] }));

    expect(installed).toMatchObject({ manager: 'pip', exitCode: 0 });
    expect(installed.output).toContain('Successfully installed thing-1.0');
    const ran = await expectOk(it.workspace.commands.run(['python3', '-c', 'import thing; print(thing.answer)']));
    expect(ran.stdout).toBe('42\n');
    expect(lacking).toMatchObject({ exitCode: 1, hint: { type: 'no-network' } });
    expect(lacking.output).toContain('No matching distribution found for requests');
  });
});

/** Makes a package of Python with one module, as its index would have it. */
const MAKE_WHEEL = `
import zipfile
files = {
  'thing.py': 'answer = 42',
  'thing-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\\nName: thing\\nVersion: 1.0\\n',
  'thing-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n',
}
files['thing-1.0.dist-info/RECORD'] = ''.join(name + ',,\\n' for name in files)
with zipfile.ZipFile('thing-1.0-py3-none-any.whl', 'w') as wheel:
  for name, text in files.items(): wheel.writestr(name, text)
`;

interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly workspace: OpenWorkspace;
}

/** A workspace in a container of which nothing is left. */
async function world(
  network: NetworkAccess,
  language = 'javascript',
  projects: CarrelOptions['projects'] = { env },
): Promise<World> {
  const runtime = dockerRuntime({ network: await waysToTheRegistry() });
  const carrel = await createCarrel({
    ...{ store: memoryStore(), runtime, images: { recipe: imageRecipe() } },
    ...{ workspaces: { network }, storages: [memoryStorage()], projects },
  });
  const { tokens } = await unwrap(
    carrel.identity.register({ email: 'ada@example.com', password: 'correct horse' }, { requestId: 'req_test' }),
  );
  const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'req_test'));
  const { id } = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: [language] }));
  const workspace = await unwrap(carrel.workspaces.open(caller, id));
  if (authorities !== undefined) await unwrap(workspace.files.write(AUTHORITIES, readFileSync(authorities)));
  return {
    ...{ carrel, caller, workspace },
    async [Symbol.asyncDispose]() {
      const [container] = await docker.listContainers({ all: true, filters: { label: [`carrel.session=${id}`] } });
      const installationId = container?.Labels['carrel.installation'] ?? '';
      await unwrap(carrel.workspaces.stop(caller, id));
      await unwrap(runtime.sweep({ installationId, olderThanMs: 0 }));
      await carrel.dispose();
      const filters = { label: [`carrel.installation=${installationId}`] };
      expect(await docker.listContainers({ all: true, filters })).toEqual([]);
      expect(await docker.listNetworks({ filters })).toEqual([]);
    },
  };
}

/** The resolvers of this machine, and the registry, which may have a private address. */
async function waysToTheRegistry() {
  const resolvers = readFileSync('/etc/resolv.conf', 'utf8').matchAll(/^nameserver\s+([\d.]+)$/gm);
  const addresses = await lookup(new URL(registry).hostname, { all: true, family: 4 });
  return {
    dns: [...resolvers].map(([, address = '']) => address),
    allow: addresses.map(({ address }) => address),
  };
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
