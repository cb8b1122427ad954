/** Writes numbers to a stream, and prints how many were acknowledged, until it is killed. */
import { unwrap } from '@carrel/core/kernel';
import { redisStreamLog } from '@carrel/store-redis';

const [url, key] = process.argv.slice(2);
const log = redisStreamLog({ url });
await unwrap(log.open());
await unwrap(log.create(key, { ttlMs: 60_000, maxChunks: 1_000_000, maxBytes: 100_000_000 }));
for (let from = 0; ; from += 10) {
  const appends = Array.from({ length: 10 }, (_, index) => log.append(key, [`${from + index}`]));
  for (const append of appends) process.stdout.write(`${await unwrap(append)}\n`);
}
