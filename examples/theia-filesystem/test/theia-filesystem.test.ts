import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CarrelFileSystemError, createCarrelClient, unwrap, type CarrelClient } from '@carrel/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CarrelFileSystemProvider } from '../src/carrel-file-system-provider.js';
import { PathUri } from '../src/path-uri.js';
import { toProviderError } from '../src/provider-error.js';
import { startServer } from '../src/server.js';
import type { Disposable, FileChange } from '../src/theia.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const uri = (path: string) => new PathUri(path);
const CREATE = { create: true, overwrite: false };
const REPLACE = { create: false, overwrite: true };

const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

let server: Awaited<ReturnType<typeof startServer>>;
let client: CarrelClient;
let sessionId: string;
let provider: CarrelFileSystemProvider<PathUri>;

beforeAll(async () => {
  server = await startServer();
  client = createCarrelClient({ baseUrl: server.baseUrl, retry: { maxAttempts: 1 } });
  await unwrap(client.identity.register({ email: 'ada@example.com', password: 'analytical engine' }));
  sessionId = (await unwrap(client.sessions.create({ kind: 'solo', languages: ['python'] }))).id;
  provider = new CarrelFileSystemProvider((await unwrap(client.workspaces.open(sessionId))).files);
});

afterAll(async () => {
  const { items } = await unwrap(client.sessions.list());
  for (const { id } of items) await unwrap(client.sessions.remove(id));
  await server.stop();
});

it('prints what its README says', async () => {
  const said = /```text\n(.*?)```/s.exec(readFileSync(at('../README.md'), 'utf8'))?.[1];

  const { stdout } = await promisify(execFile)('npm', ['start', '--silent'], { cwd: at('..') });

  expect(stdout).toBe(said);
});

it('reads and writes bytes as they are', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);

  await provider.writeFile(uri('/deep/down/bytes'), bytes, CREATE);

  expect(Buffer.from(await provider.readFile(uri('/deep/down/bytes')))).toEqual(Buffer.from(bytes));
  expect(await provider.stat(uri('/deep/down/bytes'))).toMatchObject({ type: 1, size: 256 });
  expect(await provider.readdir(uri('/deep'))).toEqual([['down', 2]]);
  expect(await provider.stat(uri('/'))).toMatchObject({ type: 2 });
});

it('replaces what is there where Theia says so', async () => {
  await provider.writeFile(uri('/old'), Buffer.from('old'), CREATE);
  await provider.writeFile(uri('/new'), Buffer.from('new'), CREATE);

  await expect(provider.rename(uri('/new'), uri('/old'), { overwrite: false })).rejects.toMatchObject({
    code: 'EntryExists',
  });
  await provider.rename(uri('/new'), uri('/old'), { overwrite: true });

  expect(Buffer.from(await provider.readFile(uri('/old'))).toString()).toBe('new');
  await expect(provider.writeFile(uri('/new'), Buffer.from(''), REPLACE)).rejects.toMatchObject({
    code: 'EntryNotFound',
  });
});

it('tells every listener of what others change, until it is disposed', async () => {
  const seen: FileChange<PathUri>[] = [];
  const disposables: Disposable[] = [];
  const teller = { seen };
  function listen(this: typeof teller, changes: readonly FileChange<PathUri>[]): void {
    this.seen.push(...changes);
  }
  provider.onDidChangeFile(listen, teller, disposables);
  await provider.mkdir(uri('/watched'));
  const watch = provider.watch(uri('/watched'), { recursive: true, excludes: [] });
  const { commands } = await unwrap(client.workspaces.reach(sessionId));
  const told = (type: number, path: string) =>
    seen.some((change) => change.type === type && change.resource.path === path);

  await expect
    .poll(
      async () => {
        await unwrap(commands.run('echo more >> watched/file'));
        return told(0, '/watched/file');
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  await unwrap(commands.run('mv watched/file watched/moved && rm watched/moved'));
  await expect.poll(() => told(2, '/watched/moved'), { timeout: 30_000 }).toBe(true);
  expect(told(2, '/watched/file')).toBe(true);

  watch.dispose();
  for (const disposable of disposables) disposable.dispose();
  const before = seen.length;
  await unwrap(commands.run('touch watched/unseen'));
  expect(seen).toHaveLength(before);
});

it('names its errors as Theia knows them, with why', async () => {
  await provider.mkdir(uri('/directory'));
  await provider.writeFile(uri('/file'), Buffer.from(''), CREATE);

  expect(await failure(provider.stat(uri('/nothing')))).toMatchObject({
    name: 'EntryNotFound (FileSystemError)',
    code: 'EntryNotFound',
    cause: { type: 'file/not-found', status: 404 },
  });
  expect(await failure(provider.mkdir(uri('/directory')))).toMatchObject({ code: 'EntryExists' });
  expect(await failure(provider.readFile(uri('/directory')))).toMatchObject({ code: 'EntryIsADirectory' });
  expect(await failure(provider.readdir(uri('/file')))).toMatchObject({ code: 'EntryNotADirectory' });
  const tooLarge = new CarrelFileSystemError('Unavailable', 'Too large.', { type: 'request/too-large' });
  expect(toProviderError(tooLarge)).toMatchObject({ name: 'EntryTooLarge (FileSystemError)', message: 'Too large.' });
  expect(toProviderError(new TypeError('broken'))).toMatchObject({ code: 'Unknown' });
});

it('lets a viewer of a room read, and not write', async () => {
  const room = await unwrap(client.sessions.create({ kind: 'room', languages: ['python'] }));
  await unwrap((await unwrap(client.workspaces.open(room.id))).files.write('shared', 'text'));
  const ben = createCarrelClient({ baseUrl: server.baseUrl });
  const { token: invitation } = await unwrap(client.tenant.invitations.create());
  const login = { email: 'ben@example.com', password: 'difference engine', invitation };
  const { user } = await unwrap(ben.identity.register(login));
  await unwrap(client.sessions.members.set(room.id, user.id, 'viewer'));
  const own = new CarrelFileSystemProvider<PathUri>((await unwrap(ben.workspaces.reach(room.id))).files);

  expect(Buffer.from(await own.readFile(uri('/shared'))).toString()).toBe('text');
  expect(await failure(own.writeFile(uri('/shared'), Buffer.from(''), REPLACE))).toMatchObject({
    code: 'NoPermissions',
    cause: { type: 'session/forbidden' },
  });
});

it('is unavailable while its server is', async () => {
  const gone = await startServer();
  const own = createCarrelClient({ baseUrl: gone.baseUrl, retry: { maxAttempts: 1 } });
  await unwrap(own.identity.register({ email: 'ada@example.com', password: 'analytical engine' }));
  const session = await unwrap(own.sessions.create({ kind: 'solo', languages: ['python'] }));
  const { files } = await unwrap(own.workspaces.open(session.id));
  await unwrap(own.sessions.remove(session.id));
  await gone.stop();

  expect(await failure(new CarrelFileSystemProvider<PathUri>(files).stat(uri('/')))).toMatchObject({
    code: 'Unavailable',
    cause: { type: 'client/unreachable' },
  });
});
