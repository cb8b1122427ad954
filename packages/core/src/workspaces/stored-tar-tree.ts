import type { ResultAsync } from '../kernel/index.js';
import { CarrelException, errAsync, ok, okAsync, type TenantId } from '../kernel/index.js';
import {
  fileNotFound,
  type CallOptions,
  type ConnectionError,
  type FileContent,
  type FileEntry,
  type TarTree,
} from '../runtime/index.js';
import { connectionLost } from '../runtime/index.js';
import type {
  ContentDigest,
  Manifest,
  ManifestEntry,
  ManifestFile,
  StorageProvider,
  StoredError,
} from '../storage/index.js';

export interface StoredTarTreeDeps {
  readonly manifest: Manifest;
  readonly provider: StorageProvider;
  readonly tenantId: TenantId;
}

/** Files up to this size are fetched many at once, up to so many bytes and files. */
const SMALL_BYTES = 64 * 1024;
const BATCH_BYTES = 4 * 1024 * 1024;
const BATCH_FILES = 256;

/** What is stored, as a tree that a tar stream is made of. Small files are fetched together with those behind them. */
export class StoredTarTree implements TarTree {
  private readonly places = new Map<string, number>();
  private fetched = new Map<ContentDigest, Uint8Array>();
  /** What the storage failed with: the reader of a tar stream only learns that it broke off. */
  failure: StoredError | null = null;

  constructor(private readonly deps: StoredTarTreeDeps) {
    for (const [at, { path }] of deps.manifest.entries.entries()) this.places.set(path, at);
  }

  list(path: string): ResultAsync<readonly FileEntry[], ConnectionError> {
    const below = path === '' ? '' : `${path}/`;
    const entries = this.deps.manifest.entries.filter((entry) => entry.path.startsWith(below));
    return okAsync(entries.map((entry) => storedFileEntry(entry)));
  }

  readLink(path: string): ResultAsync<string, ConnectionError> {
    const entry = this.at(path);
    return entry?.type === 'symlink' ? okAsync(entry.target) : errAsync(fileNotFound(path));
  }

  read(
    path: string,
    options: CallOptions & { readonly length?: number } = {},
  ): ResultAsync<FileContent, ConnectionError> {
    const file = this.at(path);
    if (file?.type !== 'file') return errAsync(fileNotFound(path));
    const entry = storedFileEntry(file);
    // Only asked whether it may be read.
    if (options.length === 0) return okAsync({ entry, data: chunks(new Uint8Array()) });
    const data = file.size > SMALL_BYTES ? this.stream(file, options) : this.small(file, options);
    return data.map((bytes) => ({ entry, data: this.remembering(bytes) })).mapErr((error) => this.broken(error));
  }

  private at(path: string): ManifestEntry | undefined {
    return this.deps.manifest.entries[this.places.get(path) ?? -1];
  }

  private stream({ digest }: ManifestFile, call: CallOptions): ResultAsync<AsyncIterable<Uint8Array>, StoredError> {
    const { provider, tenantId } = this.deps;
    return provider.get(tenantId, digest, call);
  }

  private small(file: ManifestFile, call: CallOptions): ResultAsync<AsyncIterable<Uint8Array>, StoredError> {
    const { provider, tenantId } = this.deps;
    const there = this.fetched.get(file.digest);
    if (there !== undefined) return okAsync(chunks(there));
    const digests = this.batchFrom(this.places.get(file.path) ?? 0);
    return provider.getMany(tenantId, digests, call).andThen((all) => {
      this.fetched = new Map(digests.map((digest, at) => [digest, all[at] ?? new Uint8Array()]));
      return ok(chunks(this.fetched.get(file.digest) ?? new Uint8Array()));
    });
  }

  private batchFrom(first: number): readonly ContentDigest[] {
    const { entries } = this.deps.manifest;
    const digests = new Set<ContentDigest>();
    let bytes = 0;
    for (let at = first; at < entries.length && digests.size < BATCH_FILES && bytes < BATCH_BYTES; at += 1) {
      const entry = entries[at];
      if (entry?.type !== 'file' || entry.size > SMALL_BYTES || digests.has(entry.digest)) continue;
      digests.add(entry.digest);
      bytes += entry.size;
    }
    return [...digests];
  }

  private async *remembering(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
    try {
      yield* data;
    } catch (thrown) {
      if (thrown instanceof CarrelException) this.failure = thrown.error as StoredError;
      throw thrown;
    }
  }

  private broken(error: StoredError): ConnectionError {
    this.failure = error;
    return connectionLost(error);
  }
}

export function storedFileEntry(entry: ManifestEntry): FileEntry {
  const { path, type, mode, modifiedAt } = entry;
  return { path, type, mode, modifiedAt, size: sizeOf(entry), tag: tagOf(entry) };
}

function sizeOf(entry: ManifestEntry): number {
  if (entry.type === 'file') return entry.size;
  return entry.type === 'symlink' ? Buffer.byteLength(entry.target) : 0;
}

/** Changes whenever the content does. */
function tagOf(entry: ManifestEntry): string {
  if (entry.type === 'file') return `${entry.digest.slice(0, 32)}-${entry.modifiedAt}`;
  return `${entry.type}-${entry.modifiedAt}`;
}

async function* chunks(data: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  if (data.length > 0) yield data;
}
