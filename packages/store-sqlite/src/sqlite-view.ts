import { err, errAsync, invariant, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  indexEntry,
  storeClosed,
  storeContention,
  type Collection,
  type ReadView,
  type RecordKey,
  type ScanOptions,
  type ScanPage,
  type Stored,
  type StoreContention,
  type StoreError,
} from '@carrel/core/store';
import type { SqliteConnection } from './sqlite-connection.js';
import type { SqliteRow, SqliteTable } from './sqlite-table.js';
import { isVendorError, toStoreError } from './to-store-error.js';

/** The tables of the collections that the store was opened with. */
export type SqliteTables = ReadonlyMap<string, SqliteTable>;

/**
 * When the transaction begins that makes all reads see one state.
 *
 * `given`: it is there already. `first`: with the first read. `second`: a `get` that stays the only read needs none, which
 * saves the most frequent of all reads a fifth of its time; a second read begins one and repeats the first in it, and when that
 * gives something else the view is outdated.
 */
export type SnapshotBegin = 'given' | 'first' | 'second';

/** Reads through a connection that it has for itself. */
export class SqliteView implements ReadView {
  private closed = false;
  private begun = false;
  private brokenBy: StoreError | null = null;
  /** The read that was made before the snapshot. */
  private lone: { readonly table: SqliteTable; readonly key: RecordKey; readonly row: SqliteRow | undefined } | null =
    null;
  private outdated = false;

  constructor(
    protected readonly connection: SqliteConnection,
    private readonly tables: SqliteTables,
    private readonly begin: SnapshotBegin,
  ) {}

  get<R extends object>(collection: Collection<R>, key: RecordKey): ResultAsync<Stored<R> | null, StoreError> {
    return this.use(() => {
      const table = this.table(collection);
      if (this.begin === 'second' && !this.begun && this.lone === null) {
        const row = this.select(table, key);
        this.lone = { table, key, row };
        return ok(toStored<R>(row));
      }
      return this.snapshot().map(() => toStored<R>(this.select(table, key)));
    });
  }

  getMany<R extends object>(
    collection: Collection<R>,
    keys: readonly RecordKey[],
  ): ResultAsync<readonly (Stored<R> | null)[], StoreError> {
    return this.use(() => {
      const table = this.table(collection);
      return this.snapshot().map(() => keys.map((key) => toStored<R>(this.select(table, key))));
    });
  }

  scan<R extends object>(collection: Collection<R>, options: ScanOptions): ResultAsync<ScanPage<R>, StoreError> {
    return this.use(() => {
      const table = this.table(collection);
      return this.snapshot().map(() => this.page<R>(table, options));
    });
  }

  /** One trivial read. */
  probe(): ResultAsync<void, StoreError> {
    return this.use(() =>
      this.snapshot().map(() => {
        this.connection.get('SELECT count(*) FROM carrel_collections', []);
      }),
    );
  }

  /** Ends the snapshot; every later use fails with `store/closed`. */
  close(): void {
    this.closed = true;
    if (!this.begun) return;
    this.begun = false;
    try {
      this.connection.run('COMMIT');
    } catch {
      // A failed read ends the snapshot by itself; what was read before it stands.
      if (this.connection.inTransaction) this.connection.run('ROLLBACK');
    }
  }

  /** What the store failed with while it was used, if it did. */
  get failure(): StoreError | null {
    return this.brokenBy;
  }

  /** Whether the first read and the others are not of one state, so that the work has to begin anew. */
  get isOutdated(): boolean {
    return this.outdated;
  }

  /** After a failure of the store nothing more is done: the transaction it was in may be over. */
  protected use<T, E>(action: () => Result<T, E>): ResultAsync<T, E | StoreError> {
    if (this.closed) return errAsync(storeClosed());
    if (this.brokenBy !== null) return errAsync(this.brokenBy);
    try {
      return new ResultAsync(Promise.resolve(action()));
    } catch (thrown) {
      if (!isVendorError(thrown)) throw thrown;
      this.brokenBy = toStoreError(thrown);
      return errAsync(this.brokenBy);
    }
  }

  protected table({ name }: Collection<object>): SqliteTable {
    const table = this.tables.get(name);
    invariant(table !== undefined, `the store was opened with the collection "${name}"`);
    return table;
  }

  private snapshot(): Result<void, StoreContention> {
    if (this.begun || this.begin === 'given') return ok(undefined);
    this.connection.run('BEGIN');
    this.begun = true;
    if (this.lone === null) return ok(undefined);
    const { table, key, row } = this.lone;
    if (isSameRow(row, this.select(table, key))) return ok(undefined);
    this.outdated = true;
    this.brokenBy = storeContention();
    return err(this.brokenBy);
  }

  private select(table: SqliteTable, key: RecordKey): SqliteRow | undefined {
    return this.connection.get<SqliteRow>(table.selectRecord, key);
  }

  private page<R extends object>(table: SqliteTable, options: ScanOptions): ScanPage<R> {
    const { sql, parameters } = table.scan(options);
    const rows = this.connection.all<SqliteRow>(sql, parameters);
    const items = rows.slice(0, options.limit).map((row) => toRecord<R>(row));
    const last = items.at(-1);
    if (rows.length <= options.limit || last === undefined) return { items, next: null };
    return { items, next: indexEntry(last.value, table.scanFields(options.index)) };
  }
}

/** The record as its reader gets it: nothing in it is shared with the store. */
export function toRecord<R extends object>([version, json, bytes]: SqliteRow): Stored<R> {
  const value = JSON.parse(json) as R;
  if (bytes === null) return { value, version };
  return { value, version, bytes: new Uint8Array(bytes) };
}

/** The same of a record that was just written: its value is read back where somebody looks at it, as few do. */
export function toWritten<R extends object>([version, json, bytes]: SqliteRow): Stored<R> {
  let value: R | null = null;
  const written = {
    version,
    get value(): R {
      value ??= JSON.parse(json) as R;
      return value;
    },
  };
  return bytes === null ? written : Object.assign(written, { bytes: new Uint8Array(bytes) });
}

function toStored<R extends object>(row: SqliteRow | undefined): Stored<R> | null {
  return row === undefined ? null : toRecord(row);
}

function isSameRow(left: SqliteRow | undefined, right: SqliteRow | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  const [version, json, bytes] = left;
  const [otherVersion, otherJson, otherBytes] = right;
  if (version !== otherVersion || json !== otherJson) return false;
  return bytes === null || otherBytes === null ? bytes === otherBytes : Buffer.compare(bytes, otherBytes) === 0;
}
