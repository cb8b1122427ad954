import { expectOk } from './expect-result.js';
import { memoryCarrel, newCaller } from './platform-fixture.js';
import type { Carrel, CarrelOptions, OpenWorkspace } from '../src/index.js';
import type { Caller, SessionId } from '../src/kernel/index.js';
import { memoryRuntime, type Program } from '../src/memory/index.js';
import type { InstallRequest } from '../src/projects/index.js';

/** Writes what it was called with; a package of the name `slow` takes for ever, `missing` is not there. */
export const npm: Program = async ({ argv, cwd, env, stdin, write, sleep }) => {
  const told = ['npm_config_cache', 'npm_config_fund', 'npm_config_offline', 'REGISTRY'].map(
    (name) => `${name}=${env[name] ?? ''}`,
  );
  await write('stdout', `${argv.join(' ')} in ${cwd}\n${told.join('\n')}\n`);
  for await (const chunk of stdin) await write('stdout', chunk);
  if (argv.includes('slow')) await sleep(600_000);
  if (!argv.includes('missing')) return 0;
  await write('stderr', 'npm error 404 Not Found\n');
  return 1;
};

const echo: Program = ({ argv, cwd, write }) => write('stdout', `${argv.join(' ')} in ${cwd}\n`);

interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly id: SessionId;
  readonly workspace: OpenWorkspace;
  readonly install: (request?: InstallRequest) => ReturnType<OpenWorkspace['projects']['install']>;
}

/** A workspace with these files, and what a project is worked with. */
export async function world(
  files: Readonly<Record<string, string>> = {},
  options: Partial<CarrelOptions> = {},
): Promise<World> {
  const runtime = memoryRuntime({ programs: { npm, python3: echo, cargo: echo } });
  const carrel = await memoryCarrel({ runtime, ...options });
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  const workspace = expectOk(await carrel.workspaces.open(caller, id));
  for (const [path, text] of Object.entries(files)) expectOk(await workspace.files.write(path, text));
  const install = (request: InstallRequest = {}) => workspace.projects.install(request);
  return { carrel, caller, id, workspace, install, [Symbol.asyncDispose]: () => carrel.dispose() };
}

export const PACKAGE = JSON.stringify({ name: 'app', dependencies: { express: '4' }, scripts: { start: 'node .' } });
export const SITE = JSON.stringify({ name: 'site', dependencies: { next: '14' }, scripts: { dev: 'next dev' } });
