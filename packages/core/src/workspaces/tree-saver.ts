import { err, ok, type Clock, type Result } from '../kernel/index.js';
import type { CallOptions, FileConnection, FileEntry, WorkspaceConnection } from '../runtime/index.js';
import {
  comparePaths,
  excludedPaths,
  isSameTree,
  storageTooManyFiles,
  type Manifest,
  type ManifestEntry,
  type ManifestFile,
  type ResolvedStorageOptions,
  type StorageKey,
  type StoredContents,
  type StoredHead,
  type StoredTree,
  type StoredTrees,
  type VersionKind,
} from '../storage/index.js';
import { TreeReader, type SaveError } from './tree-reader.js';

export interface TreeSaverDeps {
  readonly trees: StoredTrees;
  readonly contents: StoredContents;
  readonly clock: Clock;
  readonly options: ResolvedStorageOptions;
}

/** A live workspace, and whose files it has. */
export interface LiveTree {
  readonly key: StorageKey;
  readonly incarnation: number;
  readonly connection: WorkspaceConnection;
  /** What is known of its files, such as from loading them. */
  readonly known?: Manifest | undefined;
}

export interface SavedTree {
  readonly head: StoredHead;
  /** The tree with the tags of this life, to compare the next one with. */
  readonly known: Manifest;
}

/** How often a save begins anew when what is stored was changed meanwhile. */
const ATTEMPTS = 4;
/** A file changed this shortly before it was listed may be changed again without another tag, so it is read again next time. */
const RACY_MS = 2_000;
/** How many entries are looked at, excluded ones included, for each that may be stored. */
const EXCLUDED_FACTOR = 10;
const LINKS_AT_ONCE = 16;

/** Stores the files of live workspaces: what changed since the last time, and nothing else, is read. */
export class TreeSaver {
  constructor(private readonly deps: TreeSaverDeps) {}

  /**
   * What is in the workspace is stored when ok, and no new version is made when that is what was stored before. On any error,
   * what was stored before is as it was.
   */
  async save(live: LiveTree, kind: VersionKind, call: CallOptions = {}): Promise<Result<SavedTree, SaveError>> {
    for (let attempt = 1; ; attempt += 1) {
      const saved = await this.saveOnce(live, kind, call);
      if (saved.isOk() || saved.error.type !== 'storage/conflict' || attempt === ATTEMPTS) return saved;
    }
  }

  private async saveOnce(live: LiveTree, kind: VersionKind, call: CallOptions): Promise<Result<SavedTree, SaveError>> {
    const { trees } = this.deps;
    const stored = await trees.current(live.key, call);
    if (stored.isErr()) return err(stored.error);
    const listed = await this.list(live.connection.files, call);
    if (listed.isErr()) return err(listed.error);
    const taken = await this.take(live, { entries: listed.value, stored: stored.value, call });
    if (taken.isErr()) return err(taken.error);
    const { manifest, skipped } = taken.value;
    const { head } = stored.value;
    const unchanged = head.current?.skipped === skipped && isSameTree(manifest, stored.value.manifest);
    if (unchanged) return ok({ head, known: manifest });
    const writer = { incarnation: live.incarnation, offline: false };
    const written = await trees.commit(live.key, { manifest, base: head, writer, kind, skipped }, call);
    return written.map((after) => ({ head: after, known: manifest }));
  }

  private async list(files: FileConnection, call: CallOptions): Promise<Result<readonly FileEntry[], SaveError>> {
    const { exclude, maxFiles } = this.deps.options;
    const maxEntries = exclude.length === 0 ? maxFiles : maxFiles * EXCLUDED_FACTOR;
    const listed = await files.list('', { ...call, recursive: true, maxEntries });
    if (listed.isErr()) {
      return err(listed.error.type === 'connection/limit' ? storageTooManyFiles(maxFiles) : listed.error);
    }
    const isExcluded = excludedPaths(exclude);
    const entries = listed.value.filter(({ path }) => !isExcluded(path));
    const bytes = entries.reduce((sum, { size, type }) => sum + (type === 'file' ? size : 0), 0);
    return this.deps.trees.check({ bytes, files: entries.length }).map(() => entries);
  }

