import { unlink } from 'node:fs/promises';
import { eachOf, err, ok, type Result, type ResultAsync, type TenantId } from '@carrel/core/kernel';
import {
  listLimit,
  StorageGate,
  type ContentDigest,
  type ContentPage,
  type SmallContent,
  type StorageCallOptions,
  type StorageError,
  type StorageProvider,
  type StreamedContent,
} from '@carrel/core/storage';
import { ContentLister } from './content-lister.js';
import { ContentReader } from './content-reader.js';
import { ContentWriter } from './content-writer.js';
import { LocalLayout } from './local-layout.js';
import { resolveLocalOptions, type LocalStorageOptions, type ResolvedLocalOptions } from './local-options.js';
import { prepareDirectory } from './prepare-directory.js';
import { isMissing, toStorageError } from './to-storage-error.js';

/**
 * Keeps contents as files of a directory, which several processes of one machine may share.
 *
 * A content is on the disk, and so is its name, before `put` is ok: it survives the end of the process and of the power. Directories
 * and files are for the user of the process alone (0700, 0600). Nothing is read or written before `open`.
 *
 * @throws Error when an option is out of its range.
 *
 * @example
 * const carrel = await createCarrel({ store, runtime, storages: [localStorage({ directory: 'data/files' })] });
 */
export function localStorage(options: LocalStorageOptions): StorageProvider {
  return new LocalStorage(resolveLocalOptions(options));
}

class LocalStorage implements StorageProvider {
  readonly name = 'local';
  private readonly gate = new StorageGate();
  private readonly layout: LocalLayout;
  private readonly reader: ContentReader;
  private readonly writer: ContentWriter;
  private readonly lister: ContentLister;

  constructor(private readonly options: ResolvedLocalOptions) {
    this.layout = new LocalLayout(options.directory);
    this.reader = new ContentReader(this.layout, options.maxOpenFiles);
    this.writer = new ContentWriter(this.layout, options.maxOpenFiles);
    this.lister = new ContentLister(this.layout, options.maxOpenFiles);
  }

  open(): ResultAsync<void, StorageError> {
    return this.gate.open(() => attempt(() => prepareDirectory(this.layout, this.options)));
  }

  put(tenantId: TenantId, content: StreamedContent, options: StorageCallOptions = {}): ResultAsync<void, StorageError> {
    return this.gate.run('Storing a content', options.signal, (over) =>
      attempt(() => this.writer.put(tenantId, content, over)),
    );
  }

  putMany(
    tenantId: TenantId,
    contents: readonly SmallContent[],
    options: StorageCallOptions = {},
  ): ResultAsync<void, StorageError> {
    return this.gate.run('Storing contents', options.signal, (over) =>
      attempt(() => this.writer.putMany(tenantId, contents, over)),
    );
  }

  get(
    tenantId: TenantId,
    digest: ContentDigest,
    options: StorageCallOptions = {},
  ): ResultAsync<AsyncIterable<Uint8Array>, StorageError> {
    return this.gate.run('Reading a content', options.signal, () =>
      attempt(async () => {
        const path = await this.reader.find(tenantId, digest);
        return this.gate.read('Reading a content', options.signal, (over) => this.reader.read(path, digest, over));
      }),
    );
  }

  getMany(
    tenantId: TenantId,
    digests: readonly ContentDigest[],
    options: StorageCallOptions = {},
  ): ResultAsync<readonly Uint8Array[], StorageError> {
    return this.gate.run('Reading contents', options.signal, (over) =>
      attempt(() => this.reader.readMany(tenantId, digests, over)),
    );
  }

  remove(
    tenantId: TenantId,
    digests: readonly ContentDigest[],
    options: StorageCallOptions = {},
  ): ResultAsync<void, StorageError> {
    return this.gate.run('Removing contents', options.signal, (over) =>
      attempt(() => this.removeAll(tenantId, digests, over)),
    );
  }

  list(
    tenantId: TenantId,
    options: StorageCallOptions & { readonly after?: ContentDigest; readonly limit?: number } = {},
  ): ResultAsync<ContentPage, StorageError> {
    const start = { after: options.after ?? null, limit: listLimit(options.limit) };
    return this.gate.run('Listing contents', options.signal, (over) =>
      attempt(() => this.lister.page(tenantId, start, over)),
    );
  }

  dispose(): Promise<void> {
    return this.gate.close();
  }

  private async removeAll(tenantId: TenantId, digests: readonly ContentDigest[], over: AbortSignal): Promise<void> {
    await eachOf(digests, this.options.maxOpenFiles, async (digest) => {
      over.throwIfAborted();
      const path = this.layout.content(tenantId, digest);
      if (path === null) return;
      await unlink(path).catch((thrown: unknown) => {
        if (!isMissing(thrown)) throw thrown;
      });
    });
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<Result<T, StorageError>> {
  try {
    return ok(await work());
  } catch (thrown) {
    return err(toStorageError(thrown));
  }
}
