import { errAsync, invariant, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  indexEntry,
  storeClosed,
  type Collection,
  type ReadView,
  type RecordKey,
  type ScanOptions,
  type ScanPage,
  type Stored,
  type StoreError,
} from '@carrel/core/store';
import type { SqliteConnection } from './sqlite-connection.js';
import type { SqliteRow, SqliteTable } from './sqlite-table.js';
import { isVendorError, toStoreError } from './to-store-error.js';

/** The tables of the collections that the store was opened with. */
export type SqliteTables = ReadonlyMap<string, SqliteTable>;

/** Reads through a connection that it has for itself, from a snapshot that begins with the first read. */
export class SqliteView implements ReadView {
  private closed = false;
  private begun = false;
  private brokenBy: StoreError | null = null;

  constructor(
    protected readonly connection: SqliteConnection,
    private readonly tables: SqliteTables,
  ) {}

  get<R extends object>(collection: Collection<R>, key: RecordKey): ResultAsync<Stored<R> | null, StoreError> {
    return this.use(() => ok(this.record<R>(this.table(collection), key)));
  }

  getMany<R extends object>(
    collection: Collection<R>,
    keys: readonly RecordKey[],
  ): ResultAsync<readonly (Stored<R> | null)[], StoreError> {
    return this.use(() => {
      const table = this.table(collection);
      return ok(keys.map((key) => this.record<R>(table, key)));
    });
  }

  scan<R extends object>(collection: Collection<R>, options: ScanOptions): ResultAsync<ScanPage<R>, StoreError> {
    return this.use(() => ok(this.page<R>(this.table(collection), options)));
  }

  /** One trivial read. */
  probe(): ResultAsync<void, StoreError> {
    return this.use(() => {
      this.connection.get('SELECT count(*) FROM carrel_collections', []);
      return ok(undefined);
    });
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

  /** After a failure of the store nothing more is done: the transaction it was in may be over. */
  protected use<T, E>(action: () => Result<T, E>): ResultAsync<T, E | StoreError> {
    if (this.closed) return errAsync(storeClosed());
    if (this.brokenBy !== null) return errAsync(this.brokenBy);
    try {
      this.begin();
      return new ResultAsync(Promise.resolve(action()));
    } catch (thrown) {
      if (!isVendorError(thrown)) throw thrown;
      this.brokenBy = toStoreError(thrown);
      return errAsync(this.brokenBy);
    }
  }

  protected begin(): void {
    if (this.begun) return;
    this.connection.run('BEGIN');
    this.begun = true;
  }

  /** What the store failed with while it was used, if it did. */
  get failure(): StoreError | null {
    return this.brokenBy;
  }

  protected table({ name }: Collection<object>): SqliteTable {
    const table = this.tables.get(name);
    invariant(table !== undefined, `the store was opened with the collection "${name}"`);
    return table;
  }

  private record<R extends object>(table: SqliteTable, key: RecordKey): Stored<R> | null {
    const row = this.connection.get<SqliteRow>(table.selectRecord, key);
    return row === undefined ? null : toStored<R>(row);
  }

  private page<R extends object>(table: SqliteTable, options: ScanOptions): ScanPage<R> {
    const { sql, parameters } = table.scan(options);
    const rows = this.connection.all<SqliteRow>(sql, parameters);
    const items = rows.slice(0, options.limit).map((row) => toStored<R>(row));
    const last = items.at(-1);
    if (rows.length <= options.limit || last === undefined) return { items, next: null };
    return { items, next: indexEntry(last.value, table.scanFields(options.index)) };
  }
}

/** The record as its reader gets it: nothing in it is shared with the store. */
export function toStored<R extends object>([version, json, bytes]: SqliteRow): Stored<R> {
  const value = JSON.parse(json) as R;
  if (bytes === null) return { value, version };
  return { value, version, bytes: Uint8Array.from(bytes) };
}
