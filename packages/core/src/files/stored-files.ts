import { err, errAsync, ok, ResultAsync, type Clock, type Result } from '../kernel/index.js';
import {
  connectionLimit,
  connectionLost,
  downloadTar,
  fileIsADirectory,
  fileTooLarge,
  uploadTar,
  type CallOptions,
  type DirectoryOptions,
  type ConnectionError,
  type FileConnection,
  type FileContent,
  type FileEntry,
  type FileError,
  type ReadOptions,
  type TarSink,
  type WriteFile,
  type WriteOptions,
} from '../runtime/index.js';
import {
  contentDigest,
  storageConflict,
  storageUnavailable,
  type ContentDigest,
  type StorageKey,
  type StorageWriter,
  type StoredContents,
  type StoredError,
  type StoredTrees,
} from '../storage/index.js';
import { storedFileEntry, StoredTarTree } from '../workspaces/index.js';
import { EditableTree, type StoredFile } from './editable-tree.js';
import { spool } from './spooled-content.js';

export interface StoredFilesDeps {
  readonly trees: StoredTrees;
  readonly contents: StoredContents;
  readonly clock: Clock;
  readonly maxFileBytes: number;
}

type Failure = ConnectionError | StoredError;
type Edit<T> = (tree: EditableTree) => Result<T, FileError>;

/** How often a change is made anew when another one came first. */
const ATTEMPTS = 20;

/**
 * The files of a session that has no workspace, as they are stored. Each change is a new version, whole or not at all; one that
 * another change came before is made anew on what that one left.
 */
export class StoredFiles {
  constructor(
    private readonly deps: StoredFilesDeps,
    private readonly key: StorageKey,
    private readonly writer: StorageWriter,
  ) {}

  list(
    path: string,
    { recursive = false, maxEntries = Infinity, signal }: Parameters<FileConnection['list']>[1] = {},
  ): ResultAsync<readonly FileEntry[], Failure> {
    return this.look(signal, (tree) => tree.list(path, recursive)).andThen((entries) =>
      entries.length > maxEntries ? err(connectionLimit('too many entries')) : ok(entries),
    );
  }

  stat(path: string, { signal }: CallOptions = {}): ResultAsync<FileEntry, Failure> {
    return this.look(signal, (tree) => tree.stat(path));
  }

  read(path: string, { start = 0, length = Infinity, signal }: ReadOptions = {}): ResultAsync<FileContent, Failure> {
    const call = signal === undefined ? {} : { signal };
    return this.look(signal, (tree) => tree.find(path)).andThen((entry): ResultAsync<FileContent, Failure> => {
      if (entry.type !== 'file') return errAsync(fileIsADirectory(path));
      return this.deps.contents
        .provider(this.key.storage)
        .asyncAndThen((provider) => provider.get(this.key.tenantId, entry.digest, call))
        .map((data) => ({ entry: storedFileEntry(entry), data: part(data, start, length) }));
    });
  }

  write(
    path: string,
    data: Uint8Array | AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): ResultAsync<FileEntry, Failure> {
    const written = new ResultAsync(this.writeFile(path, data, options));
    return data instanceof Uint8Array ? written : written.mapErr(once);
  }

  makeDirectory(path: string): ResultAsync<void, Failure> {
    return this.edit([], (tree) => tree.makeDirectory(path));
  }

  move(from: string, to: string): ResultAsync<void, Failure> {
    return this.edit([], (tree) => tree.move(from, to));
  }

  remove(path: string): ResultAsync<void, Failure> {
    return this.edit([], (tree) => tree.remove(path));
  }

  /** All of the stream is there when ok; on an error nothing of it is. */
  upload(path: string, tar: AsyncIterable<Uint8Array>, options: CallOptions = {}): ResultAsync<void, Failure> {
    return new ResultAsync(this.unpack(path, tar, options)).mapErr(once);
  }

  download(path: string, options: CallOptions = {}): ResultAsync<AsyncIterable<Uint8Array>, Failure> {
    const { contents, trees } = this.deps;
    return trees.current(this.key, options).andThen(({ manifest }) =>
      contents.provider(this.key.storage).asyncAndThen((provider) => {
        const tree = new StoredTarTree({ manifest, provider, tenantId: this.key.tenantId });
        return new EditableTree(manifest, 0)
          .list(path, false)
          .asyncAndThen((): ResultAsync<AsyncIterable<Uint8Array>, Failure> => downloadTar(tree, path, options));
      }),
    );
  }

