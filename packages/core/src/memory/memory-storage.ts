import { err, ok, systemClock, type Clock, type Result, type ResultAsync, type TenantId } from '../kernel/index.js';
import {
  checkedContent,
  contentCorrupt,
  contentDigest,
  contentNotFound,
  listLimit,
  StorageGate,
  storageFull,
  type ContentDigest,
  type ContentPage,
  type SmallContent,
  type StorageCallOptions,
  type StorageError,
  type StorageProvider,
  type StreamedContent,
} from '../storage/index.js';
import { MemoryContents } from './memory-contents.js';
import { MemoryFaults, type FaultOptions, type HeldOperation } from './memory-faults.js';

/** An operation of the storage that a test can make fail or hang. */
export type MemoryStorageOperation = 'open' | 'put' | 'putMany' | 'get' | 'getMany' | 'remove' | 'list';

export interface MemoryStorageOptions {
  /** What sessions name it by. @default 'memory' */
  readonly name?: string;
  /** What `storedAt` is read from. @default the machine's clock */
  readonly clock?: Clock;
  /** The most bytes of all contents together; `storage/full` past it. @default 1073741824 */
  readonly maxBytes?: number;
  /** The `durableState` of an earlier storage: what it stored is there. @default nothing */
  readonly durableState?: MemoryContents;
}

/** A storage in this process, with doors for tests: what can go wrong with a real one can be made to happen. */
export interface MemoryStorage extends StorageProvider {
  /** What is stored; a new storage that is given it finds it as it is. */
  readonly durableState: MemoryContents;
  /** The next call of `operation` that no earlier fault meets fails with `error`. */
  failNext(operation: MemoryStorageOperation, error: StorageError, options?: FaultOptions): void;
  /** The next call of `operation` that no earlier fault meets hangs until it is released, its signal fires, or `dispose`. */
  holdNext(operation: MemoryStorageOperation, options?: FaultOptions): HeldOperation;
  /** Changes a byte of a stored content, as a bad disk would. Nothing happens when it has none. */
  damage(tenantId: TenantId, digest: ContentDigest): void;
}

/** Keeps contents in this process alone: the reference of what a storage does. For tests and for trying things. */
export function memoryStorage(options: MemoryStorageOptions = {}): MemoryStorage {
  return new InMemoryStorage({
    name: options.name ?? 'memory',
    clock: options.clock ?? systemClock,
    maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
    durableState: options.durableState ?? new MemoryContents(),
  });
}

const DEFAULT_MAX_BYTES = 1_073_741_824;
/** The bytes of one chunk that a reader is given. */
const CHUNK_BYTES = 64 * 1024;

/** What the faults of an operation, and its own work, need to know. */
interface Call {
  readonly operation: MemoryStorageOperation;
  readonly options: StorageCallOptions;
}

class InMemoryStorage implements MemoryStorage {
  readonly name: string;
  readonly durableState: MemoryContents;
  private readonly gate = new StorageGate();
  private readonly faults = new MemoryFaults<MemoryStorageOperation, StorageError>();

  constructor(private readonly options: Required<MemoryStorageOptions>) {
    this.name = options.name;
    this.durableState = options.durableState;
  }

  open(): ResultAsync<void, StorageError> {
    return this.gate.open((over) => this.between('open', over, () => Promise.resolve(ok(undefined))));
  }

