import { randomBytes } from 'node:crypto';
import { err, ok, type Result, type ResultAsync } from '@carrel/core/kernel';
import {
  MAX_RECORD_BYTES,
  MAX_TRANSACTION_BYTES,
  recordConflict,
  recordExists,
  recordKey,
  recordTooLarge,
  storeClosed,
  storeTooLarge,
  tooLongKey,
  type Collection,
  type RecordConflict,
  type RecordExists,
  type RecordKey,
  type RecordTooLarge,
  type Stored,
  type StoreClosed,
  type StoreError,
  type StoreTooLarge,
  type Transaction,
} from '@carrel/core/store';
import type { Catalog, OpenCollection } from './catalog.js';
import type { FdbNativeTransaction } from './fdb-binding.js';
import { FdbView } from './fdb-view.js';
import type { Keyspace } from './keyspace.js';
import { encodeRecord } from './record-value.js';

type WriteError = RecordConflict | RecordExists | RecordTooLarge | StoreError;

/** A record on its way into the store. */
interface Draft<R> {
  readonly opened: OpenCollection;
  readonly key: RecordKey;
  readonly value: R;
  readonly json: string;
  readonly bytes: Uint8Array | null;
  readonly size: number;
}

/** What is there before a write. */
interface Found<R> {
  readonly before: Stored<R> | null;
  /** The first unique index that holds the values for another record. */
  readonly takenIndex: string | null;
}

/** Writes into a native transaction, which whoever made it commits. */
export class FdbTransaction extends FdbView implements Transaction {
  private bytesWritten = 0;
  private first: Buffer | null = null;
  /** No other transaction's, so that it changes the value of a watched key. */
  private readonly stamp = randomBytes(12);

  constructor(
    native: FdbNativeTransaction,
    catalog: Catalog,
    private readonly keyspace: Keyspace,
  ) {
    super(native, catalog, keyspace.state);
  }

  insert<R extends object>(
    collection: Collection<R>,
    value: NoInfer<R>,
    bytes?: Uint8Array,
  ): ResultAsync<Stored<R>, RecordExists | RecordTooLarge | StoreError> {
    const draft = draftOf<R>(this.open(collection), value, bytes);
    return this.writing<Stored<R>, RecordExists | RecordTooLarge | StoreError>(async () => {
      if (draft.isErr()) return err(draft.error);
      const found = await this.find(draft.value);
      if (found.isErr()) return err(found.error);
      if (found.value.before !== null) return err(recordExists(collection.name));
      return this.write(draft.value, found.value);
    });
  }

  put<R extends object>(
    collection: Collection<R>,
    value: NoInfer<R>,
    { bytes, expectVersion }: { readonly bytes?: Uint8Array; readonly expectVersion?: number } = {},
  ): ResultAsync<Stored<R>, RecordConflict | RecordExists | RecordTooLarge | StoreError> {
    const draft = draftOf<R>(this.open(collection), value, bytes);
    return this.writing<Stored<R>, WriteError>(async () => {
      if (draft.isErr()) return err(draft.error);
      const found = await this.find(draft.value);
      if (found.isErr()) return err(found.error);
      const conflict = conflictOf(collection.name, expectVersion, found.value.before);
      return conflict === null ? this.write(draft.value, found.value) : err(conflict);
    });
  }

  remove<R extends object>(
    collection: Collection<R>,
    key: RecordKey,
    { expectVersion }: { readonly expectVersion?: number } = {},
  ): ResultAsync<void, RecordConflict | StoreError> {
    const opened = this.open(collection);
    return this.writing<void, RecordConflict | StoreError>(async () => {
      const at = opened.keys.record(key);
      // Only a record that has entries, or a version to compare, has to be read.
      const value = indexesOf(opened).length > 0 || expectVersion !== undefined ? await this.native.get(at) : undefined;
      const before = value === undefined ? ok(null) : this.decoded<R>(value);
      if (before.isErr()) return err(before.error);
      const conflict = conflictOf(collection.name, expectVersion, before.value);
      if (conflict !== null) return err(conflict);
      if (this.closed) return err(storeClosed());
      this.touch(opened, key);
      this.native.clear(at);
      if (before.value !== null) this.changeEntries(opened, key, before.value.value, null);
      return ok(undefined);
    });
  }

