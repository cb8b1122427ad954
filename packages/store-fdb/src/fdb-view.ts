import { err, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  indexEntry,
  orderingFields,
  storeClosed,
  storeContention,
  storeCorrupt,
  type Collection,
  type ReadView,
  type RecordKey,
  type ScanOptions,
  type ScanPage,
  type Stored,
  type StoreError,
} from '@carrel/core/store';
import type { Catalog, OpenCollection } from './catalog.js';
import { fdbErrorCode, WANT_ALL, type FdbNativeTransaction } from './fdb-binding.js';
import { OperationOrder } from './operation-order.js';
import { decodeRecord } from './record-value.js';
import { toStoreError } from './to-store-error.js';

/** Why a view can give nothing that counts. */
export type ViewFailure =
  /** FoundationDB said so. */
  | { readonly reason: 'fdb'; readonly code: number; readonly cause: unknown }
  /** Another process has changed what the store holds. */
  | { readonly reason: 'outdated' }
  | { readonly reason: 'data'; readonly error: StoreError };

/** Reads at the version of a native transaction. */
export class FdbView implements ReadView {
  protected readonly order = new OperationOrder();
  protected closed = false;
  private failed: ViewFailure | null = null;
  private checked: Promise<boolean> | null = null;

  /** @param stateKey where the state of the store is, which must be the catalog's as long as the view is used. */
  constructor(
    protected readonly native: FdbNativeTransaction,
    private readonly catalog: Catalog,
    private readonly stateKey: Buffer,
  ) {}

  get<R extends object>(collection: Collection<R>, key: RecordKey): ResultAsync<Stored<R> | null, StoreError> {
    return this.reading(async () => this.stored<R>(this.open(collection), key));
  }

  getMany<R extends object>(
    collection: Collection<R>,
    keys: readonly RecordKey[],
  ): ResultAsync<readonly (Stored<R> | null)[], StoreError> {
    return this.reading(async () => {
      const opened = this.open(collection);
      const found = await Promise.all(keys.map((key) => this.stored<R>(opened, key)));
      return allOf(found);
    });
  }

  scan<R extends object>(collection: Collection<R>, options: ScanOptions): ResultAsync<ScanPage<R>, StoreError> {
    return this.reading(async () => this.page<R>(this.open(collection), options));
  }

  /** Every later use fails with `store/closed`. */
  close(): void {
    this.closed = true;
  }

  /** The first key that was written; `null` when none was. */
  get firstWritten(): Buffer | null {
    return null;
  }

  /** What makes everything that the work did worthless, if something does. */
  get failure(): ViewFailure | null {
    return this.failed;
  }

  /** Whether the cluster has not answered yet. */
  get isWaiting(): boolean {
    return this.order.pending > 0;
  }

  protected open(collection: Collection<object>): OpenCollection {
    return this.catalog.get(collection);
  }

  protected reading<T, E>(action: () => Promise<Result<T, E>>): ResultAsync<T, E | StoreError> {
    return new ResultAsync(this.order.read(() => this.use(action)));
  }

  protected writing<T, E>(action: () => Promise<Result<T, E>>): ResultAsync<T, E | StoreError> {
    return new ResultAsync(this.order.write(() => this.use(action)));
  }

  protected decoded<R extends object>(value: Buffer): Result<Stored<R>, StoreError> {
    return decodeRecord<R>(value).mapErr((error) => this.fail({ reason: 'data', error }));
  }

  /** Asks for the state beside the first operation, so that it costs no time of its own. */
  private async use<T, E>(action: () => Promise<Result<T, E>>): Promise<Result<T, E | StoreError>> {
    if (this.closed) return err(storeClosed());
    if (this.failed !== null) return err(errorOf(this.failed));
    this.checked ??= this.isCurrent();
    try {
      const [isCurrent, result] = await Promise.all([this.checked, action()]);
      if (!isCurrent) return err(this.fail({ reason: 'outdated' }));
      return this.closed ? err(storeClosed()) : result;
    } catch (thrown) {
      const code = fdbErrorCode(thrown);
      if (code === null) throw thrown;
      return err(this.fail({ reason: 'fdb', code, cause: thrown }));
    }
  }

  private async isCurrent(): Promise<boolean> {
    return (await this.native.get(this.stateKey))?.equals(this.catalog.state) === true;
  }

  private fail(failure: ViewFailure): StoreError {
    this.failed ??= failure;
    return errorOf(this.failed);
  }

  private async stored<R extends object>(
    { keys }: OpenCollection,
    key: RecordKey,
  ): Promise<Result<Stored<R> | null, StoreError>> {
    const value = await this.native.get(keys.record(key));
    return value === undefined ? ok(null) : this.decoded<R>(value);
  }

  private async page<R extends object>(
    opened: OpenCollection,
    options: ScanOptions,
  ): Promise<Result<ScanPage<R>, StoreError>> {
    const { schema, keys } = opened;
    const { index, limit, reverse = false } = options;
    const { start, end } = keys.scan(schema, options);
    if (Buffer.compare(start, end) >= 0) return ok({ items: [], next: null });
    // One more than asked for says whether anything follows.
    const entries = await this.native.getRangeAll(start, end, { limit: limit + 1, reverse, streamingMode: WANT_ALL });
    const values = entries.slice(0, limit).map(([, value]) => value);
    const records = index === undefined ? ok(values) : await this.indexed(opened, values);
    return records
      .andThen((found) => allOf(found.map((value) => this.decoded<R>(value))))
      .map((items) => {
        const last = entries.length > limit ? items.at(-1) : undefined;
        return { items, next: last === undefined ? null : indexEntry(last.value, orderingFields(schema, index)) };
      });
  }

  private async indexed(
    { keys, schema }: OpenCollection,
    entries: readonly Buffer[],
  ): Promise<Result<readonly Buffer[], StoreError>> {
    const found = await Promise.all(entries.map((entry) => this.native.get(keys.recordOf(entry))));
    const records = found.filter((value) => value !== undefined);
    if (records.length === found.length) return ok(records);
    return err(this.fail({ reason: 'data', error: storeCorrupt(`an index of ${schema.name} names a missing record`) }));
  }
}

function errorOf(failure: ViewFailure): StoreError {
  if (failure.reason === 'data') return failure.error;
  return failure.reason === 'fdb' ? toStoreError(failure.code, failure.cause) : storeContention();
}

/** All values, or the first error. */
function allOf<T, E>(results: readonly Result<T, E>[]): Result<readonly T[], E> {
  const values: T[] = [];
  for (const result of results) {
    if (result.isErr()) return err(result.error);
    values.push(result.value);
  }
  return ok(values);
}
