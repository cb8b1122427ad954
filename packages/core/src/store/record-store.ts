import type { ResultAsync } from '../kernel/index.js';
import type { ArchiveSpread } from './archive-format.js';
import type { Collection, CollectionSchema, KeyPart, RecordKey } from './collection.js';
import type { RecordChange } from './record-watcher.js';
import type { RecordConflict, RecordExists, RecordTooLarge, StoreError, StoreTooManyWatches } from './store-errors.js';

/** A record as the store holds it. */
export interface Stored<R> {
  /** The JSON object, with the types it was written with. Frozen or not, writing to it changes nothing in the store. */
  readonly value: R;
  /** Binary content beside the object; absent when none was written. */
  readonly bytes?: Uint8Array;
  /** 1 when inserted, one more at each `put`. Starts again at 1 when a removed record is inserted again. */
  readonly version: number;
}

/** Where a scan stopped: pass it as `after` to go on. Made of JSON values alone, and meaningful only to the same scan. */
export type ScanPosition = readonly KeyPart[];

export interface ScanOptions {
  /** The index or unique index to read by. @default the key */
  readonly index?: string;
  /** Only entries that begin with these values. */
  readonly prefix?: readonly KeyPart[];
  /** Only entries whose fields after the prefix are at or after these. */
  readonly start?: readonly KeyPart[];
  /** Only entries whose fields after the prefix are before these. */
  readonly end?: readonly KeyPart[];
  /** From the last to the first. @default false */
  readonly reverse?: boolean;
  /** At most this many records. At least 1. */
  readonly limit: number;
  /** Only what follows this position in the direction of the scan, whether or not the record there still exists. */
  readonly after?: ScanPosition;
}

export interface ScanPage<R> {
  readonly items: readonly Stored<R>[];
  /** `null` when nothing follows; otherwise the position of the last item. */
  readonly next: ScanPosition | null;
}

/** One consistent state of the store: what is committed when the first read happens, unchanged until the work is over. */
export interface ReadView {
  get<R extends object>(collection: Collection<R>, key: RecordKey): ResultAsync<Stored<R> | null, StoreError>;
  /** In the order of `keys`, `null` where there is no record. */
  getMany<R extends object>(
    collection: Collection<R>,
    keys: readonly RecordKey[],
  ): ResultAsync<readonly (Stored<R> | null)[], StoreError>;
  scan<R extends object>(collection: Collection<R>, options: ScanOptions): ResultAsync<ScanPage<R>, StoreError>;
}

/** Reads and writes that become visible and durable together, or not at all. Reads see the writes before them. */
export interface Transaction extends ReadView {
  /**
   * Adds a record at version 1. `record/exists` when its key, or its values in a unique index, are taken;
   * `record/too-large` past the store's `maxRecordBytes`, and when the fields of its key, or of an entry in an index with
   * those of the key, have more than 4,000 bytes together.
   */
  insert<R extends object>(
    collection: Collection<R>,
    value: NoInfer<R>,
    bytes?: Uint8Array,
  ): ResultAsync<Stored<R>, RecordExists | RecordTooLarge | StoreError>;
  /**
   * Writes the whole record, value and bytes, whether it was there or not. With `expectVersion`, only when the record is at
   * that version; `record/conflict` otherwise. `record/exists` when a unique index holds its values for another record;
   * `record/too-large` like `insert`.
   */
  put<R extends object>(
    collection: Collection<R>,
    value: NoInfer<R>,
    options?: { readonly bytes?: Uint8Array; readonly expectVersion?: number },
  ): ResultAsync<Stored<R>, RecordConflict | RecordExists | RecordTooLarge | StoreError>;
  /** The record is gone afterwards, also when it was not there. With `expectVersion`, `record/conflict` like `put`. */
  remove<R extends object>(
    collection: Collection<R>,
    key: RecordKey,
    options?: { readonly expectVersion?: number },
  ): ResultAsync<void, RecordConflict | StoreError>;
}

export interface StoreCapabilities {
  /** `watch` works. When false, core refuses it with `store/unsupported`, and whoever waits for a change asks again. */
  readonly watch: boolean;
  /** `backup` and `restore` work. When false, core refuses them with `store/unsupported`. */
  readonly backup: boolean;
  /** Several processes may have the store open at once. When false, core runs one replica only. */
  readonly multiProcess: boolean;
  /** What is committed survives the end of the process. When false, core says so at start. */
  readonly durable: boolean;
  /** The most bytes of one record, its JSON and its `bytes` together. Never below 90,000. */
  readonly maxRecordBytes: number;
}

export interface StoreHealth {
  /** How long one trivial read took, in milliseconds. */
  readonly latencyMs: number;
  /** What is known about the store besides, for a person: its engine, its redundancy. */
  readonly details?: Readonly<Record<string, string>>;
  /** What works and should not stay as it is, for a person: a sentence each. */
  readonly warnings?: readonly string[];
}

