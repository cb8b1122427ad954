import { err, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  readArchive,
  recordKey,
  storeBusy,
  storeCorrupt,
  type Archive,
  type ArchivedRecord,
  type CollectionSchema,
  type RestoreReport,
  type StoreError,
} from '@carrel/core/store';
import { administer } from './administration.js';
import { definitionOf, encodeDefinition } from './definition.js';
import type { FdbDatabase, FdbNativeTransaction } from './fdb-binding.js';
import type { EpochKeys, Keyspace, RecordKeys } from './keyspace.js';
import { readState } from './prepare-collections.js';
import type { Presence } from './presence.js';
import { encodeRecord } from './record-value.js';
import { encodeState, type StoreState } from './store-state.js';

export interface RestoreOptions {
  readonly database: FdbDatabase;
  readonly keyspace: Keyspace;
  readonly presence: Presence;
  /** How long one step may take, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Puts the archive in the file `path` in the place of everything that the store has.
 *
 * The archive becomes an epoch of its own, which nobody sees before it is whole; then one transaction makes it the store's. When
 * the process ends on the way, the data is as it was, and the next restore begins anew.
 */
export function restoreArchive(options: RestoreOptions, path: string): ResultAsync<RestoreReport, StoreError> {
  return readArchive(path).andThen((archive) =>
    new ResultAsync(replace(options, archive)).map(() => ({ spread: archive.spread, leftOut: archive.leftOut })),
  );
}

async function replace(options: RestoreOptions, archive: Archive): Promise<Result<void, StoreError>> {
  const { presence } = options;
  const begun = await begin(options);
  if (begun.isErr()) return err(begun.error);
  const before = begun.value;
  presence.keep();
  try {
    const epoch = options.keyspace.epoch(before.epoch + 1);
    const loaded = await load(options, epoch, archive);
    const taken = loaded.isErr() ? loaded : await take(options, before);
    if (taken.isErr()) await discard(options, epoch);
    return taken;
  } finally {
    await presence.leave(() => undefined);
  }
}

/** Keeps others out, and makes room for the new epoch; gives the state that is to be replaced. */
function begin({ database, keyspace, presence, timeoutMs }: RestoreOptions): Promise<Result<StoreState, StoreError>> {
  return administer(database, { timeout: timeoutMs }, async (native) => {
    const found = await readState(native, keyspace);
    if (found.isErr()) return err(found.error);
    if (await presence.hasOthers(native)) return err(inUse('another process has the store open'));
    presence.enter(native);
    clear(native, keyspace.epoch(found.value.state.epoch + 1));
    if (found.value.isNew) native.set(keyspace.state, encodeState(found.value.state));
    return ok(found.value.state);
  });
}

/** Makes the new epoch the store's, and takes the old one away. */
function take(
  { database, keyspace, presence, timeoutMs }: RestoreOptions,
  before: StoreState,
): Promise<Result<void, StoreError>> {
  return administer(database, { timeout: timeoutMs }, async (native) => {
    const found = await readState(native, keyspace);
    if (found.isErr()) return err(found.error);
    const { epoch, change } = found.value.state;
    // A commit without an answer was made.
    if (epoch === before.epoch + 1) return ok(undefined);
    if (epoch !== before.epoch || (await presence.hasOthers(native))) {
      return err(inUse('another process has opened the store'));
    }
    native.set(keyspace.state, encodeState({ ...found.value.state, epoch: epoch + 1, change: change + 1 }));
    clear(native, keyspace.epoch(epoch));
    // Nobody watches who could still see it: no other process has the store open.
    native.clearRange(keyspace.watches.range.start, keyspace.watches.range.end);
    return ok(undefined);
  });
}

function inUse(cause: string): StoreError {
  const message =
    'Another process has the store open, or was killed within the last minute. Stop every server that uses it, wait a minute ' +
    'after one that did not end by itself, and restore again. Nothing was changed.';
  return { ...storeBusy(cause), message };
}

/** Takes away what was loaded in vain; what stays, when the cluster is gone, is in the way of nobody. */
async function discard({ database, keyspace, timeoutMs }: RestoreOptions, epoch: EpochKeys): Promise<void> {
  const discarded = await administer(database, { timeout: timeoutMs }, async (native) => {
    const found = await readState(native, keyspace);
    // An answer may have been lost that said it is the store's now.
    const isOurs = found.isOk() && keyspace.epoch(found.value.state.epoch).range.start.equals(epoch.range.start);
    if (found.isOk() && !isOurs) clear(native, epoch);
    return ok(undefined);
  });
  discarded.unwrapOr(undefined);
}

/** How much is written in one transaction, in bytes and in records. */
const BATCH_BYTES = 1_000_000;
const BATCH_RECORDS = 500;

interface Target {
  readonly schema: CollectionSchema;
  readonly keys: RecordKeys;
}

async function load(
  { database, timeoutMs }: RestoreOptions,
  epoch: EpochKeys,
  archive: Archive,
): Promise<Result<void, StoreError>> {
  let writes: ((native: FdbNativeTransaction) => void)[] = [];
  let bytes = 0;
  let target: Target | null = null;
  const flush = async () => {
    const batch = writes;
    writes = [];
    bytes = 0;
    return administer(database, { timeout: timeoutMs }, async (native) => {
      for (const write of batch) write(native);
      return ok(undefined);
    });
  };
  for await (const entry of archive.entries()) {
    if (entry.isErr()) return err(entry.error);
    if (entry.value.type === 'collection') {
      const { schema } = entry.value;
      target = { schema, keys: epoch.records(schema.name) };
      writes.push((native) => native.set(epoch.definition(schema.name), encodeDefinition(definitionOf(schema))));
      continue;
    }
    if (target === null) return err(storeCorrupt('a record without a collection'));
    const { record } = entry.value;
    const into = target;
    writes.push((native) => writeRecord(native, into, record));
    bytes += record.json.length + (record.bytes?.length ?? 0);
    if (bytes < BATCH_BYTES && writes.length < BATCH_RECORDS) continue;
    const flushed = await flush();
    if (flushed.isErr()) return err(flushed.error);
  }
  return flush();
}

function writeRecord(native: FdbNativeTransaction, { schema, keys }: Target, record: ArchivedRecord): void {
  const value = JSON.parse(record.json) as object;
  const key = recordKey(schema, value);
  native.set(keys.record(key), encodeRecord(record));
  for (const index of [...Object.keys(schema.indexes), ...Object.keys(schema.unique)]) {
    const entry = keys.entry(schema, index, value);
    if (entry !== null) native.set(entry, keys.entryValue(key));
  }
}

function clear(native: FdbNativeTransaction, epoch: EpochKeys): void {
  const { start, end } = epoch.range;
  native.clearRange(start, end);
}
