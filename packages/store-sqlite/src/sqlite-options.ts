import { systemClock, type Clock } from '@carrel/core/kernel';
import { invariant } from '@carrel/core/kernel';
import { MAX_RECORD_BYTES, MAX_TRANSACTION_BYTES, MAX_WATCHES, TRANSACTION_TIMEOUT_MS } from '@carrel/core/store';
import { loadBetterSqlite, type LoadDriver } from './sqlite-driver.js';

export interface SqliteStoreOptions {
  /** The database file. It and its directory are made when they are missing; `-wal` and `-shm` files appear beside it. */
  readonly path: string;
  /**
   * What a committed transaction survives.
   *
   * `full`: the end of the process, of the operating system, and of the power. Each commit waits for the disk; transactions
   * that wait at the same time share that.
   * `normal`: the end of the process. After a power failure the last commits may be missing; the data is never damaged.
   *
   * @default 'full'
   */
  readonly durability?: 'full' | 'normal';
  /** How long to wait for another process that is writing, in milliseconds, before `store/busy`. @default 10000 */
  readonly busyTimeoutMs?: number;
  /** How long the work of a transaction or a view may run, in milliseconds, before `store/contention`. @default 5000 */
  readonly transactionTimeoutMs?: number;
  /** The most transactions that share one commit. @default 128 */
  readonly maxBatch?: number;
  /** How many connections read at the same time; more views wait for one. @default 4 */
  readonly readers?: number;
  /** The most bytes of one record. Not below 90,000, which every store takes. @default 90000 */
  readonly maxRecordBytes?: number;
  /** The most bytes that one transaction writes, before `store/too-large`. @default 8000000 */
  readonly maxTransactionBytes?: number;
  /** The most bytes that the database file may have, before `store/full`. @default what the disk holds */
  readonly maxFileBytes?: number;
  /** The most watches at a time, before `store/too-many-watches`. @default 10000 */
  readonly maxWatches?: number;
  /**
   * How often a store that is watched asks whether another process has committed, in milliseconds: as late may a watch tell of
   * it. SQLite does not say what another process wrote, so every watch is told of it. Commits of its own process are told at
   * once, to those who watch what they wrote.
   *
   * @default 100
   */
  readonly watchIntervalMs?: number;
  /** Gives the driver, for hosts that bring their own build of it. @default the package `better-sqlite3` */
  readonly loadDriver?: LoadDriver;
  /** Measures the time that work takes. @default the machine's clock */
  readonly clock?: Clock;
}

export interface ResolvedSqliteOptions extends Required<Omit<SqliteStoreOptions, 'maxFileBytes'>> {
  readonly maxFileBytes: number | null;
}

/** @throws Error when an option is out of its range. */
export function resolveSqliteOptions(options: SqliteStoreOptions): ResolvedSqliteOptions {
  const resolved: ResolvedSqliteOptions = {
    path: options.path,
    durability: options.durability ?? 'full',
    busyTimeoutMs: options.busyTimeoutMs ?? 10_000,
    transactionTimeoutMs: options.transactionTimeoutMs ?? TRANSACTION_TIMEOUT_MS,
    maxBatch: options.maxBatch ?? 128,
    readers: options.readers ?? 4,
    maxRecordBytes: options.maxRecordBytes ?? MAX_RECORD_BYTES,
    maxTransactionBytes: options.maxTransactionBytes ?? MAX_TRANSACTION_BYTES,
    maxFileBytes: options.maxFileBytes ?? null,
    maxWatches: options.maxWatches ?? MAX_WATCHES,
    watchIntervalMs: options.watchIntervalMs ?? 100,
    loadDriver: options.loadDriver ?? loadBetterSqlite,
    clock: options.clock ?? systemClock,
  };
  invariant(/^(?!:memory:$|file:)./s.test(resolved.path), 'the path of a SQLite store names a file');
  invariant(resolved.maxBatch >= 1 && resolved.readers >= 1, 'maxBatch and readers are at least 1');
  invariant(resolved.maxWatches >= 1 && resolved.watchIntervalMs >= 1, 'maxWatches and watchIntervalMs are at least 1');
  invariant(resolved.maxRecordBytes >= MAX_RECORD_BYTES, `maxRecordBytes is at least ${MAX_RECORD_BYTES}`);
  return Object.freeze(resolved);
}