export interface BackupOptions {
  /**
   * `own`: the way that suits the store best; the same kind of store restores it.
   * `portable`: an archive, as `writeArchive` makes it; every kind of store restores it.
   *
   * @default 'own'
   */
  readonly format?: 'own' | 'portable';
  /**
   * `one`: everything in the copy is of one state, or there is none.
   * `several`: a store that cannot hold one state for as long as it takes, because it is written to, copies its parts as they are
   * one after the other, and marks the copy. Each record is whole; what a transaction wrote together may be there in part.
   *
   * @default 'one'
   */
  readonly states?: 'one' | 'several';
}

/** What became of a backup. */
export interface BackupReport {
  /** When the parts of a copy were read that is not of one state; `null` for one that is. */
  readonly spread: ArchiveSpread | null;
}

/** What was restored. */
export interface RestoreReport extends BackupReport {
  /**
   * How many records were left out, because another one, which was read later, has their values in a unique index. 0 for a
   * copy of one state.
   */
  readonly leftOut: number;
}

export interface WorkOptions {
  /** Gives up with `request/aborted` while waiting for a turn. Once the work has begun it is finished. */
  readonly signal?: AbortSignal;
}

export interface WatchOptions {
  /** Ends the watch, quietly. Fired before, it makes `watch` fail with `request/aborted`. */
  readonly signal?: AbortSignal;
}

/**
 * Keeps records: the one port under every repository.
 *
 * A committed transaction is durable before its result is given. Transactions are serialisable: their outcome is that of some
 * order, one after the other. Constructing a store does no I/O.
 */
export interface RecordStore {
  readonly name: string;
  readonly capabilities: StoreCapabilities;
  /**
   * Makes the store ready for `collections`: creates what is missing, brings what is older up to date, and fills new indexes
   * from the records that are there. Idempotent; a later call may add collections. Everything else fails with `store/closed`
   * before it. `store/incompatible` when the data is of a newer release or another program's; `store/corrupt` when damaged.
   */
  open(collections: readonly CollectionSchema[]): ResultAsync<void, StoreError>;
  /**
   * Runs `work` in a transaction, and commits when it is ok. When it is an error, or throws, nothing of it remains.
   *
   * `work` may run more than once, so it does nothing but read and write through `tx`, and awaits nothing else. It must not
   * keep `tx`: a use after the end fails with `store/closed`. At most 5 s and 8 MB; `store/contention` past the
   * time, `store/too-large` past the size.
   */
  transact<T, E>(work: (tx: Transaction) => ResultAsync<T, E>, options?: WorkOptions): ResultAsync<T, E | StoreError>;
  /**
   * Runs `work` on one consistent state. It sees everything committed before the call.
   *
   * Like that of a transaction, `work` may run more than once, awaits nothing but `view`, must not keep it, and has 5 s.
   */
  read<T, E>(work: (view: ReadView) => ResultAsync<T, E>, options?: WorkOptions): ResultAsync<T, E | StoreError>;
  /**
   * Waits for changes: of the record with the key `prefix`, or, when it has fewer parts than a key, of all records whose keys
   * begin with it; with none, of the whole collection.
   *
   * When it is ok, the watch is armed. From then on it tells `changed` at least once after every commit, of any process, that
   * inserted, put or removed what is watched, and never before it: a read that begins after `changed` was
   * told sees that commit. Commits that come together are told once, and it may tell of a change that was none. So arm it, then
   * read, then read again after each `changed`; whoever reads before arming misses what is between.
   *
   * It tells nothing of what changed, and in which order: that is what a scan by an index is for. It goes on through failures that
   * pass, and tells `changed` after them. It ends when `signal` fires or its reader leaves, and as `failed` when it cannot
   * go on: with `store/closed` at `dispose`. One reader reads from it. Until it ends it counts against the store's limit, read or
   * not; `store/too-many-watches` past that.
   *
   * @example
   * const watch = await store.watch(sessions, [tenantId, id], { signal });
   * if (watch.isErr()) return err(watch.error);
   * let session = await read();
   * for await (const change of watch.value) {
   *   if (change.type === 'failed') return err(change.error);
   *   session = await read();
   * }
   */
  watch(
    collection: CollectionSchema,
    prefix: readonly KeyPart[],
    options?: WatchOptions,
  ): ResultAsync<AsyncIterable<RecordChange>, StoreTooManyWatches | StoreError>;
  /**
   * Writes a consistent copy of everything to the file `path`, while the store goes on working. The file appears whole or not
   * at all; an existing file is replaced. `store/contention` when the store cannot hold one state for as long as it takes, and
   * `states` does not allow several.
   */
  backup(path: string, options?: BackupOptions): ResultAsync<BackupReport, StoreError>;
  /**
   * Replaces everything by the copy in the file `path`, its own or a portable one of whatever store, after it was verified; on
   * an error the data is as it was.
   * Only before `open`, and while no other process has the store open; `store/busy` otherwise.
   */
  restore(path: string): ResultAsync<RestoreReport, StoreError>;
  health(): ResultAsync<StoreHealth, StoreError>;
  /** Waits for transactions under way, refuses new ones, closes. Idempotent; never throws. */
  dispose(): Promise<void>;
}
