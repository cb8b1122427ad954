import { identityCollections } from '../src/identity/index.js';
import type { Collection, RecordStore } from '../src/store/index.js';
import { expectOk } from './expect-result.js';

/** Everything that identity keeps, by collection. */
export async function everyRecord(store: RecordStore): Promise<Record<string, readonly unknown[]>> {
  const kept: Record<string, readonly unknown[]> = {};
  for (const collection of identityCollections) {
    const readable: Collection<object> = collection;
    const page = expectOk(await store.read((view) => view.scan(readable, { limit: 200 })));
    kept[collection.name] = page.items;
  }
  return kept;
}
