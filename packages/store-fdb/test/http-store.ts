import type { RecordStore } from '@carrel/core/store';
import { fdbStore } from '../src/index.js';
import { createBackend } from './backend.js';

/** The store that the HTTP suite runs on, anew for each of its servers. */
export function createTestStore(): RecordStore {
  const backend = createBackend();
  const store = fdbStore(backend.options);
  const dispose = store.dispose.bind(store);
  store.dispose = async () => {
    await dispose();
    await backend.dispose();
  };
  return store;
}
