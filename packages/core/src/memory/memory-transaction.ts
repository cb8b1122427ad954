import type { ResultAsync } from '../kernel/index.js';
import { err, errAsync, invariant, ok, okAsync, type Result } from '../kernel/index.js';
import {
  recordConflict,
  recordExists,
  recordKey,
  recordTooLarge,
  storeClosed,
  storeTooLarge,
  tooLongKey,
  type Collection,
  type CollectionSchema,
  type ReadView,
  type RecordConflict,
  type RecordExists,
  type RecordKey,
  type RecordTooLarge,
  type ScanOptions,
  type ScanPage,
  type Stored,
  type StoreError,
  type StoreTooLarge,
  type Transaction,
} from '../store/index.js';
import type { MemoryRow, MemoryTable } from './memory-table.js';

/** Every table of the store at one moment. */
export type MemoryTables = ReadonlyMap<string, MemoryTable>;

/** Reads one state of the tables, taken at the first read. */
export class MemoryView implements ReadView {
  private open = true;
  private taken: MemoryTables | undefined;

  constructor(private readonly committed: () => MemoryTables) {}

  get<R extends object>(collection: Collection<R>, key: RecordKey): ResultAsync<Stored<R> | null, StoreError> {
    return this.whileOpen(() => okAsync(toStored<R>(this.table(collection).get(key))));
  }

  getMany<R extends object>(
    collection: Collection<R>,
    keys: readonly RecordKey[],
  ): ResultAsync<readonly (Stored<R> | null)[], StoreError> {
    return this.whileOpen(() => okAsync(keys.map((key) => toStored<R>(this.table(collection).get(key)))));
  }

  scan<R extends object>(collection: Collection<R>, options: ScanOptions): ResultAsync<ScanPage<R>, StoreError> {
    return this.whileOpen(() => {
      const { entries, more } = this.table(collection).scan(options);
      const items = entries.flatMap((entry) => toStored<R>(entry.row) ?? []);
      return okAsync({ items, next: more ? (entries.at(-1)?.at ?? null) : null });
    });
  }

  /** Every later use fails with `store/closed`. */
  close(): void {
    this.open = false;
  }

  protected whileOpen<T, E>(action: () => ResultAsync<T, E>): ResultAsync<T, E | StoreError> {
    return this.open ? action() : errAsync(storeClosed());
  }

  protected table<R extends object>({ name }: Collection<R>): MemoryTable {
    const table = this.tables().get(name);
    invariant(table !== undefined, `the store was opened with the collection "${name}"`);
    return table;
  }

  protected tables(): MemoryTables {
    this.taken ??= this.committed();
    return this.taken;
  }
}

/** The most that may be written, in bytes. */
export interface MemoryLimits {
  readonly maxRecordBytes: number;
  readonly maxTransactionBytes: number;
}

export interface WrittenRecord {
  readonly schema: CollectionSchema;
  readonly key: RecordKey;
}

/** Writes to forks of the tables, which become the store's own when the work has succeeded. */
export class MemoryTransaction extends MemoryView implements Transaction {
  private readonly forks = new Map<string, MemoryTable>();
  private writtenBytes = 0;
  /** What it wrote, for those who watch it. */
  readonly written: WrittenRecord[] = [];

  constructor(
    committed: () => MemoryTables,
    private readonly limits: MemoryLimits,
  ) {
    super(committed);
  }

  insert<R extends object>(
    collection: Collection<R>,
    value: NoInfer<R>,
    bytes?: Uint8Array,
  ): ResultAsync<Stored<R>, RecordExists | RecordTooLarge | StoreError> {
    return this.whileOpen<Stored<R>, RecordExists | RecordTooLarge | StoreError>(() => {
      const row = this.row(collection, { value, bytes, version: 1 });
      if (row.isErr()) return errAsync(row.error);
      if (this.stored(collection, value) !== null) return errAsync(recordExists(collection.name));
      return this.write(collection, value, row.value);
    });
  }

