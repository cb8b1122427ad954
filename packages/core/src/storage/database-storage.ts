import { err, ok, systemClock, type Clock, type Result, type ResultAsync, type TenantId } from '../kernel/index.js';
import type { RecordError, RecordStore, StoreError } from '../store/index.js';
import { checkedContent } from './checked-content.js';
import { contentDigest, isContentDigest, type ContentDigest } from './content-digest.js';
import { toStorageError } from './database-errors.js';
import { discardStaleUploads, discardUpload, sweepRegularly } from './database-leftovers.js';
import { findContent, findContents, listContents, readSegments, type FoundContent } from './database-reader.js';
import { isOneChunk, SEGMENT_BYTES } from './database-records.js';
import { DatabaseUpload } from './database-upload.js';
import { probeWriting, putSmallContents, removeContents } from './database-writes.js';
import { listLimit } from './list-limit.js';
import { contentCorrupt, contentNotFound, isStorageError, storageFailed, type StorageError } from './storage-errors.js';
import { StorageGate } from './storage-gate.js';
import type {
  ContentPage,
  SmallContent,
  StorageCallOptions,
  StorageProvider,
  StreamedContent,
} from './storage-provider.js';

export interface DatabaseStorageOptions {
  /** Where contents are kept. It is open with `storageCollections` before the storage is, and outlives it. */
  readonly store: RecordStore;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** How often what crashes left is looked for, in milliseconds. @default 600000 */
  readonly sweepEveryMs?: number;
  /** How long a `put` may be silent before a sweep gives it up, in milliseconds. Longer than clocks can differ. @default 3600000 */
  readonly abandonAfterMs?: number;
}

/**
 * Keeps contents in the record store, in as many records as each needs: nothing else has to be installed, backed up or shared between
 * replicas. For many or large files a `local` or `object` storage costs the database less.
 *
 * @example
 * const store = sqliteStore({ path: 'carrel.db' });
 * await unwrap(store.open(storageCollections)); // createCarrel does it for its own store
 * const storage = databaseStorage({ store });
 */
export function databaseStorage(options: DatabaseStorageOptions): StorageProvider {
  return new DatabaseStorage({
    clock: systemClock,
    sweepEveryMs: DEFAULT_SWEEP_EVERY_MS,
    abandonAfterMs: DEFAULT_ABANDON_AFTER_MS,
    ...options,
  });
}

const DEFAULT_SWEEP_EVERY_MS = 600_000;
const DEFAULT_ABANDON_AFTER_MS = 3_600_000;

/** How many contents a view reads and a transaction removes: at most 6.5 MB of those of one chunk. */
const BATCH = 100;

/** How many contents of one chunk a transaction stores, of at most `SEGMENT_BYTES` together: each ends with a write to the disk. */
const PUT_BATCH = 250;

/** What ids of tenants are made of; a store may take other texts for one another. */
const TENANT = /^[\w-]{1,200}$/;

interface Call {
  readonly name: string;
  readonly tenantId: TenantId;
  readonly options: StorageCallOptions;
}

type Outcome<T> = Result<T, StoreError | RecordError | StorageError>;

class DatabaseStorage implements StorageProvider {
  readonly name = 'database';
  private readonly gate = new StorageGate();
  private stopSweeping: (() => void) | undefined;

  constructor(private readonly options: Required<DatabaseStorageOptions>) {}

  open(): ResultAsync<void, StorageError> {
    const { store, clock, sweepEveryMs } = this.options;
    return this.gate
      .open(async () => (await probeWriting(store)).mapErr(toStorageError))
      .map(() => {
        this.stopSweeping ??= sweepRegularly(clock, sweepEveryMs, () => this.sweep());
      });
  }

  put(tenantId: TenantId, content: StreamedContent, options: StorageCallOptions = {}): ResultAsync<void, StorageError> {
    return this.run({ name: 'Storing the content', tenantId, options }, (over) => this.store(tenantId, content, over));
  }

  putMany(
    tenantId: TenantId,
    contents: readonly SmallContent[],
    options: StorageCallOptions = {},
  ): ResultAsync<void, StorageError> {
    return this.run({ name: 'Storing the contents', tenantId, options }, async (over) => {
      const wrong = contents.find(({ digest, data }) => contentDigest(data) !== digest);
      if (wrong !== undefined) return err(contentCorrupt(wrong.digest));
      for (const batch of batchesToPut(contents.filter(({ data }) => isOneChunk(data.length)))) {
        const written = await putSmallContents(this.options, tenantId, batch, over);
        if (written.isErr()) return written;
      }
      for (const { digest, data } of contents.filter((content) => !isOneChunk(content.data.length))) {
        const stored = await this.store(tenantId, { digest, bytes: data.length, data: once(data) }, over);
        if (stored.isErr()) return stored;
      }
      return ok(undefined);
    });
  }

