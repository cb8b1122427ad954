import { writeSync } from 'node:fs';
import { databaseStorage, storageCollections } from '@carrel/core/storage';
import { sqliteStore } from '../../src/index.js';
import { contentOf, TENANT } from '../numbered-contents.js';

/** Stores contents, stores them again and removes them, and says what was begun and what was acknowledged, until it is killed. */
const [path = '', first = '0'] = process.argv.slice(2);
const store = sqliteStore({ path });
(await store.open(storageCollections))._unsafeUnwrap();
const storage = databaseStorage({ store });
(await storage.open())._unsafeUnwrap();
for (let number = Number(first); ; number += 1) {
  for (const each of number % 2 === 0 ? [number] : [number, number - 1]) {
    (await storage.putMany(TENANT, [contentOf(each)]))._unsafeUnwrap();
    writeSync(1, `stored ${each}\n`);
  }
  if (number % 3 !== 2) continue;
  writeSync(1, `removing ${number}\n`);
  (await storage.remove(TENANT, [contentOf(number).digest]))._unsafeUnwrap();
  writeSync(1, `removed ${number}\n`);
}