  override get firstWritten(): Buffer | null {
    return this.first;
  }

  /** Reads everything that a write depends on at once. */
  private async find<R extends object>({ opened, key, value }: Draft<R>): Promise<Result<Found<R>, StoreError>> {
    const { schema, keys } = opened;
    const own = keys.entryValue(key);
    const holders = Object.keys(schema.unique).map(async (index) => {
      const range = keys.holders(schema, index, value);
      if (range === null) return null;
      const [holder] = await this.native.getRangeAll(range.start, range.end, { limit: 1 });
      return holder === undefined || holder[1].equals(own) ? null : index;
    });
    const [before, ...taken] = await Promise.all([this.native.get(keys.record(key)), ...holders]);
    const takenIndex = taken.find((index) => index !== null) ?? null;
    if (before === undefined) return ok({ before: null, takenIndex });
    return this.decoded<R>(before).map((stored) => ({ before: stored, takenIndex }));
  }

  private write<R extends object>(
    { opened, key, value, json, bytes, size }: Draft<R>,
    { before, takenIndex }: Found<R>,
  ): Result<Stored<R>, RecordExists | StoreClosed | StoreTooLarge> {
    // The native transaction may belong to another try by now.
    if (this.closed) return err(storeClosed());
    if (this.bytesWritten + size > MAX_TRANSACTION_BYTES) return err(storeTooLarge());
    if (takenIndex !== null) return err(recordExists(opened.schema.name, takenIndex));
    const at = opened.keys.record(key);
    const version = (before?.version ?? 0) + 1;
    this.touch(opened, key);
    this.bytesWritten += size;
    this.native.set(at, encodeRecord({ version, json, bytes }));
    this.changeEntries(opened, key, before?.value ?? null, value);
    // The caller gets a copy of its own: nothing is shared with what is written.
    const stored = { value: JSON.parse(json) as R, version };
    return ok(bytes === null ? stored : { ...stored, bytes: bytes.slice() });
  }

  /** Moves the entries of a record in every index to where its values say. */
  private changeEntries(opened: OpenCollection, key: RecordKey, before: object | null, after: object | null): void {
    const { schema, keys } = opened;
    for (const index of indexesOf(opened)) {
      const left = before === null ? null : keys.entry(schema, index, before);
      const entered = after === null ? null : keys.entry(schema, index, after);
      if (left !== null && entered?.equals(left) !== true) this.native.clear(left);
      if (entered !== null && left?.equals(entered) !== true) this.native.set(entered, keys.entryValue(key));
    }
  }

  /** Wakes those who watch the record, once the transaction is committed. Nothing reads what it writes, so it conflicts with nobody. */
  private touch({ schema, keys }: OpenCollection, key: RecordKey): void {
    this.first ??= keys.record(key);
    for (const watched of this.keyspace.watches.written(schema.name, key)) this.native.set(watched, this.stamp);
  }
}

/** Made when the write is asked for: what its caller does to the value afterwards does not matter. */
function draftOf<R extends object>(
  opened: OpenCollection,
  value: R,
  bytes: Uint8Array | undefined,
): Result<Draft<R>, RecordTooLarge> {
  const json = JSON.stringify(value);
  const jsonBytes = Buffer.byteLength(json);
  const size = jsonBytes + (bytes?.length ?? 0);
  if (size > MAX_RECORD_BYTES) return err(recordTooLarge(opened.schema.name, size, MAX_RECORD_BYTES));
  const tooLong = tooLongKey(opened.schema, value, jsonBytes);
  if (tooLong !== null) return err(tooLong);
  const key = recordKey(opened.schema, value);
  return ok({ opened, key, value: JSON.parse(json) as R, json, bytes: bytes?.slice() ?? null, size });
}

function indexesOf({ schema }: OpenCollection): readonly string[] {
  return [...Object.keys(schema.indexes), ...Object.keys(schema.unique)];
}

function conflictOf(name: string, expected: number | undefined, before: Stored<object> | null): RecordConflict | null {
  const actual = before?.version ?? null;
  return expected === undefined || expected === actual ? null : recordConflict(name, expected, actual);
}