  get(
    tenantId: TenantId,
    digest: ContentDigest,
    options: StorageCallOptions = {},
  ): ResultAsync<AsyncIterable<Uint8Array>, StorageError> {
    return this.run({ name: 'Reading the content', tenantId, options }, async (over) => {
      if (!isContentDigest(digest)) return err(contentNotFound(digest));
      const place = { store: this.options.store, tenantId, digest };
      const found = await findContent(place, over);
      return found.map((content) =>
        this.gate.read('Reading the content', options.signal, (ended) =>
          checkedContent({ digest, bytes: content.bytes, data: readSegments(place, content, ended) }, ended),
        ),
      );
    });
  }

  getMany(
    tenantId: TenantId,
    digests: readonly ContentDigest[],
    options: StorageCallOptions = {},
  ): ResultAsync<readonly Uint8Array[], StorageError> {
    return this.run({ name: 'Reading the contents', tenantId, options }, async (over) => {
      const all: Uint8Array[] = [];
      for (const batch of batches(digests)) {
        const found = await findContents(this.options.store, tenantId, batch, over);
        if (found.isErr()) return err(found.error);
        for (const content of found.value) all.push(content.data ?? (await this.whole(content, over)));
      }
      return ok(all);
    });
  }

  remove(
    tenantId: TenantId,
    digests: readonly ContentDigest[],
    options: StorageCallOptions = {},
  ): ResultAsync<void, StorageError> {
    return this.run({ name: 'Removing the contents', tenantId, options }, async (over) => {
      const { store } = this.options;
      for (const batch of batches(digests.filter(isContentDigest))) {
        const left = await removeContents(store, tenantId, batch, over);
        if (left.isErr()) return err(left.error);
        // What is not discarded now is by a sweep: the contents are not there any more.
        for (const upload of left.value) {
          const discarded = await discardUpload(store, upload, over);
          if (discarded.isErr()) break;
        }
      }
      return ok(undefined);
    });
  }

  list(
    tenantId: TenantId,
    options: StorageCallOptions & { readonly after?: ContentDigest; readonly limit?: number } = {},
  ): ResultAsync<ContentPage, StorageError> {
    const { after, limit } = options;
    return this.run({ name: 'Listing the contents', tenantId, options }, async (over) =>
      listContents(this.options.store, tenantId, { after, limit: listLimit(limit), over }),
    );
  }

  async dispose(): Promise<void> {
    this.stopSweeping?.();
    await this.gate.close();
  }

  private run<T>({ name, tenantId, options }: Call, work: (over: AbortSignal) => PromiseLike<Outcome<T>>) {
    return this.gate.run<T>(name, options.signal, async (over) => {
      if (!TENANT.test(tenantId)) return err(storageFailed('This is no id of a tenant.'));
      return (await work(over)).mapErr((error) => (isStorageError(error) ? error : toStorageError(error)));
    });
  }

  private async store(tenantId: TenantId, content: StreamedContent, over: AbortSignal): Promise<Outcome<void>> {
    const chunks = checkedContent(content, over);
    if (isOneChunk(content.bytes)) {
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      const data = Buffer.concat(parts);
      return putSmallContents(this.options, tenantId, [{ digest: content.digest, data }], over);
    }
    const upload = new DatabaseUpload(this.options, tenantId, content.digest);
    return upload.write(chunks);
  }

  /** The bytes of a content of several chunks. */
  private async whole({ record }: FoundContent, over: AbortSignal): Promise<Uint8Array> {
    const { tenantId, digest, bytes } = record;
    const data = readSegments({ store: this.options.store, tenantId, digest }, record, over);
    const parts: Uint8Array[] = [];
    for await (const part of checkedContent({ digest, bytes, data }, over)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** Whether to sweep again. */
  private sweep(): PromiseLike<boolean> {
    const { store, clock, abandonAfterMs } = this.options;
    const swept = this.gate.run('Sweeping the storage', undefined, async (over) =>
      (await discardStaleUploads(store, clock.now() - abandonAfterMs, over)).mapErr(toStorageError),
    );
    return swept.match(
      () => true,
      ({ type }) => type !== 'storage/closed',
    );
  }
}

function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}

function* batchesToPut(contents: readonly SmallContent[]): Generator<readonly SmallContent[]> {
  let batch: SmallContent[] = [];
  let bytes = 0;
  for (const content of contents) {
    if (batch.length === PUT_BATCH || bytes + content.data.length > SEGMENT_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(content);
    bytes += content.data.length;
  }
  if (batch.length > 0) yield batch;
}

async function* once(data: Uint8Array): AsyncGenerator<Uint8Array, undefined, undefined> {
  await Promise.resolve();
  yield data;
}
