import { writeSync } from 'node:fs';
import { sqliteStore } from '../../src/index.js';
import { counters } from '../counters.js';

/** Writes records as fast as it can, and says which ones were acknowledged, until it is killed. */
const [path = ''] = process.argv.slice(2);
const store = sqliteStore({ path });
(await store.open([counters]))._unsafeUnwrap();
const writer = async (writer: number) => {
  for (let count = 0; ; count += 1) {
    const name = `${writer}-${count}`;
    (await store.transact((tx) => tx.insert(counters, { name, count })))._unsafeUnwrap();
    writeSync(1, `${name}\n`);
  }
};
await Promise.all([0, 1, 2, 3, 4].map(writer));
