import { setTimeout } from 'node:timers/promises';
import { createCarrelClient, unwrap } from '@carrel/client';
import { CarrelFileSystemProvider } from './carrel-file-system-provider.js';
import { PathUri } from './path-uri.js';
import { ProviderError } from './provider-error.js';
import { startServer } from './server.js';

const DEADLINE_MS = 30_000;
const ROOT = new PathUri('/project');
const FOLDER = new PathUri('/project/src');
const MAIN = new PathUri('/project/src/main.py');
const APP = new PathUri('/project/src/app.py');
const BYTES = Buffer.from('print(6 * 7)\n');

// What the file service of Theia does with a provider, call by call.
const server = await startServer();
try {
  const client = createCarrelClient({ baseUrl: server.baseUrl });
  await unwrap(client.identity.register({ email: 'ada@example.com', password: 'analytical engine' }));
  const session = await unwrap(client.sessions.create({ kind: 'solo', languages: ['python'] }));
  const workspace = await unwrap(client.workspaces.open(session.id));
  const provider = new CarrelFileSystemProvider<PathUri>(workspace.files, { root: '/project' });
  await change(provider);
  await fail(provider);
  await unwrap(client.sessions.remove(session.id));
} finally {
  await server.stop();
}

async function change(provider: CarrelFileSystemProvider<PathUri>): Promise<void> {
  await provider.mkdir(FOLDER);
  await provider.writeFile(MAIN, BYTES, { create: true, overwrite: false });
  const { size } = await provider.stat(MAIN);
  console.log(
    `${MAIN.path} has ${String(size)} bytes: ${Buffer.from(await provider.readFile(MAIN))
      .toString()
      .trim()}`,
  );

  const told = new Set<string>();
  const names = ['updated', 'added', 'deleted'];
  provider.onDidChangeFile((changes) => {
    for (const { type, resource } of changes) told.add(`${names[type] ?? ''} ${resource.path}`);
  });
  const watch = provider.watch(ROOT, { recursive: true, excludes: [] });
  // It begins once the server has heard of it.
  await until(
    () => told.has(`updated ${MAIN.path}`),
    () => provider.writeFile(MAIN, BYTES, { create: false, overwrite: true }),
  );
  await provider.rename(MAIN, APP, { overwrite: false });
  const expected = [`deleted ${MAIN.path}`, `added ${APP.path}`];
  await until(() => expected.every((line) => told.has(line)));
  for (const line of expected) console.log(`told: ${line}`);
  watch.dispose();

  await provider.copy(FOLDER, new PathUri('/project/copy'), { overwrite: false });
  console.log(`in the root: ${(await provider.readdir(ROOT)).map(([name]) => name).join(', ')}`);
}

async function fail(provider: CarrelFileSystemProvider<PathUri>): Promise<void> {
  const failures = {
    'read what is not there': () => provider.readFile(MAIN),
    'create what is there': () => provider.writeFile(APP, BYTES, { create: true, overwrite: false }),
    'rename over what is there': () => provider.rename(new PathUri('/project/copy'), FOLDER, { overwrite: false }),
    'read a directory': () => provider.readFile(FOLDER),
    'delete a directory that is not empty': () => provider.delete(FOLDER, { recursive: false, useTrash: false }),
    'leave the session': () => provider.stat(new PathUri('/project/../../etc/passwd')),
  };
  for (const [what, act] of Object.entries(failures)) {
    const error: unknown = await act().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    console.log(`${what}: ${error instanceof ProviderError ? error.code : String(error)}`);
  }
  await provider.delete(FOLDER, { recursive: true, useTrash: false });
  await provider.delete(new PathUri('/project/copy'), { recursive: true, useTrash: false });
  console.log(`left: ${String((await provider.readdir(ROOT)).length)}`);
}

async function until(isSo: () => boolean, act: () => Promise<void> = async () => undefined): Promise<void> {
  for (const deadline = Date.now() + DEADLINE_MS; !isSo(); await setTimeout(50)) {
    if (Date.now() > deadline) throw new Error('It was not told in time.');
    await act();
  }
}
