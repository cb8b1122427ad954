import {
  CarrelException,
  err,
  ok,
  ResultAsync,
  toTimestamp,
  type Clock,
  type IdSource,
  type Result,
} from '../kernel/index.js';
import { contentDigest, type ContentDigest } from './content-digest.js';
import { bytesOf, decodeManifest, emptyManifest, encodeManifest, type Manifest } from './manifest.js';
import type { StorageCallOptions, StorageProvider } from './storage-provider.js';
import type { ResolvedStorageOptions } from './storage-options.js';
import {
  storageConflict,
  storageTooLarge,
  storageTooManyFiles,
  type StorageTooLarge,
  type StorageTooManyFiles,
  type StorageUnsupported,
  type StoredError,
} from './stored-errors.js';
import type { StoredContents } from './stored-contents.js';
import type { StoredRepository } from './stored-repository.js';
import type { HeadState, StorageKey, StorageWriter, StoredHead, StoredVersion, VersionKind } from './stored-version.js';

export interface StoredTreesDeps {
  readonly repository: StoredRepository;
  readonly contents: StoredContents;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly options: ResolvedStorageOptions;
}

/** A head, and the tree that it names. */
export interface StoredTree {
  readonly head: StoredHead;
  readonly manifest: Manifest;
}

export interface NewTree {
  readonly manifest: Manifest;
  readonly base: HeadState;
  readonly writer: StorageWriter;
  readonly kind: VersionKind;
  /** @default 0 */
  readonly skipped?: number;
}

/** The trees of sessions: a manifest each, over contents and the records of which of them is the session's now. */
export class StoredTrees {
  constructor(private readonly deps: StoredTreesDeps) {}

  provider(storage: string): Result<StorageProvider, StorageUnsupported> {
    return this.deps.contents.provider(storage);
  }

  /** What is stored of the session now; an empty tree before anything was. */
  current(key: StorageKey, options?: StorageCallOptions): ResultAsync<StoredTree, StoredError> {
    return this.deps.repository.head(key).andThen((head) => this.treeOf(key, head, options));
  }

  /** The same, and it belongs to this life of the workspace: nobody older may change it. */
  open(key: StorageKey, incarnation: number, options?: StorageCallOptions): ResultAsync<StoredTree, StoredError> {
    return this.deps.repository.open(key, incarnation).andThen((head) => this.treeOf(key, head, options));
  }

  /** `storage/too-large` or `storage/too-many-files` for a tree past the limits. */
  check(tree: { readonly bytes: number; readonly files: number }): Result<void, StorageTooLarge | StorageTooManyFiles> {
    const { maxBytes, maxFiles } = this.deps.options;
    if (tree.files > maxFiles) return err(storageTooManyFiles(maxFiles));
    return tree.bytes > maxBytes ? err(storageTooLarge(tree.bytes, maxBytes)) : ok(undefined);
  }

  /**
   * The session's tree when ok; every content of it is durable by then, and has to be before. A crash at any instant, and any
   * error, leaves the one before as it was. `storage/conflict` when that is not `base` any more.
   */
  commit(key: StorageKey, tree: NewTree, options?: StorageCallOptions): ResultAsync<StoredHead, StoredError> {
    const size = { bytes: bytesOf(tree.manifest), files: tree.manifest.entries.length };
    const checked = this.check(size);
    if (checked.isErr()) return new ResultAsync(Promise.resolve(err(checked.error)));
    return new ResultAsync(this.write(key, { ...tree, ...size }, options));
  }

  readManifest(
    key: Pick<StorageKey, 'tenantId' | 'storage'>,
    digest: ContentDigest,
    options?: StorageCallOptions,
  ): ResultAsync<Manifest, StoredError> {
    return this.provider(key.storage)
      .asyncAndThen((provider) => provider.get(key.tenantId, digest, options))
      .andThen((data) => collectContent(data))
      .andThen((bytes) => new ResultAsync(decodeManifest(bytes, digest)));
  }

