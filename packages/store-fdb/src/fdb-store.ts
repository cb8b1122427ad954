import { aborted, err, errAsync, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  MAX_RECORD_BYTES,
  storeBusy,
  storeClosed,
  type BackupOptions,
  type BackupReport,
  type CollectionSchema,
  type KeyPart,
  type ReadView,
  type RecordStore,
  type RecordWatcher,
  type RestoreReport,
  type StoreCapabilities,
  type StoreError,
  type StoreHealth,
  type StoreTooManyWatches,
  type Transaction,
  type WatchOptions,
  type WorkOptions,
} from '@carrel/core/store';
import { FdbConnection } from './fdb-connection.js';
import { resolveFdbOptions, type FdbStoreOptions, type ResolvedFdbOptions } from './fdb-options.js';

/**
 * Keeps records in FoundationDB, for any number of processes on any number of machines.
 *
 * Transactions are optimistic, and tried again when they conflict; one whose commit ended without an answer is asked for, and never
 * done twice. The package `foundationdb` and its client library are loaded by `open`, which says what to install when they are missing.
 *
 * @throws Error when an option is out of its range.
 *
 * @example
 * const carrel = await createCarrel({ store: fdbStore({ clusterFile: '/etc/foundationdb/fdb.cluster' }), runtime });
 */
export function fdbStore(options: FdbStoreOptions = {}): RecordStore {
  return new FdbStore(resolveFdbOptions(options));
}

class FdbStore implements RecordStore {
  readonly name = 'foundationdb';
  readonly capabilities: StoreCapabilities = {
    watch: true,
    backup: true,
    multiProcess: true,
    durable: true,
    maxRecordBytes: MAX_RECORD_BYTES,
  };
  private connection: FdbConnection | null = null;
  private disposing: Promise<void> | null = null;
  /** What opens, one after the other. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: ResolvedFdbOptions) {}

  open(collections: readonly CollectionSchema[]): ResultAsync<void, StoreError> {
    return this.inTurn(() => new ResultAsync(this.prepare(collections)));
  }

  transact<T, E>(
    work: (tx: Transaction) => ResultAsync<T, E>,
    { signal }: WorkOptions = {},
  ): ResultAsync<T, E | StoreError> {
    if (this.connection === null || this.disposing !== null) return errAsync(storeClosed());
    if (signal?.aborted === true) return errAsync(aborted('The transaction'));
    return this.connection.transact(work);
  }

  read<T, E>(
    work: (view: ReadView) => ResultAsync<T, E>,
    { signal }: WorkOptions = {},
  ): ResultAsync<T, E | StoreError> {
    if (this.connection === null || this.disposing !== null) return errAsync(storeClosed());
    if (signal?.aborted === true) return errAsync(aborted('The read'));
    return this.connection.read(work);
  }

  watch(
    collection: CollectionSchema,
    prefix: readonly KeyPart[],
    options: WatchOptions = {},
  ): ResultAsync<RecordWatcher, StoreTooManyWatches | StoreError> {
    if (this.connection === null || this.disposing !== null) return errAsync(storeClosed());
    return this.connection.watch(collection, prefix, options);
  }

  /** Always portable. */
  backup(path: string, options: BackupOptions = {}): ResultAsync<BackupReport, StoreError> {
    if (this.connection === null || this.disposing !== null) return errAsync(storeClosed());
    return this.connection.backup(path, options);
  }

  restore(path: string): ResultAsync<RestoreReport, StoreError> {
    return this.inTurn(() =>
      this.connection === null ? new ResultAsync(this.replace(path)) : errAsync(storeBusy('the store is open')),
    );
  }

  health(): ResultAsync<StoreHealth, StoreError> {
    if (this.connection === null || this.disposing !== null) return errAsync(storeClosed());
    return this.connection.health();
  }

  dispose(): Promise<void> {
    this.disposing ??= this.close();
    return this.disposing;
  }

  private async prepare(collections: readonly CollectionSchema[]): Promise<Result<void, StoreError>> {
    if (this.connection !== null) return this.connection.prepare(collections);
    const opened = FdbConnection.open(this.options);
    if (opened.isErr()) return err(opened.error);
    const prepared = await opened.value.prepare(collections);
    if (prepared.isOk()) this.connection = opened.value;
    else await opened.value.close();
    return prepared;
  }

  private async replace(path: string): Promise<Result<RestoreReport, StoreError>> {
    const opened = FdbConnection.open(this.options);
    if (opened.isErr()) return err(opened.error);
    try {
      return await opened.value.restore(path);
    } finally {
      await opened.value.close();
    }
  }

  private inTurn<T>(action: () => ResultAsync<T, StoreError>): ResultAsync<T, StoreError> {
    if (this.disposing !== null) return errAsync(storeClosed());
    const done = this.turn.then(() => action());
    this.turn = done.catch(() => ok(undefined));
    return new ResultAsync(done);
  }

  private async close(): Promise<void> {
    await this.turn;
    await this.connection?.close();
  }
}
