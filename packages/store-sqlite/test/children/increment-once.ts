import { sqliteStore } from '../../src/index.js';
import { counters, increment } from '../counters.js';

/** Says what came of opening the store, of a read and of a write. */
const [path = ''] = process.argv.slice(2);
const store = sqliteStore({ path, busyTimeoutMs: 100 });
const opened = await store.open([counters]);
const read = await store.read((view) => view.get(counters, ['c']));
const written = await store.transact((tx) => increment(tx, 'c'));
for (const result of [opened, read, written]) console.log(result.isOk() ? 'ok' : result.error.type);
await store.dispose();
