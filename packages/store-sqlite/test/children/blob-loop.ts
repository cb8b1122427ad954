import { writeSync } from 'node:fs';
import { collection } from '@carrel/core/store';
import { sqliteStore } from '../../src/index.js';

/** Writes records of 60 kB, some at the same time, and says which ones are acknowledged and which it read, until it is killed. */
const blobs = collection<{ readonly id: string }>()('blobs', { key: ['id'] });
const [path = '', durability] = process.argv.slice(2);
const store = sqliteStore({ path, durability: durability === 'normal' ? 'normal' : 'full' });
(await store.open([blobs]))._unsafeUnwrap();
const bytes = new Uint8Array(60_000).fill(7);
const say = (id: string) => writeSync(1, `${id}\n`);

const write = async (writer: number) => {
  for (let count = 0; ; count += 1) {
    const id = `${writer}-${count}`;
    const written = await store.transact((tx) => tx.insert(blobs, { id }, bytes));
    say(written.isOk() ? id : written.error.type);
    if (written.isErr()) return;
  }
};
/** Follows the first writer: a record can be seen from its commit on. */
const read = async () => {
  for (let count = 0; ;) {
    const id = `0-${count}`;
    const found = await store.read((view) => view.get(blobs, [id]));
    if (found.isErr()) return;
    if (found.value !== null) {
      say(id);
      count += 1;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
};
await Promise.all([write(0), write(1), write(2), read()]);
say('ended');
await store.dispose();
