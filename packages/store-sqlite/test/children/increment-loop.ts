import { sqliteStore } from '../../src/index.js';
import { counters, increment } from '../counters.js';

const [path = '', times = '0'] = process.argv.slice(2);
const store = sqliteStore({ path });
(await store.open([counters]))._unsafeUnwrap();
for (let time = 0; time < Number(times); time += 1) {
  (await store.transact((tx) => increment(tx, 'shared')))._unsafeUnwrap();
}
await store.dispose();
