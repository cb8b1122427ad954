import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { errAsync, okAsync, type Caller, type SessionId } from '../kernel/index.js';
import type { Carrel, CarrelOptions } from '../index.js';
import { memoryRuntime, memoryStorage, type MemoryRuntime, type MemoryStorage } from '../memory/index.js';
import { downloadTar, fileNotFound, type FileEntry, type TarTree } from '../runtime/index.js';
import { storageFull, storageUnavailable, type StorageOptions } from '../storage/index.js';

interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly runtime: MemoryRuntime;
  readonly storage: MemoryStorage;
  readonly caller: Caller;
  readonly id: SessionId;
}

const SOON: StorageOptions = { debounceMs: 20, maxIntervalMs: 100 };

async function world(options: Partial<CarrelOptions> = {}): Promise<World> {
  const runtime = memoryRuntime();
  const storage = memoryStorage({ name: 'database' });
  const carrel = await memoryCarrel({ runtime, storages: [storage], storage: SOON, ...options });
  const caller = await newCaller(carrel);
  const made = await carrel.sessions.create(caller, { kind: 'room', languages: ['python'], storage: 'database' });
  const { id } = expectOk(made);
  return { carrel, runtime, storage, caller, id, [Symbol.asyncDispose]: () => carrel.dispose() };
}

async function open({ carrel, caller, id }: World) {
  return expectOk(await carrel.workspaces.open(caller, id));
}

/** Kills the box as a machine would, and waits until that was noticed. */
async function killBox(it: World): Promise<void> {
  for (const { handle } of it.runtime.durableState.all()) it.runtime.killBox(handle);
  await eventually(async () => {
    expect(expectOk(await it.carrel.workspaces.get(it.caller, it.id)).state).toBe('failed');
  });
}

/** A tar stream of one symbolic link and a directory that nothing is put into. */
async function linkTar(path: string, target: string): Promise<AsyncIterable<Uint8Array>> {
  const entry: FileEntry = { path, type: 'symlink', size: 0, modifiedAt: 0, mode: 0o777, tag: '' };
  const tree: TarTree = {
    list: () => okAsync([entry, { ...entry, path: 'shut', type: 'directory', mode: 0o555 }]),
    read: () => errAsync(fileNotFound(path)),
    readLink: () => okAsync(target),
  };
  return expectOk(await downloadTar(tree, ''));
}

/** How many contents are stored for the session's tenant. */
async function contentsOf(it: World): Promise<number> {
  return expectOk(await it.storage.list(it.caller.tenantId)).items.length;
}

