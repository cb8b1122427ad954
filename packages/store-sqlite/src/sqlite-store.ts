import { resolve } from 'node:path';
import { aborted, errAsync, invariant, ResultAsync, type Result } from '@carrel/core/kernel';
import {
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
import { exportArchive } from './sqlite-archive.js';
import { restoreBackup, writeBackup } from './sqlite-backup.js';
import { SqliteDatabase } from './sqlite-database.js';
import { loadDriver } from './sqlite-driver.js';
import { resolveSqliteOptions, type ResolvedSqliteOptions, type SqliteStoreOptions } from './sqlite-options.js';

/**
 * Keeps records in one SQLite file, which several processes of one machine may have open.
 *
 * Each collection is a table; the fields of its key and its indexes are columns, and the record is JSON in `_json`, so any SQL
 * tool can read the file. Transactions that wait at the same time share one durable commit. Nothing is read or written, and the
 * driver is not loaded, before `open`.
 *
 * @throws Error when an option is out of its range.
 *
 * @example
 * const carrel = await createCarrel({ store: sqliteStore({ path: 'data/carrel.db' }), runtime });
 */
export function sqliteStore(options: SqliteStoreOptions): RecordStore {
  return new SqliteStore(resolveSqliteOptions(options));
}

class SqliteStore implements RecordStore {
  readonly name = 'sqlite';
  readonly capabilities: StoreCapabilities;
  private database: SqliteDatabase | null = null;
  private disposing: Promise<void> | null = null;
  /** What changes which file is open, one after the other. */
  private turn: Promise<unknown> = Promise.resolve();
  private readonly backups = new Set<Promise<unknown>>();

  constructor(private readonly options: ResolvedSqliteOptions) {
    const { maxRecordBytes } = options;
    this.capabilities = { watch: true, backup: true, multiProcess: true, durable: true, maxRecordBytes };
  }

  open(collections: readonly CollectionSchema[]): ResultAsync<void, StoreError> {
    return this.inTurn(() => {
      const { database } = this;
      return database === null ? this.openFirst(collections) : database.prepare(collections);
    });
  }

  transact<T, E>(
    work: (tx: Transaction) => ResultAsync<T, E>,
    options: WorkOptions = {},
  ): ResultAsync<T, E | StoreError> {
    if (this.database === null || this.disposing !== null) return errAsync(storeClosed());
    return this.database.transact(work, options.signal);
  }

  read<T, E>(work: (view: ReadView) => ResultAsync<T, E>, options: WorkOptions = {}): ResultAsync<T, E | StoreError> {
    if (this.database === null || this.disposing !== null) return errAsync(storeClosed());
    if (options.signal?.aborted === true) return errAsync(aborted('The read'));
    return this.database.read(work, options);
  }

  watch(
    collection: CollectionSchema,
    prefix: readonly KeyPart[],
    options: WatchOptions = {},
  ): ResultAsync<RecordWatcher, StoreTooManyWatches | StoreError> {
    if (this.database === null || this.disposing !== null) return errAsync(storeClosed());
    return this.database.watches.open(collection, prefix, options);
  }

  backup(path: string, { format = 'own' }: BackupOptions = {}): ResultAsync<BackupReport, StoreError> {
    if (this.database === null || this.disposing !== null) return errAsync(storeClosed());
    invariant(
      resolve(path) !== resolve(this.options.path),
      'a backup is written to another file than that of the store',
    );
    const { loadDriver: load, path: from } = this.options;
    const write = format === 'portable' ? exportArchive : writeBackup;
    const written = Promise.resolve(loadDriver(load).andThen((driver) => write(driver, from, path)));
    this.backups.add(written);
    const forget = () => this.backups.delete(written);
    void written.then(forget, forget);
    return new ResultAsync(written);
  }

  /** Fails with `store/busy` when the store is open, here or in another process. */
  restore(path: string): ResultAsync<RestoreReport, StoreError> {
    const { loadDriver: load, path: to } = this.options;
    return this.inTurn(() =>
      this.database === null
        ? loadDriver(load).andThen((driver) => restoreBackup(driver, path, to))
        : errAsync(storeBusy('the store is open')),
    );
  }

  health(): ResultAsync<StoreHealth, StoreError> {
    if (this.database === null || this.disposing !== null) return errAsync(storeClosed());
    const startedAt = performance.now();
    return this.database.read((view) => view.probe()).map(() => ({ latencyMs: performance.now() - startedAt }));
  }

  dispose(): Promise<void> {
    this.disposing ??= this.close();
    return this.disposing;
  }

  private openFirst(collections: readonly CollectionSchema[]): ResultAsync<void, StoreError> {
    return loadDriver(this.options.loadDriver)
      .andThen((driver) => SqliteDatabase.connect(driver, this.options))
      .andThen((database) => new ResultAsync(this.adopt(database, collections)));
  }

  private async adopt(
    database: SqliteDatabase,
    collections: readonly CollectionSchema[],
  ): Promise<Result<void, StoreError>> {
    try {
      const prepared = await database.prepare(collections);
      if (prepared.isOk()) this.database = database;
      return prepared;
    } finally {
      if (this.database !== database) await database.close();
    }
  }

  private inTurn<T>(action: () => ResultAsync<T, StoreError>): ResultAsync<T, StoreError> {
    if (this.disposing !== null) return errAsync(storeClosed());
    const done = this.turn.then(() => action());
    this.turn = done.catch(() => undefined);
    return new ResultAsync(done);
  }

  private async close(): Promise<void> {
    await this.turn;
    await Promise.allSettled(this.backups);
    await this.database?.close().catch(() => undefined);
  }
}
