import { describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { errAsync, type ResultAsync } from '../kernel/index.js';
import { memoryRuntime, memoryStorage, memoryStore } from '../memory/index.js';
import { storageUnavailable, type StorageProvider } from '../storage/index.js';
import { storeUnavailable, type RecordStore } from '../store/index.js';

/** Lets a number of calls through, then none, as if the process had died there: before the call took effect, or right after. */
class Crash {
  private left = Infinity;
  happened = false;

  constructor(private readonly when: 'before' | 'after') {}

  arm(calls: number): void {
    this.left = calls;
  }

  disarm(): void {
    this.left = Infinity;
  }

  call<T, E, F>(work: () => ResultAsync<T, E>, failure: F): ResultAsync<T, E | F> {
    this.left -= 1;
    if (this.left > 0) return work();
    this.happened = true;
    if (this.left < 0 || this.when === 'before') return errAsync(failure);
    return work().andThen(() => errAsync(failure));
  }
}

function crashingStorage(inner: StorageProvider, crash: Crash): StorageProvider {
  const lost = storageUnavailable();
  return {
    name: inner.name,
    open: () => inner.open(),
    put: (...args) => crash.call(() => inner.put(...args), lost),
    putMany: (...args) => crash.call(() => inner.putMany(...args), lost),
    get: (...args) => crash.call(() => inner.get(...args), lost),
    getMany: (...args) => crash.call(() => inner.getMany(...args), lost),
    remove: (...args) => crash.call(() => inner.remove(...args), lost),
    list: (...args) => crash.call(() => inner.list(...args), lost),
    dispose: () => inner.dispose(),
  };
}

function crashingStore(inner: RecordStore, crash: Crash): RecordStore {
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    open: (collections) => inner.open(collections),
    transact: (work, options) => crash.call(() => inner.transact(work, options), storeUnavailable()),
    read: (work, options) => crash.call(() => inner.read(work, options), storeUnavailable()),
    watch: (...args) => inner.watch(...args),
    backup: (path, options) => inner.backup(path, options),
    restore: (path) => inner.restore(path),
    health: () => inner.health(),
    dispose: () => inner.dispose(),
  };
}

type Tree = Readonly<Record<string, string>>;

const large = (letter: string) => letter.repeat(400_000);
const OLD: Tree = { 'a.txt': 'old', 'big.bin': large('o'), 'gone.txt': 'soon' };
const NEW: Tree = { 'a.txt': 'new', 'big.bin': large('n'), 'more.txt': 'here' };

/** A save that dies at call `n`; what the next incarnation finds, and whether there was such a call. */
async function afterCrash(
  n: number,
  when: 'before' | 'after',
): Promise<{ readonly tree: Tree; readonly hit: boolean }> {
  const crash = new Crash(when);
  const runtime = memoryRuntime();
  await using carrel = await memoryCarrel({
    runtime,
    store: crashingStore(memoryStore(), crash),
    storages: [crashingStorage(memoryStorage({ name: 'database' }), crash)],
    storage: { debounceMs: 3_600_000, maxIntervalMs: 3_600_000 },
    workspaces: { reconcileIntervalMs: 3_600_000, leaseTtlMs: 3_600_000 },
  });
  const caller = await newCaller(carrel);
  const made = await carrel.sessions.create(caller, { kind: 'room', languages: ['python'], storage: 'database' });
  const { id } = expectOk(made);
  const first = expectOk(await carrel.workspaces.open(caller, id));
  for (const [path, text] of Object.entries(OLD)) expectOk(await first.files.write(path, text));
  expectOk(await carrel.backups.create(caller, id));
  for (const [path, text] of Object.entries(NEW)) expectOk(await first.files.write(path, text));
  expectOk(await first.files.remove('gone.txt'));

  crash.arm(n);
  const saved = await carrel.backups.create(caller, id);
  crash.disarm();
  expect(saved.isErr()).toBe(crash.happened);
  for (const { handle } of runtime.durableState.all()) runtime.killBox(handle);
  await eventually(async () => {
    expect(expectOk(await carrel.workspaces.get(caller, id)).state).toBe('failed');
  });

  const second = expectOk(await carrel.workspaces.open(caller, id));
  const tree: Record<string, string> = {};
  for (const { path } of expectOk(await second.files.list())) tree[path] = expectOk(await second.files.readText(path));
  return { tree, hit: crash.happened };
}

describe.each(['before', 'after'] as const)('a save whose process dies right %s any call', (when) => {
  it('leaves what was stored before, or all of the new', { timeout: 120_000 }, async () => {
    let oldOnes = 0;
    for (let n = 1; ; n += 1) {
      const { tree, hit } = await afterCrash(n, when);
      const isOld = tree['a.txt'] === 'old';
      expect(tree).toEqual(isOld ? OLD : NEW);
      oldOnes += Number(isOld);
      if (hit) continue;
      expect(isOld).toBe(false);
      expect(n).toBeGreaterThan(10);
      expect(oldOnes).toBeGreaterThan(8);
      return;
    }
  });
});
