import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { colleagueOf } from '../../test/room-fixture.js';
import type { Carrel, CarrelOptions, OpenWorkspace } from '../index.js';
import type { Caller } from '../kernel/index.js';
import {
  memoryRuntime,
  memoryStorage,
  memoryStore,
  VirtualClock,
  type MemoryStorage,
  type Program,
} from '../memory/index.js';
import { storageUnavailable } from '../storage/index.js';
import type { RecordStore } from '../store/index.js';
import { memoryMetrics, type MemoryMetrics } from '../telemetry/memory-metrics.js';
import { cachedPackages, type CachedPackages } from './cached-packages.js';
import type { InstallResult, ProjectOptions } from './index.js';

const SHARED = '.carrel/cache/npm/_cacache/content-v2';

/** What the registry has of a package. */
function archiveOf(name: string): Buffer {
  return Buffer.alloc(name.startsWith('large') ? 400_000 : 1_000, `archive of ${name} `);
}

function placeOf(data: Uint8Array): string {
  const hex = createHash('sha512').update(data).digest('hex');
  return `sha512/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`;
}

function lockOf(...names: readonly string[]): string {
  const integrity = (name: string) => `sha512-${createHash('sha512').update(archiveOf(name)).digest('base64')}`;
  const packages = names.map((name) => [`node_modules/${name}`, { name, integrity: integrity(name) }]);
  return JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries(packages) });
}

/** Takes what its cache has, whatever that is, and fetches the rest; the package `broken` cannot be installed, `slow` hardly ever. */
const npm: Program = async ({ argv, cwd, env, files, sleep, write }) => {
  if (argv.includes('slow')) await sleep(600_000);
  const cache = env['npm_config_cache'] ?? '';
  files.makeDirectory(`${cache}/_cacache/index-v5`)._unsafeUnwrap();
  files.write(`${cache}/_cacache/index-v5/index`, 'what a registry said')._unsafeUnwrap();
  const lock = files.read(`${cwd}/package-lock.json`);
  const text = lock.isOk() ? Buffer.from(lock.value).toString() : '{"packages":{}}';
  const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, { readonly name: string }>> };
  for (const { name } of Object.values(packages)) {
    const place = `${cache}/_cacache/content-v2/${placeOf(archiveOf(name))}`;
    const cached = files.read(place);
    await write('stdout', `${cached.isOk() ? 'cached' : 'fetched'} ${name}\n`);
    if (cached.isOk()) continue;
    files.makeDirectory(place.slice(0, place.lastIndexOf('/')))._unsafeUnwrap();
    files.write(place, archiveOf(name))._unsafeUnwrap();
  }
  return argv.includes('broken') ? 1 : 0;
};

interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly store: RecordStore;
  readonly storage: MemoryStorage;
  readonly metrics: MemoryMetrics;
}

async function world(projects: ProjectOptions = {}, options: Partial<CarrelOptions> = {}): Promise<World> {
  const { store = memoryStore() } = options;
  const storage = memoryStorage({ name: 'database' });
  const metrics = memoryMetrics();
  const carrel = await memoryCarrel({
    ...{ store, metrics, storages: [storage], runtime: memoryRuntime({ programs: { npm, python3: npm } }) },
    ...{ projects: { cache: 'tenant', ...projects }, ...options },
  });
  const caller = await newCaller(carrel);
  return { carrel, caller, store, storage, metrics, [Symbol.asyncDispose]: () => carrel.dispose() };
}

/** A new session with these files. */
async function workspaceOf(
  { carrel }: Pick<World, 'carrel'>,
  caller: Caller,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<OpenWorkspace> {
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['javascript'] }));
  const workspace = expectOk(await carrel.workspaces.open(caller, id));
  for (const [path, data] of Object.entries({ 'package.json': '{}', ...files }))
    expectOk(await workspace.files.write(path, data));
  return workspace;
}

/** What an installation in a new session says; then what became of its packages is on record. */
async function installed(
  it: World,
  lock: string,
  { caller = it.caller, more = {} }: { readonly caller?: Caller; readonly more?: Record<string, Uint8Array> } = {},
): Promise<InstallResult & { readonly workspace: OpenWorkspace }> {
  const workspace = await workspaceOf(it, caller, { 'package-lock.json': lock, ...more });
  const saves = savesOf(it);
  const result = expectOk(await workspace.projects.install());
  await eventually(() => {
    expect(savesOf(it)).toBe(saves + 1);
  });
  return { ...result, workspace };
}