  put(tenantId: TenantId, content: StreamedContent, options: StorageCallOptions = {}): ResultAsync<void, StorageError> {
    return this.perform({ operation: 'put', options }, async (over) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of checkedContent(content, over)) chunks.push(Uint8Array.from(chunk));
      return this.keep(tenantId, content.digest, concat(chunks));
    });
  }

  putMany(
    tenantId: TenantId,
    contents: readonly SmallContent[],
    options: StorageCallOptions = {},
  ): ResultAsync<void, StorageError> {
    return this.perform({ operation: 'putMany', options }, () => {
      for (const { digest, data } of contents) {
        const kept = contentDigest(data) === digest ? this.keep(tenantId, digest, Uint8Array.from(data)) : null;
        if (kept === null) return err(contentCorrupt(digest));
        if (kept.isErr()) return err(kept.error);
      }
      return ok(undefined);
    });
  }

  get(
    tenantId: TenantId,
    digest: ContentDigest,
    options: StorageCallOptions = {},
  ): ResultAsync<AsyncIterable<Uint8Array>, StorageError> {
    return this.perform({ operation: 'get', options }, () => {
      const data = this.durableState.find(tenantId, digest)?.data;
      if (data === undefined) return err(contentNotFound(digest));
      const content = { digest, bytes: data.length, data: chunksOf(data) };
      return ok(this.gate.read('Reading the content', options.signal, (over) => checkedContent(content, over)));
    });
  }

  getMany(
    tenantId: TenantId,
    digests: readonly ContentDigest[],
    options: StorageCallOptions = {},
  ): ResultAsync<readonly Uint8Array[], StorageError> {
    return this.perform({ operation: 'getMany', options }, () => {
      const found: Uint8Array[] = [];
      for (const digest of digests) {
        const data = this.durableState.find(tenantId, digest)?.data;
        if (data === undefined) return err(contentNotFound(digest));
        if (contentDigest(data) !== digest) return err(contentCorrupt(digest));
        found.push(Uint8Array.from(data));
      }
      return ok(found);
    });
  }

  remove(
    tenantId: TenantId,
    digests: readonly ContentDigest[],
    options: StorageCallOptions = {},
  ): ResultAsync<void, StorageError> {
    return this.perform({ operation: 'remove', options }, () => {
      for (const digest of digests) this.durableState.delete(tenantId, digest);
      return ok(undefined);
    });
  }

  list(
    tenantId: TenantId,
    options: StorageCallOptions & { readonly after?: ContentDigest; readonly limit?: number } = {},
  ): ResultAsync<ContentPage, StorageError> {
    return this.perform({ operation: 'list', options }, () =>
      ok(this.durableState.page(tenantId, listLimit(options.limit), options.after)),
    );
  }

  dispose(): Promise<void> {
    return this.gate.close();
  }

  failNext(operation: MemoryStorageOperation, error: StorageError, options: FaultOptions = {}): void {
    this.faults.fail(operation, error, options);
  }

  holdNext(operation: MemoryStorageOperation, options: FaultOptions = {}): HeldOperation {
    return this.faults.hold(operation, options);
  }

  damage(tenantId: TenantId, digest: ContentDigest): void {
    const content = this.durableState.find(tenantId, digest);
    if (content === null) return;
    const data = content.data.map((byte, index) => (index === 0 ? byte ^ 1 : byte));
    this.durableState.set(tenantId, digest, { ...content, data });
  }

  private keep(tenantId: TenantId, digest: ContentDigest, data: Uint8Array): Result<void, StorageError> {
    const { clock, maxBytes } = this.options;
    const before = this.durableState.find(tenantId, digest)?.data.length ?? 0;
    if (this.durableState.totalBytes - before + data.length > maxBytes) return err(storageFull());
    this.durableState.set(tenantId, digest, { data, storedAt: clock.now() });
    return ok(undefined);
  }

  private perform<T>(
    { operation, options }: Call,
    work: (over: AbortSignal) => Result<T, StorageError> | Promise<Result<T, StorageError>>,
  ): ResultAsync<T, StorageError> {
    return this.gate.run(`The ${operation} of the storage`, options.signal, (over) =>
      this.between(operation, over, () => work(over)),
    );
  }

  /** `work` between the faults that wait for the operation. */
  private async between<T>(
    operation: MemoryStorageOperation,
    over: AbortSignal,
    work: () => Result<T, StorageError> | Promise<Result<T, StorageError>>,
  ): Promise<Result<T, StorageError>> {
    const before = await this.faults.meet(operation, 'before', over);
    if (before.isErr()) return err(before.error);
    const result = await work();
    const after = await this.faults.meet(operation, 'after', over);
    return after.isErr() ? err(after.error) : result;
  }
}

async function* chunksOf(data: Uint8Array): AsyncGenerator<Uint8Array, undefined, undefined> {
  for (let start = 0; start < data.length; start += CHUNK_BYTES) yield data.slice(start, start + CHUNK_BYTES);
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const { buffer, byteOffset, length } = Buffer.concat(chunks);
  return new Uint8Array(buffer, byteOffset, length);
}