  put<R extends object>(
    collection: Collection<R>,
    value: NoInfer<R>,
    { bytes, expectVersion }: { readonly bytes?: Uint8Array; readonly expectVersion?: number } = {},
  ): ResultAsync<Stored<R>, RecordConflict | RecordExists | RecordTooLarge | StoreError> {
    return this.whileOpen<Stored<R>, RecordConflict | RecordExists | RecordTooLarge | StoreError>(() => {
      const version = this.stored(collection, value)?.version ?? null;
      const row = this.row(collection, { value, bytes, version: (version ?? 0) + 1 });
      if (row.isErr()) return errAsync(row.error);
      const conflict = conflictOf(collection.name, expectVersion, version);
      return conflict === null ? this.write<R>(collection, value, row.value) : errAsync(conflict);
    });
  }

  remove<R extends object>(
    collection: Collection<R>,
    key: RecordKey,
    { expectVersion }: { readonly expectVersion?: number } = {},
  ): ResultAsync<void, RecordConflict | StoreError> {
    return this.whileOpen(() => {
      const table = this.table(collection);
      const conflict = conflictOf(collection.name, expectVersion, table.get(key)?.version ?? null);
      if (conflict !== null) return errAsync(conflict);
      this.fork(table).remove(key);
      this.written.push({ schema: table.schema, key: [...key] });
      return okAsync(undefined);
    });
  }

  /** The tables as the transaction leaves them. */
  override tables(): MemoryTables {
    return this.forks.size === 0 ? super.tables() : new Map([...super.tables(), ...this.forks]);
  }

  protected override table<R extends object>(collection: Collection<R>): MemoryTable {
    return this.forks.get(collection.name) ?? super.table(collection);
  }

  private stored(collection: Collection<object>, value: object): MemoryRow | null {
    return this.table(collection).get(recordKey(collection, value));
  }

  private write<R extends object>(
    collection: Collection<R>,
    value: R,
    row: MemoryRow,
  ): ResultAsync<Stored<R>, RecordExists> {
    const table = this.table(collection);
    const index = table.violatedIndex(value);
    if (index !== null) return errAsync(recordExists(collection.name, index));
    this.fork(table).write(row);
    this.written.push({ schema: collection, key: recordKey(collection, value) });
    this.writtenBytes += sizeOf(row);
    return okAsync(stored<R>(row));
  }

  private row(
    schema: Collection<object>,
    {
      value,
      bytes,
      version,
    }: { readonly value: object; readonly bytes: Uint8Array | undefined; readonly version: number },
  ): Result<MemoryRow, RecordTooLarge | StoreTooLarge> {
    const row = { json: JSON.stringify(value), bytes: bytes?.slice(), version };
    const { maxRecordBytes, maxTransactionBytes } = this.limits;
    if (sizeOf(row) > maxRecordBytes) return err(recordTooLarge(schema.name, sizeOf(row), maxRecordBytes));
    const tooLong = tooLongKey(schema, value, Buffer.byteLength(row.json));
    if (tooLong !== null) return err(tooLong);
    if (this.writtenBytes + sizeOf(row) > maxTransactionBytes) return err(storeTooLarge());
    return ok(row);
  }

  private fork(table: MemoryTable): MemoryTable {
    const { name } = table.schema;
    const fork = this.forks.get(name) ?? table.fork();
    this.forks.set(name, fork);
    return fork;
  }
}

function conflictOf(name: string, expected: number | undefined, actual: number | null): RecordConflict | null {
  return expected === undefined || expected === actual ? null : recordConflict(name, expected, actual);
}

function sizeOf({ json, bytes }: MemoryRow): number {
  return Buffer.byteLength(json) + (bytes?.length ?? 0);
}

function toStored<R>(row: MemoryRow | null): Stored<R> | null {
  return row === null ? null : stored(row);
}

function stored<R>({ json, bytes, version }: MemoryRow): Stored<R> {
  const value = JSON.parse(json) as R;
  return bytes === undefined ? { value, version } : { value, version, bytes: bytes.slice() };
}