describe('files of a session with a storage', () => {
  it('are there in the next incarnation after a stop: files, large ones, modes, times, directories and links', async () => {
    await using it = await world({ storage: { debounceMs: 60_000, maxIntervalMs: 60_000 } });
    const large = Buffer.alloc(900_000, 'large');
    const first = await open(it);
    expectOk(await first.files.write('src/main.py', 'print(1)', { mode: 0o755 }));
    expectOk(await first.files.write('big.bin', large));
    expectOk(await first.files.write('empty', ''));
    expectOk(await first.files.makeDirectory('void/below'));
    expectOk(
      await it.carrel.files.upload(it.caller, {
        sessionId: it.id,
        path: '',
        tar: await linkTar('link', 'src/main.py'),
      }),
    );
    const before = expectOk(await first.files.list('', { recursive: true }));

    expect(expectOk(await it.carrel.workspaces.stop(it.caller, it.id))).toMatchObject({ reason: 'requested' });
    const second = await open(it);

    expect(second.incarnation).toBe(2);
    const after = expectOk(await second.files.list('', { recursive: true }));
    const shape = ({ path, type, size, mode, modifiedAt }: (typeof after)[number]) => {
      return { path, type, size, mode, modifiedAt: type === 'file' ? modifiedAt : null };
    };
    expect(after.map(shape)).toEqual(before.map(shape));
    expect(expectOk(await second.files.readText('src/main.py'))).toBe('print(1)');
    expect(Buffer.compare(expectOk(await second.files.readBytes('big.bin')), large)).toBe(0);
    expect(expectOk(await second.files.readText('link'))).toBe('print(1)');
  });

  it('are there after the box died, once the debounce was over', async () => {
    await using it = await world();
    const first = await open(it);
    const before = await contentsOf(it);
    expectOk(await first.files.write('notes.txt', 'kept'));
    await eventually(async () => {
      expect(await contentsOf(it)).toBeGreaterThan(before + 1);
    });

    await killBox(it);
    const second = await open(it);

    expect(expectOk(await second.files.readText('notes.txt'))).toBe('kept');
    expectErr(await first.files.readText('notes.txt'), 'workspace/replaced');
  });

  it('store only what changed', async () => {
    await using it = await world({ storage: { debounceMs: 60_000, maxIntervalMs: 60_000 } });
    const first = await open(it);
    for (let index = 0; index < 20; index += 1) expectOk(await first.files.write(`file${index}`, `content ${index}`));
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));
    const stored = await contentsOf(it);
    const second = await open(it);
    expectOk(await second.files.write('file3', 'another content'));
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));

    // The changed file, and the list of files.
    expect(await contentsOf(it)).toBe(stored + 2);
  });

  it('keep what a stop could not store in the box, and the stop is tried again', async () => {
    await using it = await world({
      storage: { debounceMs: 60_000, maxIntervalMs: 60_000 },
      workspaces: { reconcileIntervalMs: 20 },
    });
    const first = await open(it);
    expectOk(await first.files.write('notes.txt', 'kept'));
    it.storage.failNext('putMany', storageUnavailable());

    const stopping = expectOk(await it.carrel.workspaces.stop(it.caller, it.id));

    expect(stopping.state).toBe('stopping');
    expect(it.runtime.durableState.size).toBe(1);
    await eventually(async () => {
      expect(expectOk(await it.carrel.workspaces.get(it.caller, it.id)).state).toBe('stopped');
    });
    expect(expectOk(await (await open(it)).files.readText('notes.txt'))).toBe('kept');
  });

  it('that cannot be stored for too long are given up, which the reason says', async () => {
    await using it = await world({
      storage: { maxFiles: 2, stopRetryMs: 0, debounceMs: 60_000, maxIntervalMs: 60_000 },
      workspaces: { reconcileIntervalMs: 20 },
    });
    const first = await open(it);
    for (const name of ['a', 'b', 'c']) expectOk(await first.files.write(name, name));

    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));

    await eventually(async () => {
      const stopped = expectOk(await it.carrel.workspaces.get(it.caller, it.id));
      expect(stopped).toMatchObject({ state: 'stopped', reason: 'files-not-saved' });
    });
    expect(it.runtime.durableState.size).toBe(0);
  });

  it('fail the start when they cannot be loaded, with the reason', async () => {
    await using it = await world();
    expectOk(await (await open(it)).files.write('notes.txt', 'kept'));
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));
    it.storage.failNext('get', storageFull());

    const failed = expectErr(await it.carrel.workspaces.open(it.caller, it.id), 'workspace/start-failed');

    expect(failed.reason).toBe('files-not-loaded');
    expect(expectOk(await (await open(it)).files.readText('notes.txt'))).toBe('kept');
  });

  it('leave out what is excluded', async () => {
    await using it = await world({ storage: { ...SOON, exclude: ['node_modules', 'out/cache'] } });
    const first = await open(it);
    const paths = ['a/node_modules/x', 'out/cache/y', 'out/kept', 'main.js'];
    for (const path of paths) expectOk(await first.files.write(path, path));
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));

    const listed = expectOk(await (await open(it)).files.list('', { recursive: true }));

    expect(listed.filter(({ type }) => type === 'file').map(({ path }) => path)).toEqual(['main.js', 'out/kept']);
  });
});

it('keeps nothing of a session without a storage', async () => {
  await using it = await world();
  const made = await it.carrel.sessions.create(it.caller, { kind: 'solo', languages: ['python'] });
  const none = { ...it, id: expectOk(made).id };
  expectOk(await (await open(none)).files.write('notes.txt', 'gone'));
  expectOk(await it.carrel.workspaces.stop(it.caller, none.id));

  expect(expectOk(await (await open(none)).files.list())).toEqual([]);
  expect(await contentsOf(it)).toBe(0);
});
