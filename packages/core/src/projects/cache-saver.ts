import { err, ok, sessionId, type Result } from '../kernel/index.js';
import type { FileEntry } from '../runtime/index.js';
import { bytesOf, comparePaths, type Manifest, type ManifestFile } from '../storage/index.js';
import { TreeReader } from '../workspaces/index.js';
import type { CachedPackages } from './cached-packages.js';
import { readLockFile } from './lock-file.js';
import { storedUnder, type CacheError, type PackageCacheDeps, type WorkspaceCache } from './package-cache.js';

/**
 * What became of the packages of an installation. `exists`: some are stored for their lock file already. `nothing`: there is no lock
 * file, or none that it names is in the cache. `too-large`: past the limits of one lock file. `full`: no room in the tenant's.
 */
export type CacheSave = 'saved' | 'exists' | 'nothing' | 'too-large' | 'full';

/** How many entries are looked at for each package that may be stored: directories, and what the lock file does not name. */
const ENTRIES_PER_FILE = 10;
/** A save that has not ended by its time is certainly over when this much more has passed. */
const CERTAINLY_MS = 60_000;

/** Stores packages from the cache of a workspace for its tenant. */
export class CacheSaver {
  constructor(private readonly deps: PackageCacheDeps) {}

  /**
   * The packages that the lock file names are stored when `saved`, each of them verified: its bytes have the digest that it is
   * named by, or it is left out. For each lock file only the first save counts.
   */
  async save(cache: WorkspaceCache): Promise<Result<CacheSave, CacheError>> {
    const { clock, repository } = this.deps;
    const { call, directory, files, manager, shared, tenantId } = cache;
    const lock = await readLockFile(files, { directory, names: shared.lockFiles, call });
    if (lock.isErr()) return err(lock.error);
    if (lock.value === null) return ok('nothing');
    const key = { tenantId, manager, lock: lock.value.digest };
    const there = await repository.has(key, clock.now());
    if (there.isErr()) return err(there.error);
    if (there.value) return ok('exists');
    const listed = await this.list(cache, shared.named(lock.value.text));
    if (listed.isErr()) return err(listed.error);
    if (listed.value === null) return ok('too-large');
    if (listed.value.length === 0) return ok('nothing');
    return this.store(cache, listed.value, this.entry(key, listed.value));
  }

  /** Those that are named; `null` past the limits. */
  private async list(
    { call, files, place }: WorkspaceCache,
    named: ReadonlySet<string>,
  ): Promise<Result<readonly FileEntry[] | null, CacheError>> {
    const { cacheMaxBytes, cacheMaxEntryBytes, cacheMaxEntryFiles } = this.deps.options;
    const maxEntries = ENTRIES_PER_FILE * cacheMaxEntryFiles;
    const listed = await files.list(place, { ...call, recursive: true, maxEntries });
    if (listed.isErr()) {
      if (listed.error.type === 'connection/limit') return ok(null);
      return listed.error.type === 'file/not-found' ? ok([]) : err(listed.error);
    }
    const wanted = listed.value.filter(({ path, type }) => type === 'file' && named.has(below(place, path)));
    const bytes = wanted.reduce((sum, { size }) => sum + size, 0);
    const fits = bytes <= Math.min(cacheMaxEntryBytes, cacheMaxBytes) && wanted.length <= cacheMaxEntryFiles;
    return ok(fits ? wanted : null);
  }

  private entry(
    key: Pick<CachedPackages, 'tenantId' | 'manager' | 'lock'>,
    files: readonly FileEntry[],
  ): CachedPackages {
    const { clock, ids, options, storage } = this.deps;
    const now = clock.now();
    return {
      ...key,
      ...{ id: sessionId.create(ids), storage, state: 'saving', files: files.length },
      ...{ bytes: files.reduce((sum, { size }) => sum + size, 0), createdAt: now, usedAt: now },
      expiresAt: now + options.cacheSaveTimeoutMs + CERTAINLY_MS,
    };
  }

  private async store(
    cache: WorkspaceCache,
    files: readonly FileEntry[],
    entry: CachedPackages,
  ): Promise<Result<CacheSave, CacheError>> {
    const { clock, options, repository } = this.deps;
    const reserved = await repository.reserve(entry, options);
    if (reserved.isErr()) return err(reserved.error);
    await this.forget(reserved.value.removed);
    if (reserved.value.outcome !== 'reserved') return ok(reserved.value.outcome);
    const stored = await this.write(cache, files, entry);
    if (stored.isOk() && stored.value !== null) {
      const now = clock.now();
      const saved = { ...entry, ...stored.value, usedAt: now, expiresAt: now + options.cacheMaxAgeMs };
      const completed = await repository.complete(saved);
      if (completed.isOk() && completed.value) return ok('saved');
      if (completed.isErr()) return err(completed.error);
    }
    const removed = await repository.remove(entry);
    if (removed.isOk()) await this.forget([entry]);
    return stored.map(() => 'nothing' as const);
  }

  /** How much was stored; `null` when nothing was what its name says, or there is more than was reserved. */
  private async write(
    { call, files, place, shared }: WorkspaceCache,
    entries: readonly FileEntry[],
    entry: CachedPackages,
  ): Promise<Result<Pick<CachedPackages, 'bytes' | 'files'> | null, CacheError>> {
    const { contents, stored, trees } = this.deps;
    const key = storedUnder(entry);
    const check = (path: string) => shared.check(below(place, path));
    const read = await new TreeReader({ files, contents, key, call, check }).store(entries);
    if (read.isErr()) return err(read.error);
    const good = read.value.flatMap((one) => (one.outcome === 'stored' ? [one.file] : []));
    const manifest: Manifest = { entries: good.map((file) => toManifestFile(place, file)).sort(byPath) };
    const bytes = bytesOf(manifest);
    if (good.length === 0 || bytes > entry.bytes) return ok(null);
    const base = await stored.head(key);
    if (base.isErr()) return err(base.error);
    const writer = { incarnation: base.value.incarnation, offline: true };
    const written = await trees.commit(key, { manifest, base: base.value, writer, kind: 'edit' }, call);
    return written.map(() => ({ bytes, files: good.length }));
  }

  /** What is not forgotten now is found by a sweep, since it is on no record any more. */
  private async forget(entries: readonly CachedPackages[]): Promise<void> {
    const { clock, stored } = this.deps;
    for (const entry of entries) {
      const forgotten = await stored.forget(storedUnder(entry), clock.now());
      if (forgotten.isErr()) return;
    }
  }
}

function below(place: string, path: string): string {
  return path.slice(place.length + 1);
}

/** Nothing of the workspace but the bytes and the time: neither its modes nor what tells its files apart. */
function toManifestFile(place: string, { digest, modifiedAt, path, size }: ManifestFile): ManifestFile {
  return { path: below(place, path), type: 'file', size, digest, modifiedAt, mode: 0o644 };
}

function byPath(one: ManifestFile, other: ManifestFile): number {
  return comparePaths(one.path, other.path);
}
