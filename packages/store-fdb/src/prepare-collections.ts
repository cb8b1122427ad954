import { err, invariant, ok, type Result } from '@carrel/core/kernel';
import { storeIncompatible, type CollectionSchema, type StoreError } from '@carrel/core/store';
import type { FdbNativeTransaction } from './fdb-binding.js';
import {
  decodeDefinition,
  definitionOf,
  encodeDefinition,
  indexesNotIn,
  isSameDefinition,
  withoutIndexes,
  type Definition,
} from './definition.js';
import type { EpochKeys, Keyspace } from './keyspace.js';
import { decodeState, encodeState, FIRST_STATE, type StoreState } from './store-state.js';

/** What the store is after its definitions were made those of a process. */
export interface Prepared {
  readonly state: StoreState;
  /** The collections with indexes that have to be filled before they are used. */
  readonly unfilled: readonly CollectionSchema[];
}

/**
 * Makes the definitions of `collections` what this process says, in one transaction: from its commit on every process that
 * still goes by another definition is refused, and all others keep the entries of new indexes for what they write.
 *
 * `store/incompatible` when the data is of a newer release, of another program, or the key of a collection changed.
 */
export async function prepareCollections(
  native: FdbNativeTransaction,
  keyspace: Keyspace,
  collections: readonly CollectionSchema[],
): Promise<Result<Prepared, StoreError>> {
  for (const { name } of collections) invariant(NAME.test(name), `"${name}" has only letters, digits and _`);
  const found = await readState(native, keyspace);
  if (found.isErr()) return err(found.error);
  const epoch = keyspace.epoch(found.value.state.epoch);
  const changes = await Promise.all(collections.map((schema) => prepareCollection(native, epoch, schema)));
  for (const change of changes) if (change.isErr()) return err(change.error);
  const done = changes.map((change) => change._unsafeUnwrap());
  const isChanged = found.value.isNew || done.some(({ changed }) => changed);
  const { state: before } = found.value;
  const state = isChanged && !found.value.isNew ? { ...before, change: before.change + 1 } : before;
  if (isChanged) native.set(keyspace.state, encodeState(state));
  return ok({ state, unfilled: collections.filter((_, index) => done[index]?.unfilled) });
}

/** What every store takes as the name of a collection. */
const NAME = /^[a-z][a-z0-9_]*$/i;

/** The state, or the first one where there is nothing at all. */
export async function readState(
  native: FdbNativeTransaction,
  keyspace: Keyspace,
): Promise<Result<{ readonly state: StoreState; readonly isNew: boolean }, StoreError>> {
  const value = await native.get(keyspace.state);
  if (value !== undefined) return decodeState(value).map((state) => ({ state, isNew: false }));
  const { start, end } = keyspace.everything;
  const [foreign] = await native.getRangeAll(start, end, { limit: 1 });
  if (foreign !== undefined) return err(storeIncompatible('the prefix belongs to another program'));
  return ok({ state: FIRST_STATE, isNew: true });
}

interface Change {
  readonly changed: boolean;
  readonly unfilled: boolean;
}

async function prepareCollection(
  native: FdbNativeTransaction,
  epoch: EpochKeys,
  schema: CollectionSchema,
): Promise<Result<Change, StoreError>> {
  const wanted = definitionOf(schema);
  const value = await native.get(epoch.definition(schema.name));
  const stored = value === undefined ? null : decodeDefinition(value);
  if (stored === null) return ok(write(native, epoch, schema, wanted));
  if (stored.key.join() !== wanted.key.join()) return err(storeIncompatible(`the key of ${schema.name} changed`));
  if (isSameDefinition(stored, wanted)) return ok({ changed: false, unfilled: stored.filling !== undefined });
  const keys = epoch.records(schema.name);
  // What somebody began to fill for another definition is begun again.
  const filled = withoutIndexes(stored, stored.filling?.names ?? []);
  for (const name of [...(stored.filling?.names ?? []), ...indexesNotIn(filled, wanted)]) {
    const { start, end } = keys.index(name);
    native.clearRange(start, end);
  }
  const names = indexesNotIn(wanted, filled);
  const { start, end } = keys.range;
  const isEmpty = (await native.getRangeAll(start, end, { limit: 1 })).length === 0;
  return ok(write(native, epoch, schema, names.length === 0 || isEmpty ? wanted : { ...wanted, filling: { names } }));
}

function write(native: FdbNativeTransaction, epoch: EpochKeys, { name }: CollectionSchema, to: Definition): Change {
  native.set(epoch.definition(name), encodeDefinition(to));
  return { changed: true, unfilled: to.filling !== undefined };
}
