import { err, ok, type Result } from '@carrel/core/kernel';
import { storeIncompatible, type CollectionSchema, type StoreError } from '@carrel/core/store';
import { administer } from './administration.js';
import {
  decodeDefinition,
  definitionOf,
  encodeDefinition,
  isSameDefinition,
  withoutIndexes,
  type Definition,
} from './definition.js';
import { WANT_ALL, type FdbDatabase, type FdbNativeTransaction } from './fdb-binding.js';
import type { EpochKeys, Keyspace, RecordKeys } from './keyspace.js';
import { decodeRecord } from './record-value.js';
import { encodeState, type StoreState } from './store-state.js';
import { readState } from './prepare-collections.js';
import { recordKey } from '@carrel/core/store';

export interface FillOptions {
  readonly database: FdbDatabase;
  readonly keyspace: Keyspace;
  readonly state: StoreState;
  /** How long one page may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** What a page of work came to. */
type Page = 'more' | 'filled' | 'changed' | 'refused';

/**
 * Gives every record its entries in the new indexes of a collection, page by page, each in a transaction that also writes how far
 * it came: whoever opens the store next goes on from there, and several at once share the work.
 *
 * False when another process has changed the definition meanwhile. `store/incompatible` when the records do not fit a unique
 * index, which is taken away again.
 */
export async function fillIndexes(
  { database, keyspace, state, timeoutMs }: FillOptions,
  schema: CollectionSchema,
): Promise<Result<boolean, StoreError>> {
  for (;;) {
    const page = await administer(database, { timeout: timeoutMs }, (native) =>
      fillPage({ native, keyspace, epoch: keyspace.epoch(state.epoch) }, schema),
    );
    if (page.isErr()) return err(page.error);
    if (page.value === 'refused')
      return err(storeIncompatible(`records of ${schema.name} share values of a unique index`));
    if (page.value !== 'more') return ok(page.value === 'filled');
  }
}

/** How many records one transaction reads; together they may be as large as one answer of the cluster should be. */
const RECORDS_PER_PAGE = 50;

interface Place {
  readonly native: FdbNativeTransaction;
  readonly keyspace: Keyspace;
  readonly epoch: EpochKeys;
}

async function fillPage(place: Place, schema: CollectionSchema): Promise<Result<Page, StoreError>> {
  const { native, epoch } = place;
  const value = await native.get(epoch.definition(schema.name));
  const definition = value === undefined ? null : decodeDefinition(value);
  if (definition === null || !isSameDefinition(definition, definitionOf(schema))) return ok('changed');
  const { filling } = definition;
  if (filling === undefined) return ok('filled');
  const keys = epoch.records(schema.name);
  const range = keys.range;
  const start = filling.after === undefined ? range.start : next(Buffer.from(filling.after, 'base64'));
  const rows = await native.getRangeAll(start, range.end, { limit: RECORDS_PER_PAGE, streamingMode: WANT_ALL });
  for (const [, row] of rows) {
    const entered = await enter(place, keys, schema, { row, names: filling.names });
    if (entered.isErr()) return err(entered.error);
    if (!entered.value) return refuse(place, schema, definition);
  }
  const last = rows.length < RECORDS_PER_PAGE ? undefined : rows.at(-1)?.[0];
  const names = filling.names;
  const after =
    last === undefined
      ? withoutIndexes(definition, [])
      : { ...definition, filling: { names, after: last.toString('base64') } };
  native.set(epoch.definition(schema.name), encodeDefinition(after));
  return ok(last === undefined ? 'filled' : 'more');
}

/** False when a unique index has the values for another record. */
async function enter(
  { native }: Place,
  keys: RecordKeys,
  schema: CollectionSchema,
  { row, names }: { readonly row: Buffer; readonly names: readonly string[] },
): Promise<Result<boolean, StoreError>> {
  const record = decodeRecord<object>(row);
  if (record.isErr()) return err(record.error);
  const { value } = record.value;
  const own = keys.entryValue(recordKey(schema, value));
  for (const name of names) {
    const entry = keys.entry(schema, name, value);
    const holders = schema.unique[name] === undefined ? null : keys.holders(schema, name, value);
    const [holder] = holders === null ? [] : await native.getRangeAll(holders.start, holders.end, { limit: 1 });
    if (holder !== undefined && !holder[1].equals(own)) return ok(false);
    if (entry !== null) native.set(entry, own);
  }
  return ok(true);
}

/** Takes the indexes that were being filled away again, so that the release before this one can go on. */
async function refuse(
  { native, keyspace, epoch }: Place,
  schema: CollectionSchema,
  definition: Definition,
): Promise<Result<Page, StoreError>> {
  const names = definition.filling?.names ?? [];
  const keys = epoch.records(schema.name);
  for (const name of names) {
    const { start, end } = keys.index(name);
    native.clearRange(start, end);
  }
  native.set(epoch.definition(schema.name), encodeDefinition(withoutIndexes(definition, names)));
  const state = await readState(native, keyspace);
  if (state.isErr()) return err(state.error);
  const before = state.value.state;
  native.set(keyspace.state, encodeState({ ...before, change: before.change + 1 }));
  return ok('refused');
}

function next(key: Buffer): Buffer {
  return Buffer.concat([key, Buffer.of(0)]);
}
