import { setTimeout as sleep } from 'node:timers/promises';
import { aborted, err, errAsync, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import { storeUnavailable, WorkWatch, type CollectionSchema, type StoreError } from '@carrel/core/store';
import { applyCollections, checkCollections } from './sqlite-collections.js';
import { SqliteConnection } from './sqlite-connection.js';
import type { SqliteDriver } from './sqlite-driver.js';
import { makePrivateFile, touching } from './sqlite-file.js';
import { SqliteLog } from './sqlite-log.js';
import type { ResolvedSqliteOptions } from './sqlite-options.js';
import { SqliteQueue } from './sqlite-queue.js';
import { SqliteReaders } from './sqlite-readers.js';
import { checkFile, migrate } from './sqlite-schema.js';
import { SqliteTable } from './sqlite-table.js';
import { SqliteTransaction } from './sqlite-transaction.js';
import { SqliteWatches } from './sqlite-watches.js';
import { SqliteView, type SnapshotBegin } from './sqlite-view.js';
import { runWork } from './sqlite-work.js';
import { isBusy, toStoreError } from './to-store-error.js';

/** The open file: one connection that writes, some that read, and the tables that both know. */
export class SqliteDatabase {
  private readonly tables = new Map<string, SqliteTable>();
  private readonly watch: WorkWatch;
  readonly watches: SqliteWatches;
  private readonly queue: SqliteQueue;
  private readonly readers: SqliteReaders;
  /** `null` when nobody waits for the disk. */
  private readonly log: SqliteLog | null;
  /** The version of the file's schema at which the tables were last compared with it. */
  private checkedSchema: unknown = null;

  private constructor(
    driver: SqliteDriver,
    private readonly writer: SqliteConnection,
    options: ResolvedSqliteOptions,
  ) {
    this.watch = new WorkWatch(options.clock, options.transactionTimeoutMs);
    this.watches = new SqliteWatches({ connection: writer, ...options });
    this.log = options.durability === 'full' ? new SqliteLog(options.path) : null;
    this.queue = new SqliteQueue({
      connection: writer,
      log: this.log,
      committed: (written) => {
        this.watches.committed(written);
      },
      createTransaction: () => new SqliteTransaction(writer, this.tables, options),
      check: () => this.checkSchema(),
      watch: this.watch,
      busyTimeoutMs: options.busyTimeoutMs,
      maxBatch: options.maxBatch,
      maxBatchBytes: options.maxTransactionBytes,
    });
    const connect = () => new SqliteConnection(driver, options.path, { readonly: true, timeoutMs: READ_TIMEOUT_MS });
    this.readers = new SqliteReaders(connect, options.readers);
  }

  /** Opens the file, and makes it where it is missing; nothing in it is changed when it is not ours. */
  static connect(driver: SqliteDriver, options: ResolvedSqliteOptions): ResultAsync<SqliteDatabase, StoreError> {
    return touching(async () => {
      await makePrivateFile(options.path);
      const writer = new SqliteConnection(driver, options.path, { readonly: false, timeoutMs: 0 });
      const prepared = await prepareWriter(writer, options);
      if (prepared.isErr()) writer.close();
      return prepared.map(() => new SqliteDatabase(driver, writer, options));
    }).andThen((result) => result);
  }

  /** Brings the file up to date for `collections`, which can be used from then on. */
  prepare(collections: readonly CollectionSchema[]): ResultAsync<void, StoreError> {
    const apply = (connection: SqliteConnection): Result<void, StoreError> =>
      checkFile(connection).andThen(() => {
        migrate(connection);
        return applyCollections(connection, collections);
      });
    return this.queue
      .runAlone((tx) => tx.alter(apply))
      .map(() => {
        for (const schema of collections) this.tables.set(schema.name, new SqliteTable(schema));
      });
  }

  transact<T, E>(
    work: (tx: SqliteTransaction) => ResultAsync<T, E>,
    signal?: AbortSignal,
  ): ResultAsync<T, E | StoreError> {
    return this.queue.run(work, signal);
  }

  /** @param begin `first` when an earlier try showed that its reads were not of one state. */
  read<T, E>(
    work: (view: SqliteView) => ResultAsync<T, E>,
    { signal, begin = 'second' }: { readonly signal?: AbortSignal | undefined; readonly begin?: SnapshotBegin } = {},
  ): ResultAsync<T, E | StoreError> {
    const failure = this.log?.failure ?? null;
    if (failure !== null) return errAsync(failure);
    try {
      const connection = this.readers.take();
      if (connection !== null) return new ResultAsync(this.readFrom(connection, work, begin));
    } catch (thrown) {
      return errAsync(toStoreError(thrown));
    }
    return new ResultAsync(this.readLater(work, signal));
  }

  /** Finishes what is under way, and closes every connection. */
  async close(): Promise<void> {
    await this.queue.idle();
    this.watches.close();
    await this.readers.close();
    await this.log?.close();
    this.writer.close();
  }

  private async readLater<T, E>(
    work: (view: SqliteView) => ResultAsync<T, E>,
    signal: AbortSignal | undefined,
  ): Promise<Result<T, E | StoreError>> {
    const connection = await this.readers.wait(signal);
    return connection === null ? err(aborted('The read')) : this.readFrom(connection, work, 'first');
  }

  /** What it gives is durable, also what was committed just before. */
  private async readFrom<T, E>(
    connection: SqliteConnection,
    work: (view: SqliteView) => ResultAsync<T, E>,
    begin: SnapshotBegin,
  ): Promise<Result<T, E | StoreError>> {
    const view = new SqliteView(connection, this.tables, begin);
    const result = await runWork({
      watch: this.watch,
      view,
      work,
      ended: () => this.readers.giveBack(connection),
      again: () => this.read(work, { begin: 'first' }),
    });
    const syncing = this.log?.underWay ?? null;
    const lost = syncing === null ? null : await syncing;
    return lost === null ? result : err(lost);
  }

  private checkSchema(): Result<void, StoreError> {
    const version = this.writer.get<[number]>('PRAGMA schema_version', [])?.[0];
    if (version === this.checkedSchema) return ok(undefined);
    const schemas = Array.from(this.tables.values(), ({ schema }) => schema);
    return checkCollections(this.writer, schemas).map(() => {
      this.checkedSchema = version;
    });
  }
}

/** How long a view may wait while another process recovers the file, which blocks this thread, in milliseconds. */
const READ_TIMEOUT_MS = 500;

async function prepareWriter(
  writer: SqliteConnection,
  options: ResolvedSqliteOptions,
): Promise<Result<void, StoreError>> {
  const deadline = performance.now() + options.busyTimeoutMs;
  for (;;) {
    try {
      return checkFile(writer).andThen(() => configure(writer, options));
    } catch (thrown) {
      if (!isBusy(thrown) || performance.now() >= deadline) return err(toStoreError(thrown));
      await sleep(10);
    }
  }
}

function configure(writer: SqliteConnection, { maxFileBytes }: ResolvedSqliteOptions): Result<void, StoreError> {
  const mode = writer.pragma('journal_mode = WAL');
  if (mode !== 'wal') return err(storeUnavailable('the file system does not allow a write-ahead log'));
  // Commits do not wait for the disk, which would hold this thread: `SqliteLog` does. Checkpoints wait for it.
  writer.pragma('synchronous = NORMAL');
  // Where a plain sync leaves data in the disk's own cache; without effect elsewhere.
  writer.pragma('checkpoint_fullfsync = ON');
  writer.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  writer.pragma(`journal_size_limit = ${MAX_IDLE_LOG_BYTES}`);
  if (maxFileBytes !== null) {
    const pages = Math.max(1, Math.floor(maxFileBytes / Number(writer.pragma('page_size'))));
    writer.pragma(`max_page_count = ${pages}`);
  }
  return ok(undefined);
}

/** How many pages of the log go into the file together; more would make recovery long, fewer write the same pages again. */
const CHECKPOINT_PAGES = 4_000;

/** The most bytes of the write-ahead log that stay allocated after its content went into the file. */
const MAX_IDLE_LOG_BYTES = 64 * 1024 * 1024;