  private async take(
    live: LiveTree,
    {
      entries,
      stored,
      call,
    }: { readonly entries: readonly FileEntry[]; readonly stored: StoredTree; readonly call: CallOptions },
  ): Promise<Result<{ readonly manifest: Manifest; readonly skipped: number }, SaveError>> {
    const { clock, contents } = this.deps;
    const { life, files } = live.connection;
    const before = new Map(stored.manifest.entries.map((entry) => [entry.path, entry]));
    const known = new Map(knownFiles(live, stored, life).map((file) => [file.path, file]));
    const same = new Map<string, ManifestFile>();
    for (const entry of entries) {
      const file = known.get(entry.path);
      const there = before.get(entry.path);
      // Only what the head refers to is certainly there.
      const isStored = there?.type === 'file' && there.digest === file?.digest;
      if (file !== undefined && isStored && isUnchanged(entry, file)) same.set(entry.path, file);
    }
    const changed = entries.filter(({ path, type }) => type === 'file' && !same.has(path));
    const readAt = clock.now();
    const read = await new TreeReader({ files, contents, key: live.key, call }).store(changed);
    if (read.isErr()) return err(read.error);
    const links = await readLinks(files, entries, call);
    if (links.isErr()) return err(links.error);
    const result: ManifestEntry[] = [...same.values(), ...links.value, ...entries.filter(isDirectory).map(toDirectory)];
    let skipped = 0;
    for (const [at, one] of read.value.entries()) {
      if (one.outcome === 'stored') result.push(settled(one.file, readAt));
      if (one.outcome !== 'skipped') continue;
      skipped += 1;
      const last = before.get(changed[at]?.path ?? '');
      if (last?.type === 'file') result.push(withoutTag(last));
    }
    result.sort((one, other) => comparePaths(one.path, other.path));
    return ok({ manifest: { entries: result, life }, skipped });
  }
}

/** Files whose tags are of this life, so that they can be compared with what is there. */
function knownFiles(live: LiveTree, { manifest }: StoredTree, life: string): readonly ManifestFile[] {
  const source = live.known?.life === life ? live.known : manifest;
  return source.life === life ? source.entries.filter((entry) => entry.type === 'file') : [];
}

function isUnchanged(entry: FileEntry, { tag, size, mode }: ManifestFile): boolean {
  return entry.type === 'file' && tag === entry.tag && size === entry.size && mode === entry.mode;
}

function settled(file: ManifestFile, readAt: number): ManifestFile {
  return file.modifiedAt < readAt - RACY_MS ? file : withoutTag(file);
}

function withoutTag({ tag: _tag, ...file }: ManifestFile): ManifestFile {
  return file;
}

function isDirectory({ type }: FileEntry): boolean {
  return type === 'directory';
}

function toDirectory({ path, mode, modifiedAt }: FileEntry): ManifestEntry {
  return { path, type: 'directory', mode, modifiedAt };
}

async function readLinks(
  files: FileConnection,
  entries: readonly FileEntry[],
  call: CallOptions,
): Promise<Result<readonly ManifestEntry[], SaveError>> {
  const links = entries.filter(({ type }) => type === 'symlink');
  const read: ManifestEntry[] = [];
  for (let at = 0; at < links.length; at += LINKS_AT_ONCE) {
    const some = links.slice(at, at + LINKS_AT_ONCE);
    const targets = await Promise.all(some.map(({ path }) => files.readLink(path, call)));
    for (const [index, target] of targets.entries()) {
      const link = some[index];
      if (target.isErr() && !target.error.type.startsWith('file/')) return err(target.error);
      if (target.isErr() || link === undefined) continue;
      const { path, mode, modifiedAt } = link;
      read.push({ path, type: 'symlink', mode, modifiedAt, target: target.value });
    }
  }
  return ok(read);
}
