import type { ReadView, RecordStore, Transaction } from '@carrel/core/store';

/** What a variant does in its own way; the rest is done by the store it is made from. */
export interface Alterations {
  readonly store?: Partial<RecordStore>;
  readonly view?: (view: ReadView) => Partial<ReadView>;
  readonly tx?: (tx: Transaction) => Partial<Transaction>;
}

/** A store like `inner`, but for the alterations. */
export function alterStore(inner: RecordStore, { store, view, tx }: Alterations): RecordStore {
  const alterView = (original: ReadView): ReadView => ({ ...readsOf(original), ...view?.(original) });
  const alterTx = (original: Transaction): Transaction => ({
    ...readsOf(original),
    insert: (collection, value, bytes) => original.insert(collection, value, bytes),
    put: (collection, value, options) => original.put(collection, value, options),
    remove: (collection, key, options) => original.remove(collection, key, options),
    ...view?.(original),
    ...tx?.(original),
  });
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    open: (collections) => inner.open(collections),
    transact: (work, options) => inner.transact((original) => work(alterTx(original)), options),
    read: (work, options) => inner.read((original) => work(alterView(original)), options),
    watch: (collection, prefix, options) => inner.watch(collection, prefix, options),
    backup: (path, options) => inner.backup(path, options),
    restore: (path) => inner.restore(path),
    health: () => inner.health(),
    dispose: () => inner.dispose(),
    ...store,
  };
}

function readsOf(view: ReadView): ReadView {
  return {
    get: (collection, key) => view.get(collection, key),
    getMany: (collection, keys) => view.getMany(collection, keys),
    scan: (collection, options) => view.scan(collection, options),
  };
}
