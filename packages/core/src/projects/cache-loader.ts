import { err, ok, type Result } from '../kernel/index.js';
import { downloadTar } from '../runtime/index.js';
import { comparePaths, type ManifestFile } from '../storage/index.js';
import { StoredTarTree } from '../workspaces/index.js';
import type { CachedPackages } from './cached-packages.js';
import type { InstallCache } from './install.js';
import { readLockFile, type LockFile } from './lock-file.js';
import { storedUnder, type CacheError, type PackageCacheDeps, type WorkspaceCache } from './package-cache.js';

/** Of how many other lock files packages are taken where nothing is stored for a lock file itself. */
const OTHERS = 4;

interface Found {
  readonly files: ReadonlyMap<string, ManifestFile>;
  readonly used: readonly CachedPackages[];
}

/** Puts packages that are stored for a tenant into the cache of a workspace. */
export class CacheLoader {
  constructor(private readonly deps: PackageCacheDeps) {}

  /**
   * The packages that the lock file of the project names, and no other, are in the workspace's cache as far as they are stored;
   * nothing is put into a cache that has some.
   */
  async load(cache: WorkspaceCache): Promise<Result<Exclude<InstallCache, 'failed'>, CacheError>> {
    const { call, directory, files, place, shared } = cache;
    const there = await files.list(place, { ...call, maxEntries: 1 });
    if (there.isOk() ? there.value.length > 0 : there.error.type === 'connection/limit') return ok('own');
    if (there.isErr() && there.error.type !== 'file/not-found') return err(there.error);
    const lock = await readLockFile(files, { directory, names: shared.lockFiles, call });
    if (lock.isErr()) return err(lock.error);
    if (lock.value === null) return ok('miss');
    const found = await this.find(cache, lock.value);
    if (found.isErr()) return err(found.error);
    if (found.value.files.size === 0) return ok('miss');
    const put = await this.put(cache, found.value);
    if (put.isErr()) return err(put.error);
    return ok(found.value.used.some((one) => one.lock === lock.value?.digest) ? 'hit' : 'partial');
  }

  /** Whoever knows the digest of a package has had it, or its lock file, before: nothing else is given. */
  private async find(cache: WorkspaceCache, lock: LockFile): Promise<Result<Found, CacheError>> {
    const { clock, repository, storage, trees } = this.deps;
    const usable = await repository.usable(cache, clock.now());
    if (usable.isErr()) return err(usable.error);
    const here = usable.value.filter((one) => one.storage === storage);
    const exact = here.filter((one) => one.lock === lock.digest);
    const named = cache.shared.named(lock.text);
    const files = new Map<string, ManifestFile>();
    const used: CachedPackages[] = [];
    for (const one of exact.length > 0 ? exact : here.slice(0, OTHERS)) {
      const tree = await trees.current(storedUnder(one), cache.call);
      if (tree.isErr()) return err(tree.error);
      const before = files.size;
      for (const entry of tree.value.manifest.entries) {
        if (entry.type === 'file' && named.has(entry.path)) files.set(entry.path, entry);
      }
      if (files.size > before) used.push(one);
    }
    return ok({ files, used });
  }

  private async put(cache: WorkspaceCache, { files, used }: Found): Promise<Result<void, CacheError>> {
    const { clock, contents, repository, storage } = this.deps;
    const provider = contents.provider(storage);
    if (provider.isErr()) return err(provider.error);
    const { call, place, tenantId } = cache;
    const entries = [...files.values()].sort((one, other) => comparePaths(one.path, other.path));
    const tree = new StoredTarTree({ manifest: { entries }, provider: provider.value, tenantId });
    const put = await downloadTar(tree, '', call).andThen((tar) => cache.files.upload(place, tar, call));
    if (put.isErr()) return err(tree.failure ?? put.error);
    for (const one of used) {
      const noted = await repository.use(one, clock.now());
      if (noted.isErr()) return err(noted.error);
    }
    return ok(undefined);
  }
}
