import { errAsync, okAsync, type Clock, type ResultAsync } from '@carrel/core/kernel';
import {
  RecordWatches,
  storeClosed,
  watchGroup,
  type CollectionSchema,
  type KeyPart,
  type RecordKey,
  type RecordWatcher,
  type StoreError,
  type StoreTooManyWatches,
  type WatchOptions,
} from '@carrel/core/store';
import type { SqliteConnection } from './sqlite-connection.js';
import { isBusy, toStoreError } from './to-store-error.js';

export interface SqliteWatchesOptions {
  /** The connection that writes: to it the commits of this process are no changes by others. */
  readonly connection: SqliteConnection;
  readonly clock: Clock;
  readonly maxWatches: number;
  readonly watchIntervalMs: number;
}

/** A record that a transaction wrote or took away. */
export interface WrittenRecord {
  readonly schema: CollectionSchema;
  readonly key: RecordKey;
}

/**
 * Who waits for changes of one file. Commits of this process are told as they happen. Whether another process has committed
 * is asked at an interval, while anything is watched; SQLite does not say what it changed, so that wakes all.
 */
export class SqliteWatches {
  private readonly watches: RecordWatches;
  private version: number | null = null;
  private stop: (() => void) | null = null;
  private isClosed = false;

  constructor(private readonly options: SqliteWatchesOptions) {
    this.watches = new RecordWatches({ maxWatches: options.maxWatches, onUnwatched: () => this.rest() });
  }

  open(
    schema: CollectionSchema,
    prefix: readonly KeyPart[],
    { signal }: WatchOptions,
  ): ResultAsync<RecordWatcher, StoreTooManyWatches | StoreError> {
    if (this.isClosed) return errAsync(storeClosed());
    const group = watchGroup(schema, prefix);
    try {
      // What the file is at before the watch is there, so that nothing falls between.
      if (this.stop === null) this.version = this.dataVersion();
    } catch (thrown) {
      return errAsync(toStoreError(thrown));
    }
    const opened = this.watches.open([group], signal);
    if (opened.isErr()) return errAsync(opened.error);
    if (this.stop === null) this.pollLater();
    return okAsync(opened.value);
  }

  /** This process has committed. */
  committed(written: readonly WrittenRecord[]): void {
    for (const { schema, key } of written) this.watches.wakeRecord(schema, key);
  }

  close(): void {
    this.isClosed = true;
    this.watches.failAll(storeClosed());
    this.rest();
  }

  /** Stops asking when nobody watches any more. */
  private rest(): void {
    if (this.watches.size > 0) return;
    this.stop?.();
    this.stop = null;
  }

  private pollLater(): void {
    this.stop = this.options.clock.setTimer(this.options.watchIntervalMs, () => {
      this.poll();
    });
  }

  private poll(): void {
    try {
      const version = this.dataVersion();
      if (version !== this.version) this.watches.wakeAll();
      this.version = version;
    } catch (thrown) {
      // A process that recovers the file is waited for.
      if (!isBusy(thrown)) this.watches.failAll(toStoreError(thrown));
    }
    if (this.watches.size > 0) this.pollLater();
  }

  /** Another number after each commit of another connection. */
  private dataVersion(): number | null {
    return this.options.connection.get<[number]>('PRAGMA data_version', [])?.[0] ?? null;
  }
}