  private look<T>(signal: AbortSignal | undefined, look: Edit<T>): ResultAsync<T, Failure> {
    const call = signal === undefined ? {} : { signal };
    return this.deps.trees
      .current(this.key, call)
      .andThen(({ manifest }): Result<T, Failure> => look(new EditableTree(manifest, this.deps.clock.now())));
  }

  private async writeFile(
    path: string,
    data: Uint8Array | AsyncIterable<Uint8Array>,
    options: WriteOptions,
  ): Promise<Result<FileEntry, Failure>> {
    // Refused before its bytes are taken where that is clear already.
    const allowed = await this.look(options.signal, (tree) => tree.check(path, options));
    if (allowed.isErr()) return err(allowed.error);
    const stored = await this.storeContent(path, data, options);
    if (stored.isErr()) return err(stored.error);
    return this.edit([stored.value.digest], (tree) => tree.write(path, stored.value, options));
  }

  private async storeContent(
    path: string,
    data: Uint8Array | AsyncIterable<Uint8Array>,
    { maxBytes = this.deps.maxFileBytes, signal }: Pick<WriteOptions, 'maxBytes' | 'signal'>,
  ): Promise<Result<StoredFile, Failure>> {
    const call = signal === undefined ? {} : { signal };
    const spooled = await spool(path, data, maxBytes);
    if (spooled.isErr()) return err(spooled.error);
    const { digest, size, whole } = spooled.value;
    try {
      const stored =
        whole === null
          ? await this.deps.contents.put(this.key, { digest, bytes: size, data: spooled.value.data }, call)
          : await this.deps.contents.putMany(this.key, [{ digest, data: whole }], call);
      return stored.map(() => ({ digest, size }));
    } finally {
      await spooled.value.discard();
    }
  }

  /** Small ones, with as few writes to the disk as for one. */
  private async storeContents(
    files: readonly WriteFile[],
    call: CallOptions,
  ): Promise<Result<readonly StoredFile[], Failure>> {
    const tooLarge = files.find(({ data }) => data.length > this.deps.maxFileBytes);
    if (tooLarge !== undefined) return err(fileTooLarge(tooLarge.path));
    const found = files.map(({ data }) => ({ digest: contentDigest(data), data }));
    const stored = await this.deps.contents.putMany(this.key, found, call);
    return stored.map(() => found.map(({ digest, data }) => ({ digest, size: data.length })));
  }

  private async unpack(
    path: string,
    tar: AsyncIterable<Uint8Array>,
    options: CallOptions,
  ): Promise<Result<void, Failure>> {
    const stored = await this.deps.trees.current(this.key, options);
    if (stored.isErr()) return err(stored.error);
    const sink = new StoredTarSink(new EditableTree(stored.value.manifest, this.deps.clock.now()), {
      one: (name, data, write) => this.storeContent(name, data, write),
      many: (files) => this.storeContents(files, options),
    });
    const unpacked = await uploadTar(sink, path, tar, options);
    if (unpacked.isErr()) return err(sink.failure ?? unpacked.error);
    return this.edit(sink.digests, (tree) => sink.replay(tree));
  }

  /** @param digests what the change needs, stored before; a sweep may have taken it since when another change came first. */
  private edit<T>(digests: readonly ContentDigest[], change: Edit<T>): ResultAsync<T, Failure> {
    return new ResultAsync(this.editAgain(digests, change));
  }

  private async editAgain<T>(digests: readonly ContentDigest[], change: Edit<T>): Promise<Result<T, Failure>> {
    const { clock, contents, trees } = this.deps;
    for (let attempt = 1; ; attempt += 1) {
      const stored = await trees.current(this.key);
      if (stored.isErr()) return err(stored.error);
      const { head, manifest } = stored.value;
      // Claimed after the head was read: from here on a sweep makes the commit fail.
      const missing = await contents.share(this.key, digests);
      if (missing.isErr()) return err(missing.error);
      const tree = new EditableTree(manifest, clock.now());
      const changed = change(tree);
      if (changed.isErr()) return err(changed.error);
      const next = { manifest: tree.manifest(), base: head, writer: this.writer, kind: 'edit' as const };
      const written = missing.value.length > 0 ? err(storageUnavailable()) : await trees.commit(this.key, next);
      if (written.isOk()) return ok(changed.value);
      if (written.error.type !== 'storage/conflict' || attempt === ATTEMPTS) return err(written.error);
    }
  }
}

