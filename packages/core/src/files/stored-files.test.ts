import { expect, describe, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import type { Caller, SessionId } from '../kernel/index.js';
import type { Carrel, CarrelOptions } from '../index.js';
import { memoryRuntime, memoryStorage, type MemoryRuntime, type MemoryStorage } from '../memory/index.js';
import { storageFull, type StorageProvider } from '../storage/index.js';

interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly runtime: MemoryRuntime;
  readonly storage: MemoryStorage;
  readonly caller: Caller;
  readonly id: SessionId;
}

async function world(options: Partial<CarrelOptions> = {}): Promise<World> {
  const runtime = memoryRuntime();
  const storage = memoryStorage({ name: 'database' });
  const carrel = await memoryCarrel({ runtime, storages: [storage], ...options });
  const caller = await newCaller(carrel);
  const made = await carrel.sessions.create(caller, { kind: 'room', languages: ['python'], storage: 'database' });
  return { carrel, runtime, storage, caller, id: expectOk(made).id, [Symbol.asyncDispose]: () => carrel.dispose() };
}

const write = ({ carrel, caller, id }: World, path: string, data: string | AsyncIterable<Uint8Array>, options = {}) =>
  carrel.files.write(
    caller,
    { sessionId: id, path, data: typeof data === 'string' ? Buffer.from(data) : data },
    options,
  );

async function read({ carrel, caller, id }: World, path: string, options = {}): Promise<string> {
  const { data } = expectOk(await carrel.files.read(caller, { sessionId: id, path }, options));
  const chunks: Uint8Array[] = [];
  for await (const chunk of data) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function paths({ carrel, caller, id }: World, path = ''): Promise<readonly string[]> {
  const listed = await carrel.files.list(caller, { sessionId: id, path }, { recursive: true });
  return expectOk(listed).map((entry) => entry.path);
}

async function* stream(bytes: number): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < bytes; at += 65_536) {
    await Promise.resolve();
    yield Buffer.alloc(Math.min(65_536, bytes - at), 'x');
  }
}

/** The archive with another content in its first file, so that there is something to store. */
async function* changed(tar: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of tar) yield chunk.length === 1 ? Buffer.from('?') : chunk;
}