  /** `to` has what is stored of `from` when ok, with no content copied. Nothing happens when nothing is stored. */
  copy(from: StorageKey, to: StorageKey): ResultAsync<void, StoredError> {
    return new ResultAsync(this.copyVersion(from, to));
  }

  /** The session has the version when ok, instead of what it had; both are of one tenant and one storage. */
  adopt(
    key: StorageKey,
    version: Pick<StoredVersion, 'manifest' | 'bytes' | 'files' | 'skipped'>,
    { base, writer }: Pick<NewTree, 'base' | 'writer'>,
  ): ResultAsync<StoredHead, StoredError> {
    return new ResultAsync(this.takeOver(key, version, { base, writer }));
  }

  private treeOf(
    key: StorageKey,
    head: StoredHead,
    options: StorageCallOptions | undefined,
  ): ResultAsync<StoredTree, StoredError> {
    if (head.current === null) return new ResultAsync(Promise.resolve(ok({ head, manifest: emptyManifest })));
    return this.readManifest(key, head.current.manifest, options).map((manifest) => ({ head, manifest }));
  }

  private async write(
    key: StorageKey,
    { manifest, base, writer, kind, skipped = 0, bytes, files }: NewTree & Pick<StoredVersion, 'bytes' | 'files'>,
    options: StorageCallOptions | undefined,
  ): Promise<Result<StoredHead, StoredError>> {
    const { contents, repository } = this.deps;
    const data = await encodeManifest(manifest);
    const digest = contentDigest(data);
    const stored = await contents.putMany(key, [{ digest, data }], options);
    if (stored.isErr()) return err(stored.error);
    const version = { ...this.stamp(), manifest: digest, bytes, files, skipped, kind };
    return repository.commit(key, version, { base, writer });
  }

  private async copyVersion(from: StorageKey, to: StorageKey): Promise<Result<void, StoredError>> {
    const { repository } = this.deps;
    const origin = await repository.head(from);
    if (origin.isErr()) return err(origin.error);
    const { current } = origin.value;
    if (current === null) return ok(undefined);
    const base = await repository.head(to);
    if (base.isErr()) return err(base.error);
    const writer = { incarnation: base.value.incarnation, offline: true };
    return this.adopt(to, current, { base: base.value, writer }).map(() => undefined);
  }

  private async takeOver(
    key: StorageKey,
    version: Pick<StoredVersion, 'manifest' | 'bytes' | 'files' | 'skipped'>,
    { base, writer }: Pick<NewTree, 'base' | 'writer'>,
  ): Promise<Result<StoredHead, StoredError>> {
    const { contents, repository } = this.deps;
    const manifest = await this.readManifest(key, version.manifest);
    if (manifest.isErr()) return err(manifest.error);
    const shared = await contents.share(key, [version.manifest, ...digestsOf(manifest.value)]);
    if (shared.isErr()) return err(shared.error);
    // Somebody removed the version, and a sweep its contents, since it was read.
    if (shared.value.length > 0) return err(storageConflict());
    const { bytes, files, skipped } = version;
    const next = { ...this.stamp(), manifest: version.manifest, bytes, files, skipped, kind: 'restore' as const };
    return repository.commit(key, next, { base, writer });
  }

  private stamp(): Pick<StoredVersion, 'id' | 'createdAt'> {
    return { id: this.deps.ids.nextBody(), createdAt: toTimestamp(this.deps.clock.now()) };
  }
}

export function digestsOf({ entries }: Manifest): readonly ContentDigest[] {
  return [...new Set(entries.flatMap((entry) => (entry.type === 'file' ? [entry.digest] : [])))];
}

/** All of a stream; its own exception, which the port documents, becomes the error. */
export const collectContent = ResultAsync.fromThrowable(
  async (data: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of data) chunks.push(chunk);
    return Buffer.concat(chunks);
  },
  (thrown): StoredError => {
    if (thrown instanceof CarrelException) return thrown.error as StoredError;
    throw thrown;
  },
);