/** A stream was taken, so nobody can go on with it in the workspace that came up: the caller has to send it again. */
function once(error: Failure): Failure {
  return error.type === 'storage/fenced' ? storageConflict() : error;
}

/** Stores contents, before the tree has them. */
interface Store {
  one(
    path: string,
    data: Uint8Array | AsyncIterable<Uint8Array>,
    options: WriteOptions,
  ): Promise<Result<StoredFile, Failure>>;
  /** In the order of `files`. */
  many(files: readonly WriteFile[]): Promise<Result<readonly StoredFile[], Failure>>;
}

/** Unpacks onto a copy of the tree, and remembers what it did, to do it once more on what is stored by then. */
class StoredTarSink implements TarSink {
  readonly digests: ContentDigest[] = [];
  private readonly edits: Edit<unknown>[] = [];
  failure: Failure | null = null;

  constructor(
    private readonly tree: EditableTree,
    private readonly store: Store,
  ) {}

  replay(tree: EditableTree): Result<void, FileError> {
    for (const edit of this.edits) {
      const done = edit(tree);
      if (done.isErr()) return err(done.error);
    }
    return ok(undefined);
  }

  stat(path: string): ResultAsync<FileEntry, ConnectionError> {
    return new ResultAsync(Promise.resolve(this.tree.stat(path)));
  }

  makeDirectory(path: string, { mode }: DirectoryOptions = {}): ResultAsync<void, ConnectionError> {
    return this.edit((tree) => tree.makeDirectory(path, mode));
  }

  remove(path: string): ResultAsync<void, ConnectionError> {
    return this.edit((tree) => tree.remove(path));
  }

  link(path: string, target: string): ResultAsync<void, ConnectionError> {
    return this.edit((tree) => tree.link(path, target));
  }

  write(
    path: string,
    data: Uint8Array | AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): ResultAsync<FileEntry, ConnectionError> {
    return new ResultAsync(this.store.one(path, data, options))
      .mapErr((error) => this.broken(error))
      .andThen((stored) => this.put(path, stored, options));
  }

  writeMany(files: readonly WriteFile[]): ResultAsync<void, ConnectionError> {
    return new ResultAsync(this.store.many(files))
      .mapErr((error) => this.broken(error))
      .andThen((stored) => new ResultAsync(this.putEach(files, stored)));
  }

  private async putEach(
    files: readonly WriteFile[],
    stored: readonly StoredFile[],
  ): Promise<Result<void, ConnectionError>> {
    for (const [at, { path, data: _, ...attributes }] of files.entries()) {
      const file = stored[at];
      if (file === undefined) break;
      const put = await this.put(path, file, attributes);
      if (put.isErr()) return err(put.error);
    }
    return ok(undefined);
  }

  private put(path: string, stored: StoredFile, options: WriteOptions): ResultAsync<FileEntry, ConnectionError> {
    this.digests.push(stored.digest);
    return this.edit((tree) => tree.write(path, stored, options));
  }

  private broken(error: Failure): ConnectionError {
    this.failure = error;
    return connectionLost(error);
  }

  private edit<T>(edit: Edit<T>): ResultAsync<T, ConnectionError> {
    const done = edit(this.tree);
    if (done.isOk()) this.edits.push(edit);
    return new ResultAsync(Promise.resolve(done));
  }
}

async function* part(
  data: AsyncIterable<Uint8Array>,
  start: number,
  length: number,
): AsyncGenerator<Uint8Array, void, void> {
  let at = 0;
  for await (const chunk of data) {
    const taken = chunk.subarray(Math.max(0, start - at), Math.max(0, start + length - at));
    at += chunk.length;
    if (taken.length > 0) yield taken;
    if (at >= start + length) return;
  }
}