function savesOf({ metrics }: World): number {
  const counts = metrics.text().matchAll(/^carrel_package_cache_saves_total\{.*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

function countOf({ metrics }: World, what: 'loads' | 'saves', outcome: string): number {
  const pattern = new RegExp(`^carrel_package_cache_${what}_total\\{outcome="${outcome}"\\} (\\d+)$`, 'm');
  return Number(pattern.exec(metrics.text())?.[1] ?? 0);
}

async function recorded({ store }: Pick<World, 'store'>): Promise<readonly CachedPackages[]> {
  const page = expectOk(await store.read((view) => view.scan(cachedPackages, { limit: 100 })));
  return page.items.map(({ value }) => value);
}

/** The packages in the shared part of a workspace's cache. */
async function sharedIn(workspace: OpenWorkspace): Promise<readonly string[]> {
  const listed = await workspace.files.list(SHARED, { recursive: true });
  const entries = listed.isOk() ? listed.value : [];
  return entries.flatMap(({ path, type }) => (type === 'file' ? [path.slice(SHARED.length + 1)] : [])).sort();
}

const placesOf = (...names: readonly string[]) => names.map((name) => placeOf(archiveOf(name))).sort();

describe('packages that are stored for a tenant', () => {
  it('are in the cache of the next session with the same lock file, of whichever member', async () => {
    await using it = await world();
    const first = await installed(it, lockOf('a', 'large'));

    const second = await installed(it, lockOf('a', 'large'), { caller: await colleagueOf(it.carrel, it.caller) });

    expect([first.cache, first.output]).toEqual(['miss', 'fetched a\nfetched large\n']);
    expect([second.cache, second.output]).toEqual(['hit', 'cached a\ncached large\n']);
    expect(await sharedIn(second.workspace)).toEqual(placesOf('a', 'large'));
    expect([countOf(it, 'loads', 'hit'), countOf(it, 'saves', 'saved'), countOf(it, 'saves', 'exists')]).toEqual([
      1, 1, 1,
    ]);
    expect(await recorded(it)).toMatchObject([{ state: 'ready', files: 2, bytes: 401_000, manager: 'npm' }]);
  });

  it('are never seen by another tenant', async () => {
    await using it = await world();
    await installed(it, lockOf('a'));
    const foreigner = await newCaller(it.carrel);

    const elsewhere = await installed(it, lockOf('a'), { caller: foreigner });

    expect([elsewhere.cache, elsewhere.output]).toEqual(['miss', 'fetched a\n']);
    const tenants = (await recorded(it)).map(({ tenantId }) => tenantId);
    expect(new Set(tenants)).toEqual(new Set([it.caller.tenantId, foreigner.tenantId]));
  });

  it.each(['a', 'large'])('are not what a session put under the name of the package %s', async (name) => {
    await using it = await world();
    const evil = Buffer.from('not that package, but as it were');
    const place = placeOf(archiveOf(name));
    const poisoned = await installed(it, lockOf(name, 'b'), {
      more: { [`${SHARED}/${place}`]: name === 'large' ? Buffer.alloc(400_000, evil) : evil },
    });
    expect([poisoned.cache, poisoned.output]).toEqual(['own', `cached ${name}\nfetched b\n`]);

    const victim = await installed(it, lockOf(name, 'b'));

    expect([victim.cache, victim.output]).toEqual(['hit', `fetched ${name}\ncached b\n`]);
    const content = expectOk(await victim.workspace.files.read(`${SHARED}/${place}`));
    const chunks: Uint8Array[] = [];
    for await (const chunk of content.data) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(archiveOf(name))).toBe(true);
  });

  it('are those that a lock file names: neither the index nor anything else of the cache', async () => {
    await using it = await world();
    const stray = Buffer.from('nobody named it');
    const first = await installed(it, lockOf('a'), { more: { [`${SHARED}/${placeOf(stray)}`]: stray } });
    expect((await sharedIn(first.workspace)).length).toBe(2);
    const { id } = expectOk(await it.carrel.sessions.create(it.caller, { kind: 'solo', languages: ['javascript'] }));
    const second = expectOk(await it.carrel.workspaces.open(it.caller, id));
    expectOk(await second.files.write('package.json', '{}'));
    expectOk(await second.files.write('package-lock.json', lockOf('a')));

    expect(expectOk(await second.projects.install({ packages: ['broken'] })).cache).toBe('hit');

    expect(await sharedIn(second)).toEqual(placesOf('a'));
    expect(await recorded(it)).toMatchObject([{ files: 1, bytes: 1_000 }]);
  });

  it('serve another lock file as far as it names them, and show it nothing else', async () => {
    await using it = await world();
    await installed(it, lockOf('a', 'secret'));
    await installed(it, lockOf('b'));

    const other = await installed(it, lockOf('a', 'b', 'c'));

    expect([other.cache, other.output]).toEqual(['partial', 'cached a\ncached b\nfetched c\n']);
    expect(await sharedIn(other.workspace)).toEqual(placesOf('a', 'b', 'c'));
    expect((await installed(it, lockOf('z'))).cache).toBe('miss');
  });

  it('are given by no lock file, and for none', async () => {
    await using it = await world();
    await installed(it, lockOf('a'));

    const workspace = await workspaceOf(it, it.caller, {});
    const result = expectOk(await workspace.projects.install());

    expect(result.cache).toBe('miss');
    await eventually(() => {
      expect(countOf(it, 'saves', 'nothing')).toBe(1);
    });
    expect(await sharedIn(workspace)).toEqual([]);
  });

  it('are stored after an installation in the background, and not after one that failed', async () => {
    await using it = await world();
    const failing = await workspaceOf(it, it.caller, { 'package-lock.json': lockOf('a') });
    expectOk(await failing.projects.install({ packages: ['broken'] }));
    const workspace = await workspaceOf(it, it.caller, { 'package-lock.json': lockOf('b') });

    expect(expectOk(await workspace.projects.startInstall()).cache).toBe('miss');

    await eventually(() => {
      expect(countOf(it, 'saves', 'saved')).toBe(1);
    });
    expect(await recorded(it)).toHaveLength(1);
    expect((await installed(it, lockOf('b'))).cache).toBe('hit');
    expect((await installed(it, lockOf('a'))).cache).toBe('miss');
  });

  it('are not waited for by a process that ends', async () => {
    const it = await world();
    const storing = await workspaceOf(it, it.caller, { 'package-lock.json': lockOf('a') });
    const held = it.storage.holdNext('putMany');
    expectOk(await storing.projects.install());
    await held.reached;
    const going = await workspaceOf(it, it.caller, {});
    expectOk(await going.projects.startInstall({ packages: ['slow'] }));

    await it.carrel.dispose();

    expect([countOf(it, 'saves', 'failed'), savesOf(it)]).toEqual([1, 1]);
  });

  it('are stored once, when sessions install the same at the same time', async () => {
    await using it = await world();
    const all = await Promise.all(
      Array.from({ length: 6 }, () => workspaceOf(it, it.caller, { 'package-lock.json': lockOf('a', 'b') })),
    );

    await Promise.all(all.map(async (workspace) => expectOk(await workspace.projects.install())));

    await eventually(() => {
      expect(savesOf(it)).toBe(6);
    });
    expect([countOf(it, 'saves', 'saved'), countOf(it, 'saves', 'failed')]).toEqual([1, 0]);
    expect(await recorded(it)).toHaveLength(1);
  });

  it('are of programs whose packages can be verified alone', async () => {
    await using it = await world();
    const workspace = await workspaceOf(it, it.caller, { 'requirements.txt': 'flask\n' });

    const result = expectOk(await workspace.projects.install({ manager: 'pip' }));

    expect([result.exitCode, 'cache' in result]).toEqual([0, false]);
  });

  it('are not looked for where a workspace keeps its cache elsewhere, or nothing is stored', async () => {
    await using moved = await world({ env: { npm_config_cache: '/workspace/here' } });
    await using alone = await world({ cache: 'session' });
    for (const it of [moved, alone]) {
      const workspace = await workspaceOf(it, it.caller, { 'package-lock.json': lockOf('a') });
      expect('cache' in expectOk(await workspace.projects.install())).toBe(false);
      expect(await recorded(it)).toEqual([]);
    }
  });

  it('take a storage', async () => {
    const refused = memoryCarrel({ projects: { cache: 'tenant' } });

    await expect(refused).rejects.toMatchObject({ error: { issues: [{ path: 'projects.cache' }] } });
  });
});

describe('an installation goes on without stored packages', () => {
  it('when they cannot be loaded', async () => {
    await using it = await world();
    await installed(it, lockOf('a'));
    it.storage.failNext('get', storageUnavailable());

    const result = await installed(it, lockOf('a'));

    expect([result.cache, result.exitCode, result.output]).toEqual(['failed', 0, 'fetched a\n']);
    expect(countOf(it, 'loads', 'failed')).toBe(1);
  });

  it('when loading them takes too long', async () => {
    await using it = await world({ cacheLoadTimeoutMs: 50 });
    await installed(it, lockOf('a'));
    it.storage.holdNext('get');

    expect((await installed(it, lockOf('a'))).cache).toBe('failed');
  });

  it('when they cannot be stored, and the next one stores them', async () => {
    await using it = await world();
    it.storage.failNext('putMany', storageUnavailable());

    expect((await installed(it, lockOf('a'))).exitCode).toBe(0);

    expect([countOf(it, 'saves', 'failed'), await recorded(it)]).toEqual([1, []]);
    await installed(it, lockOf('a'));
    expect((await installed(it, lockOf('a'))).cache).toBe('hit');
  });

  it('when storing them takes too long', async () => {
    await using it = await world({ cacheSaveTimeoutMs: 50 });
    it.storage.holdNext('putMany');

    expect((await installed(it, lockOf('a'))).exitCode).toBe(0);

    expect([countOf(it, 'saves', 'failed'), await recorded(it)]).toEqual([1, []]);
  });
});

describe('the limits of stored packages', () => {
  it.each([
    ['bytes of one lock file', { cacheMaxEntryBytes: 1_999 }],
    ['packages of one lock file', { cacheMaxEntryFiles: 1 }],
    ['bytes of a tenant', { cacheMaxBytes: 1_999 }],
  ])('keep those out that have too many %s', async (_what, projects) => {
    await using it = await world(projects);

    await installed(it, lockOf('a', 'b'));
    await installed(it, lockOf('c'));

    expect(countOf(it, 'saves', 'too-large')).toBe(1);
    expect(await recorded(it)).toMatchObject([{ files: 1 }]);
  });

  it.each([
    ['lock files', { cacheMaxEntries: 2 }],
    ['bytes', { cacheMaxBytes: 2_500 }],
  ])('of %s make room by taking those away that were not used for the longest time', async (_what, projects) => {
    const clock = new VirtualClock(Date.UTC(2030, 0, 1));
    await using it = await world(projects, { clock });
    for (const name of ['a', 'b']) {
      await installed(it, lockOf(name));
      await clock.advance(10);
    }
    expect((await installed(it, lockOf('a'))).cache).toBe('hit');
    await clock.advance(10);

    await installed(it, lockOf('c'));

    expect(await recorded(it)).toHaveLength(2);
    expect((await installed(it, lockOf('a'))).cache).toBe('hit');
    expect((await installed(it, lockOf('b'))).cache).toBe('miss');
  });

  it('are those of each tenant alone', async () => {
    await using it = await world({ cacheMaxEntries: 1 });
    await installed(it, lockOf('a'));
    await installed(it, lockOf('b'), { caller: await newCaller(it.carrel) });

    expect((await installed(it, lockOf('a'))).cache).toBe('hit');
  });

  it('of age take them away, with all that was stored of them', async () => {
    const clock = new VirtualClock(Date.UTC(2030, 0, 1));
    await using it = await world({ cacheMaxAgeMs: 60_000 }, { clock, storage: { sweepDelayMs: 1_000 } });
    await installed(it, lockOf('a', 'large'));
    const contents = async () => expectOk(await it.storage.list(it.caller.tenantId)).items.length;
    await clock.advance(59_000);
    expect([(await recorded(it)).length, await contents()]).toEqual([1, 3]);

    await eventually(async () => {
      await clock.advance(10_000);
      expect([(await recorded(it)).length, await contents()]).toEqual([0, 0]);
    });

    expect((await installed(it, lockOf('a', 'large'))).cache).toBe('miss');
  });
});