describe('the files of a session that has no workspace', () => {
  it('can be written, read, listed, moved and removed, and are in the next workspace', async () => {
    await using it = await world();
    const at = (path: string) => ({ sessionId: it.id, path });

    expect(expectOk(await write(it, 'src/main.py', 'print(1)')).size).toBe(8);
    expectOk(await write(it, 'big.bin', stream(3_000_000)));
    expectOk(await it.carrel.files.makeDirectory(it.caller, at('a/b')));
    expectOk(await it.carrel.files.move(it.caller, { ...at('src/main.py'), to: 'app/main.py' }));
    expectOk(await it.carrel.files.remove(it.caller, at('src')));

    expect(await paths(it)).toEqual(['a', 'a/b', 'app', 'app/main.py', 'big.bin']);
    expect(await paths(it, 'app')).toEqual(['app/main.py']);
    expect(await read(it, 'app/main.py', { start: 2, length: 3 })).toBe('int');
    expect(expectOk(await it.carrel.workspaces.get(it.caller, it.id)).state).toBe('none');
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    expect(expectOk(await workspace.files.readText('app/main.py'))).toBe('print(1)');
    expect(expectOk(await workspace.files.readBytes('big.bin')).length).toBe(3_000_000);
  });

  it('say what is wrong as live ones do', async () => {
    await using it = await world();
    const first = expectOk(await write(it, 'main.py', 'one'));
    const at = (path: string) => ({ sessionId: it.id, path });

    expectErr(await write(it, '../outside', 'x'), 'file/outside-root');
    expectErr(await write(it, 'main.py/below', 'x'), 'file/not-a-directory');
    expectErr(await write(it, 'main.py', 'x', { exclusive: true }), 'file/exists');
    expectErr(await it.carrel.files.read(it.caller, at('nothing')), 'file/not-found');
    expectErr(await it.carrel.files.list(it.caller, at('main.py')), 'file/not-a-directory');
    expectErr(await it.carrel.files.read(it.caller, at('')), 'file/is-a-directory');
    expectOk(await it.carrel.files.makeDirectory(it.caller, at('d/e')));
    expectErr(await it.carrel.files.move(it.caller, { ...at('d'), to: 'd/e/f' }), 'file/into-itself');
    expectErr(await it.carrel.files.move(it.caller, { ...at('d'), to: 'main.py' }), 'file/exists');
    expectOk(await write(it, 'main.py', 'two', { expectTag: first.tag }));
    expectErr(await write(it, 'main.py', 'three', { expectTag: first.tag }), 'file/changed');
  });

  it('are packed and unpacked as a tar stream, wholly or not at all', async () => {
    await using it = await world();
    for (const name of ['a', 'b', 'c']) expectOk(await write(it, `in/${name}`, name));
    const tar = expectOk(await it.carrel.files.download(it.caller, { sessionId: it.id, path: 'in' }));

    expectOk(await it.carrel.files.upload(it.caller, { sessionId: it.id, path: 'out', tar }));

    expect(await paths(it, 'out')).toEqual(['out/a', 'out/b', 'out/c']);
    const again = expectOk(await it.carrel.files.download(it.caller, { sessionId: it.id, path: 'in' }));
    it.storage.failNext('putMany', storageFull());
    const failed = await it.carrel.files.upload(it.caller, { sessionId: it.id, path: 'third', tar: changed(again) });
    expectErr(failed, 'storage/full');
    expect(await paths(it)).not.toContain('third');
  });

  it('lose no write of many at once, also while a workspace starts', async () => {
    await using it = await world();
    const names = Array.from({ length: 12 }, (_, index) => `file${index}`);
    const half = names.slice(0, 6).map((name) => write(it, name, name));

    const starting = it.carrel.workspaces.start(it.caller, it.id);
    const rest = names.slice(6).map((name) => write(it, name, name));
    for (const written of await Promise.all([...half, ...rest])) expectOk(written);
    expectOk(await starting);

    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const live = expectOk(await workspace.files.list()).map(({ path }) => path);
    expect(live).toEqual([...names].sort());
  });

  it('past the limits are refused, with the limit in the message', async () => {
    await using it = await world({ storage: { maxFiles: 2, maxBytes: 10 } });
    expectOk(await write(it, 'a', '12345'));

    expect(expectErr(await write(it, 'b', '1234567'), 'storage/too-large').message).toContain('storage.maxBytes');
    expect(expectErr(await write(it, 'b/c', '1'), 'storage/too-many-files').message).toContain('storage.maxFiles');
    expect(await paths(it)).toEqual(['a']);
  });

  it('are not there without a storage', async () => {
    await using it = await world();
    const none = expectOk(await it.carrel.sessions.create(it.caller, { kind: 'solo', languages: ['python'] }));

    expectErr(await write({ ...it, id: none.id }, 'a', 'a'), 'workspace/not-running');
  });

  it('are swept once nothing refers to them, and shared until then', async () => {
    await using it = await world({ storage: { sweepDelayMs: 0 }, workspaces: { reconcileIntervalMs: 20 } });
    const contents = async () => expectOk(await it.storage.list(it.caller.tenantId)).items.length;
    expectOk(await write(it, 'a', 'shared content'));
    const fork = expectOk(await it.carrel.sessions.fork(it.caller, it.id));
    for (let round = 0; round < 5; round += 1) expectOk(await write(it, 'a', `round ${round}`));

    // The last round and its list of files, and the fork's of both.
    await eventually(async () => {
      expect(await contents()).toBe(4);
    });
    expect(await read({ ...it, id: fork.id }, 'a')).toBe('shared content');
    expectOk(await it.carrel.sessions.remove(it.caller, fork.id));
    await eventually(async () => {
      expect(await contents()).toBe(2);
    });
    expectOk(await write(it, 'b', 'shared content'));
    expect(await read(it, 'b')).toBe('shared content');
    expect(await read(it, 'a')).toBe('round 4');
  });
});

