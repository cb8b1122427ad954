import { err, ok, type Result, type ResultAsync, type TenantId } from '@carrel/core/kernel';
import {
  isContentDigest,
  listLimit,
  StorageGate,
  storageClosed,
  type ContentDigest,
  type ContentPage,
  type SmallContent,
  type StorageCallOptions,
  type StorageError,
  type StorageProvider,
  type StoredContent,
  type StreamedContent,
} from '@carrel/core/storage';
import { S3Connection } from './s3-connection.js';
import { toFailure } from './s3-failure.js';
import { S3Keys } from './s3-keys.js';
import { resolveS3Options, type ResolvedS3Options, type S3StorageOptions } from './s3-options.js';

/**
 * Keeps contents as objects of a bucket, on Amazon S3 or any service that speaks its protocol.
 *
 * Any number of processes may share a bucket. Requests are sent again while the service is at fault. Nothing is sent, and the client is
 * not loaded, before `open`. No error holds credentials or what the service said of a request.
 *
 * @throws Error when an option is out of its range.
 *
 * @example
 * const storage = s3Storage({ bucket: 'carrel-files', region: 'eu-central-1' });
 * const carrel = await createCarrel({ store, runtime, storages: [storage] });
 */
export function s3Storage(options: S3StorageOptions): StorageProvider {
  return new S3Storage(resolveS3Options(options));
}

/** What an operation works with. */
interface Work {
  readonly connection: S3Connection;
  readonly keys: S3Keys;
  readonly over: AbortSignal;
}

class S3Storage implements StorageProvider {
  readonly name = 'object';
  private readonly gate = new StorageGate();
  private connection: S3Connection | null = null;

  constructor(private readonly options: ResolvedS3Options) {}

  open(): ResultAsync<void, StorageError> {
    return this.gate.open((over) =>
      attempt(async () => {
        const connection = await S3Connection.open(this.options, over);
        // What is under way on an earlier one goes on.
        if (this.connection === null) this.connection = connection;
        else connection.close();
      }),
    );
  }

  put(tenantId: TenantId, content: StreamedContent, options: StorageCallOptions = {}): ResultAsync<void, StorageError> {
    return this.perform(tenantId, options, ({ connection, keys, over }) => connection.writer.put(keys, content, over));
  }

  putMany(
    tenantId: TenantId,
    contents: readonly SmallContent[],
    options: StorageCallOptions = {},
  ): ResultAsync<void, StorageError> {
    return this.perform(tenantId, options, ({ connection, keys, over }) =>
      connection.writer.putMany(keys, contents, over),
    );
  }

  get(
    tenantId: TenantId,
    digest: ContentDigest,
    options: StorageCallOptions = {},
  ): ResultAsync<AsyncIterable<Uint8Array>, StorageError> {
    return this.perform(tenantId, options, async ({ connection, keys, over }) => {
      const found = await connection.reader.find(keys, digest, over);
      return this.gate.read('Reading a content', options.signal, (reading) => connection.reader.read(found, reading));
    });
  }

  getMany(
    tenantId: TenantId,
    digests: readonly ContentDigest[],
    options: StorageCallOptions = {},
  ): ResultAsync<readonly Uint8Array[], StorageError> {
    return this.perform(tenantId, options, ({ connection, keys, over }) =>
      connection.reader.readMany(keys, digests, over),
    );
  }

  remove(
    tenantId: TenantId,
    digests: readonly ContentDigest[],
    options: StorageCallOptions = {},
  ): ResultAsync<void, StorageError> {
    return this.perform(tenantId, options, ({ connection, keys, over }) =>
      connection.bucket.remove(
        over,
        digests.filter(isContentDigest).map((digest) => keys.content(digest)),
      ),
    );
  }

  list(
    tenantId: TenantId,
    options: StorageCallOptions & { readonly after?: ContentDigest; readonly limit?: number } = {},
  ): ResultAsync<ContentPage, StorageError> {
    return this.perform(tenantId, options, (work) => page(work, options.after ?? null, listLimit(options.limit)));
  }

  async dispose(): Promise<void> {
    await this.gate.close();
    this.connection?.close();
  }

  private perform<T>(
    tenantId: TenantId,
    { signal }: StorageCallOptions,
    work: (work: Work) => Promise<T>,
  ): ResultAsync<T, StorageError> {
    return this.gate.run('The operation of the object storage', signal, async (over) => {
      const { connection } = this;
      if (connection === null) return err(storageClosed());
      return attempt(() => work({ connection, keys: new S3Keys(this.options.prefix, tenantId), over }));
    });
  }
}

/** Skips what others put beside the contents. */
async function page(
  { connection, keys, over }: Work,
  after: ContentDigest | null,
  limit: number,
): Promise<ContentPage> {
  for (let from = after === null ? null : keys.content(after); ;) {
    const { objects, hasMore } = await connection.bucket.list(over, { prefix: keys.start, after: from, limit });
    const items = objects.flatMap(({ key, bytes, modifiedAt }): readonly StoredContent[] => {
      const digest = keys.digestOf(key);
      return digest === null ? [] : [{ digest, bytes, storedAt: modifiedAt }];
    });
    from = objects.at(-1)?.key ?? null;
    if (items.length === 0 && hasMore && from !== null) continue;
    return { items, next: hasMore ? (items.at(-1)?.digest ?? null) : null };
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<Result<T, StorageError>> {
  try {
    return ok(await work());
  } catch (thrown) {
    return err(toFailure(thrown).error);
  }
}
