import {
  aborted,
  err,
  errAsync,
  okAsync,
  ResultAsync,
  Semaphore,
  systemClock,
  type Clock,
  type Result,
} from '../kernel/index.js';
import {
  MAX_RECORD_BYTES,
  MAX_TRANSACTION_BYTES,
  MAX_WATCHES,
  RecordWatches,
  storeClosed,
  storeContention,
  storeUnsupported,
  TRANSACTION_TIMEOUT_MS,
  watchGroup,
  WorkWatch,
  type BackupReport,
  type CollectionSchema,
  type KeyPart,
  type ReadView,
  type RecordStore,
  type RecordWatcher,
  type RestoreReport,
  type StoreError,
  type StoreHealth,
  type StoreTooManyWatches,
  type Transaction,
  type WatchOptions,
  type WorkOptions,
} from '../store/index.js';
import { MemoryTable } from './memory-table.js';
import { MemoryTransaction, MemoryView, type MemoryTables } from './memory-transaction.js';

export interface MemoryStoreOptions {
  /** Measures the time that work takes. @default the machine's clock */
  readonly clock?: Clock;
  /** The most bytes of one record. Not below 90,000, which every store takes. @default 90000 */
  readonly maxRecordBytes?: number;
  /** The most bytes that one transaction writes. @default 8000000 */
  readonly maxTransactionBytes?: number;
  /** How long work may run, in milliseconds. @default 5000 */
  readonly transactionTimeoutMs?: number;
  /** The most watches at a time, before `store/too-many-watches`. @default 10000 */
  readonly maxWatches?: number;
}

/** Keeps records in this process alone, until it ends: the reference of what a store does. For tests and for trying things. */
export function memoryStore(options: MemoryStoreOptions = {}): RecordStore {
  return new MemoryStore({
    clock: options.clock ?? systemClock,
    maxRecordBytes: options.maxRecordBytes ?? MAX_RECORD_BYTES,
    maxTransactionBytes: options.maxTransactionBytes ?? MAX_TRANSACTION_BYTES,
    transactionTimeoutMs: options.transactionTimeoutMs ?? TRANSACTION_TIMEOUT_MS,
    maxWatches: options.maxWatches ?? MAX_WATCHES,
  });
}

class MemoryStore implements RecordStore {
  readonly name = 'memory';
  readonly capabilities;
  private state: 'new' | 'open' | 'disposed' = 'new';
  private tables: MemoryTables = new Map();
  private readonly turns = new Semaphore(1);
  private readonly running: WorkWatch;
  private readonly watches: RecordWatches;

  constructor(private readonly options: Required<MemoryStoreOptions>) {
    const { clock, maxRecordBytes, transactionTimeoutMs, maxWatches } = options;
    this.watches = new RecordWatches({ maxWatches });
    this.capabilities = { watch: true, backup: false, multiProcess: false, durable: false, maxRecordBytes };
    this.running = new WorkWatch(clock, transactionTimeoutMs);
  }

  open(collections: readonly CollectionSchema[]): ResultAsync<void, StoreError> {
    return this.turns.run('Opening the store', () => {
      if (this.state === 'disposed') return errAsync(storeClosed());
      const rebuilt = collections.map(
        (schema) => [schema.name, MemoryTable.create(schema, this.tables.get(schema.name)?.rows())] as const,
      );
      this.tables = new Map([...this.tables, ...rebuilt]);
      this.state = 'open';
      return okAsync(undefined);
    });
  }

  transact<T, E>(
    work: (tx: Transaction) => ResultAsync<T, E>,
    { signal }: WorkOptions = {},
  ): ResultAsync<T, E | StoreError> {
    if (this.state !== 'open') return errAsync(storeClosed());
    return this.turns.run('The transaction', () => new ResultAsync(this.commit(work)), signal);
  }

  read<T, E>(
    work: (view: ReadView) => ResultAsync<T, E>,
    { signal }: WorkOptions = {},
  ): ResultAsync<T, E | StoreError> {
    if (this.state !== 'open') return errAsync(storeClosed());
    if (signal?.aborted === true) return errAsync(aborted('The read'));
    return new ResultAsync(this.run(new MemoryView(() => this.tables), work));
  }

  watch(
    collection: CollectionSchema,
    prefix: readonly KeyPart[],
    { signal }: WatchOptions = {},
  ): ResultAsync<RecordWatcher, StoreTooManyWatches | StoreError> {
    if (this.state !== 'open') return errAsync(storeClosed());
    const opened = this.watches.open([watchGroup(collection, prefix)], signal);
    return opened.isErr() ? errAsync(opened.error) : okAsync(opened.value);
  }

  backup(): ResultAsync<BackupReport, StoreError> {
    return errAsync(this.state === 'open' ? storeUnsupported() : storeClosed());
  }

  restore(): ResultAsync<RestoreReport, StoreError> {
    return errAsync(storeUnsupported());
  }

  health(): ResultAsync<StoreHealth, StoreError> {
    return this.state === 'open' ? okAsync({ latencyMs: 0 }) : errAsync(storeClosed());
  }

  async dispose(): Promise<void> {
    this.state = 'disposed';
    await this.turns.run('Disposing the store', () => okAsync(undefined)).unwrapOr(undefined);
    this.tables = new Map();
    this.watches.failAll(storeClosed());
  }

  private async commit<T, E>(work: (tx: Transaction) => ResultAsync<T, E>): Promise<Result<T, E | StoreError>> {
    const tx = new MemoryTransaction(() => this.tables, this.options);
    const result = await this.run(tx, work);
    if (result.isErr()) return result;
    this.tables = tx.tables();
    for (const { schema, key } of tx.written) this.watches.wakeRecord(schema, key);
    return result;
  }

  private async run<V extends MemoryView, T, E>(
    view: V,
    work: (view: V) => ResultAsync<T, E>,
  ): Promise<Result<T, E | StoreError>> {
    let expire: (result: Result<never, StoreError>) => void = () => undefined;
    const expired = new Promise<Result<never, StoreError>>((resolve) => (expire = resolve));
    const watched = this.running.begin(() => {
      view.close();
      expire(err(storeContention()));
    });
    try {
      return await Promise.race([work(view), expired]);
    } finally {
      this.running.end(watched);
      view.close();
    }
  }
}
