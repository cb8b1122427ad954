import { err, ok, type Result, type ResultAsync } from '@carrel/core/kernel';
import {
  recordConflict,
  recordExists,
  recordKey,
  recordTooLarge,
  storeTooLarge,
  tooLongKey,
  type Collection,
  type RecordConflict,
  type RecordExists,
  type RecordKey,
  type RecordTooLarge,
  type Stored,
  type StoreError,
  type StoreTooLarge,
  type Transaction,
} from '@carrel/core/store';
import type { SqliteConnection, SqliteValue } from './sqlite-connection.js';
import type { SqliteTable } from './sqlite-table.js';
import { SqliteView, toWritten, type SqliteTables } from './sqlite-view.js';
import type { WrittenRecord } from './sqlite-watches.js';
import { isTaken } from './to-store-error.js';

export interface WriteLimits {
  readonly maxRecordBytes: number;
  readonly maxTransactionBytes: number;
}

type WriteError = RecordConflict | RecordExists | RecordTooLarge | StoreTooLarge;

/** A record as it goes into its table. */
interface Encoded {
  readonly key: RecordKey;
  readonly json: string;
  readonly bytes: Uint8Array | null;
  readonly size: number;
  readonly columns: readonly SqliteValue[];
}

/** Writes through the writer's connection, inside a savepoint that whoever made it opens and closes. */
export class SqliteTransaction extends SqliteView implements Transaction {
  private bytesWritten = 0;
  private altered = false;
  /** What it wrote and took away, for those who watch it. */
  readonly written: WrittenRecord[] = [];

  constructor(
    connection: SqliteConnection,
    tables: SqliteTables,
    private readonly limits: WriteLimits,
  ) {
    super(connection, tables, 'given');
  }

  insert<R extends object>(
    collection: Collection<R>,
    value: NoInfer<R>,
    bytes?: Uint8Array,
  ): ResultAsync<Stored<R>, RecordExists | RecordTooLarge | StoreError> {
    return this.use<Stored<R>, RecordExists | RecordTooLarge | StoreTooLarge>(() => {
      const table = this.table(collection);
      const encoded = this.encode(table, value, bytes);
      if (encoded.isErr()) return err(encoded.error);
      const inserted = refusingTaken(
        () => this.connection.run(table.insertRecord, encoded.value.columns),
        () => this.takenKey(table, value) ?? this.takenIndex(table, value),
      );
      return inserted.map(() => this.wrote<R>(collection, encoded.value, 1));
    });
  }

  put<R extends object>(
    collection: Collection<R>,
    value: NoInfer<R>,
    { bytes, expectVersion }: { readonly bytes?: Uint8Array; readonly expectVersion?: number } = {},
  ): ResultAsync<Stored<R>, RecordConflict | RecordExists | RecordTooLarge | StoreError> {
    return this.use<Stored<R>, WriteError>(() => {
      const table = this.table(collection);
      const encoded = this.encode(table, value, bytes);
      if (encoded.isErr()) return err(encoded.error);
      const key = recordKey(collection, value);
      const { columns } = encoded.value;
      const written = refusingTaken(
        () =>
          expectVersion === undefined
            ? this.connection.get<[number]>(table.putRecord, columns)
            : this.connection.get<[number]>(table.updateRecord, [...columns.slice(key.length), ...key, expectVersion]),
        () => this.takenIndex(table, value),
      );
      if (written.isErr()) return err(written.error);
      const version = written.value?.[0];
      return version === undefined
        ? this.conflict(table, key, expectVersion)
        : ok(this.wrote<R>(collection, encoded.value, version));
    });
  }

  remove<R extends object>(
    collection: Collection<R>,
    key: RecordKey,
    { expectVersion }: { readonly expectVersion?: number } = {},
  ): ResultAsync<void, RecordConflict | StoreError> {
    return this.use<void, RecordConflict>(() => {
      const table = this.table(collection);
      this.written.push({ schema: collection, key: [...key] });
      if (expectVersion === undefined) {
        this.connection.run(table.deleteRecord, key);
        return ok(undefined);
      }
      const removed = this.connection.run(table.deleteRecordAtVersion, [...key, expectVersion]);
      return removed > 0 ? ok(undefined) : this.conflict(table, key, expectVersion);
    });
  }

  /** Does what only the store itself does, on the writer's connection. */
  alter<T, E>(action: (connection: SqliteConnection) => Result<T, E>): ResultAsync<T, E | StoreError> {
    this.altered = true;
    return this.use(() => action(this.connection));
  }

  /** Whether there may be something to keep. */
  get hasWritten(): boolean {
    return this.altered || this.written.length > 0;
  }

  /** How many bytes of records it wrote. */
  get size(): number {
    return this.bytesWritten;
  }

  private encode(
    table: SqliteTable,
    value: object,
    bytes: Uint8Array | undefined,
  ): Result<Encoded, RecordTooLarge | StoreTooLarge> {
    const json = JSON.stringify(value);
    const jsonBytes = Buffer.byteLength(json);
    const size = jsonBytes + (bytes?.length ?? 0);
    const { maxRecordBytes, maxTransactionBytes } = this.limits;
    if (size > maxRecordBytes) return err(recordTooLarge(table.schema.name, size, maxRecordBytes));
    const tooLong = tooLongKey(table.schema, value, jsonBytes);
    if (tooLong !== null) return err(tooLong);
    if (this.bytesWritten + size > maxTransactionBytes) return err(storeTooLarge());
    const key = recordKey(table.schema, value);
    return ok({ key, json, bytes: bytes ?? null, size, columns: [...table.columnValues(value), json, bytes ?? null] });
  }

  private wrote<R extends object>(schema: Collection<R>, encoded: Encoded, version: number): Stored<R> {
    const { key, json, bytes, size } = encoded;
    this.bytesWritten += size;
    this.written.push({ schema, key });
    return toWritten<R>([version, json, bytes]);
  }

  private takenKey({ schema, selectVersion }: SqliteTable, value: object): RecordExists | null {
    const taken = this.connection.get(selectVersion, recordKey(schema, value)) !== undefined;
    return taken ? recordExists(schema.name) : null;
  }

  /** Names the first unique index that holds the record's values for another one. */
  private takenIndex(table: SqliteTable, value: object): RecordExists {
    const { name, unique } = table.schema;
    const index = Object.keys(unique).find((candidate) => {
      const holder = table.selectHolder(candidate, value);
      return holder !== null && this.connection.get(holder.sql, holder.parameters) !== undefined;
    });
    return recordExists(name, index);
  }

  private conflict(table: SqliteTable, key: RecordKey, expected = 0): Result<never, RecordConflict> {
    const row = this.connection.get<[number]>(table.selectVersion, key);
    return err(recordConflict(table.schema.name, expected, row?.[0] ?? null));
  }
}

function refusingTaken<T>(write: () => T, taken: () => RecordExists): Result<T, RecordExists> {
  try {
    return ok(write());
  } catch (thrown) {
    if (!isTaken(thrown)) throw thrown;
    return err(taken());
  }
}