describe('the files of an archived session', () => {
  it('can be read, listed and downloaded, and nothing else', async () => {
    await using it = await world();
    const at = (path: string) => ({ sessionId: it.id, path });
    expectOk(await write(it, 'before.txt', 'stored'));
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    expectOk(await workspace.files.write('live.txt', 'saved at the end'));
    expectOk(await it.carrel.sessions.update(it.caller, it.id, { changes: { status: 'archived' } }));

    expect(await read(it, 'before.txt')).toBe('stored');
    expect(await read(it, 'live.txt')).toBe('saved at the end');
    expect(await paths(it)).toEqual(['before.txt', 'live.txt']);
    expect(expectOk(await it.carrel.files.stat(it.caller, at('live.txt'))).size).toBe(16);
    expectOk(await it.carrel.files.download(it.caller, at('')));
    expectErr(await write(it, 'after.txt', 'no'), 'session/archived');
    expectErr(await it.carrel.files.remove(it.caller, at('live.txt')), 'session/archived');
    expectErr(await it.carrel.files.move(it.caller, { ...at('live.txt'), to: 'other.txt' }), 'session/archived');
    expectErr(await workspace.files.readText('live.txt'), 'session/archived');
    expect(expectOk(await it.carrel.workspaces.get(it.caller, it.id)).state).toBe('stopped');
  });

  it('are none without a storage', async () => {
    await using it = await world();
    const made = await it.carrel.sessions.create(it.caller, { kind: 'solo', languages: ['python'] });
    const { id } = expectOk(made);
    expectOk(await it.carrel.sessions.update(it.caller, id, { changes: { status: 'archived' } }));
    expectErr(await it.carrel.files.list(it.caller, { sessionId: id, path: '' }), 'session/archived');
  });
});

describe('an archive of very many files', () => {
  it('is stored in a few steps, whole or not at all', { timeout: 120_000 }, async () => {
    const memory = memoryStorage({ name: 'database' });
    let puts = 0;
    const counting: StorageProvider = {
      name: memory.name,
      open: () => memory.open(),
      put: (...call) => memory.put(...call),
      putMany(...call) {
        puts += 1;
        return memory.putMany(...call);
      },
      get: (...call) => memory.get(...call),
      getMany: (...call) => memory.getMany(...call),
      remove: (...call) => memory.remove(...call),
      list: (...call) => memory.list(...call),
      dispose: () => memory.dispose(),
    };
    await using it = await world({ storages: [counting] });
    const made = await it.carrel.sessions.create(it.caller, { kind: 'solo', languages: ['python'] });
    const live = expectOk(await it.carrel.workspaces.open(it.caller, expectOk(made).id));
    const names = Array.from({ length: 300 }, (_, at) => `file${String(at)}.txt`);
    for (const name of names) expectOk(await live.files.write(name, `of ${name}`));
    const archive = () => it.carrel.files.download(it.caller, { sessionId: expectOk(made).id, path: '' });

    memory.failNext('putMany', storageFull());
    const sent = { sessionId: it.id, path: '', tar: expectOk(await archive()) };
    expectErr(await it.carrel.files.upload(it.caller, sent), 'storage/full');
    expect(await paths(it)).toEqual([]);

    puts = 0;
    expectOk(await it.carrel.files.upload(it.caller, { ...sent, tar: expectOk(await archive()) }));
    expect(puts).toBeLessThan(10);
    expect((await paths(it)).toSorted()).toEqual(names.toSorted());
    expect(await read(it, 'file299.txt')).toBe('of file299.txt');
  });
});
