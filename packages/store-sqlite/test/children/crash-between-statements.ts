import { writeSync } from 'node:fs';
import { sqliteStore } from '../../src/index.js';
import { counters, increment } from '../counters.js';

/** Moves one from a counter to another, time after time, and is killed between the two writes of the tenth. */
const [path = ''] = process.argv.slice(2);
const store = sqliteStore({ path });
(await store.open([counters]))._unsafeUnwrap();
for (let time = 1; ; time += 1) {
  const moved = await store.transact((tx) =>
    increment(tx, 'from', -1).andThen(() => {
      if (time === 10) process.kill(process.pid, 'SIGKILL');
      return increment(tx, 'to');
    }),
  );
  moved._unsafeUnwrap();
  writeSync(1, `${time}\n`);
}
