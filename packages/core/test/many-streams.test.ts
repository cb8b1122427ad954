import { expect, it } from 'vitest';
import type { Caller } from '../src/index.js';
import { memoryStreamLog, MemoryStreams, VirtualClock } from '../src/memory/index.js';
import type { StreamReadEvent } from '../src/streaming/index.js';
import { expectErr, expectOk } from './expect-result.js';
import { memoryCarrel, newCaller } from './platform-fixture.js';
import { colleagueOf } from './room-fixture.js';

const TENANTS = 5;
const USERS = 10;
const CHUNKS = 200;

it('50 streams of 50 users of 5 tenants at once reach whom they are for and nobody else, and leave nothing', async () => {
  const clock = new VirtualClock();
  const streams = new MemoryStreams({ clock });
  await using carrel = await memoryCarrel({ clock, streams: memoryStreamLog({ streams }) });
  const users: Caller[] = [];
  for (let tenant = 0; tenant < TENANTS; tenant += 1) {
    const first = await newCaller(carrel);
    users.push(first);
    for (let user = 1; user < USERS; user += 1) users.push(await colleagueOf(carrel, first));
  }
  const writers = await Promise.all(
    users.map(async (user) => expectOk(await carrel.streams.create(user, { purpose: 'test' }))),
  );

  const readers = users.map(async (user, index) => {
    const id = writers[index]?.id;
    if (id === undefined) throw new Error('each user has a stream');
    const chunks: string[] = [];
    // Leaves after every third event, and comes again.
    for (let last: StreamReadEvent['type'] = 'chunks'; last !== 'end';) {
      let events = 0;
      for await (const event of expectOk(await carrel.streams.read(user, id, { from: chunks.length }))) {
        if (event.type === 'chunks') chunks.push(...event.chunks);
        last = event.type;
        if ((events += 1) === 3) break;
      }
    }
    return chunks;
  });
  const strangers = users.map((user, index) => {
    const others = writers.filter((_, other) => other !== index);
    return Promise.all(
      others.map(async ({ id }) => expectErr(await carrel.streams.read(user, id), 'stream/not-found')),
    );
  });
  await Promise.all(
    writers.map(async (writer, index) => {
      for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
        expectOk(await writer.write(`of ${users[index]?.userId ?? ''}: ${chunk}`));
        if (chunk % 7 === index % 7) await new Promise((resolve) => setImmediate(resolve));
      }
      expectOk(await writer.end());
    }),
  );

  const got = await Promise.all(readers);
  await Promise.all(strangers);
  for (const [index, user] of users.entries())
    expect(got[index]).toEqual(Array.from({ length: CHUNKS }, (_, chunk) => `of ${user.userId}: ${chunk}`));
  expect(streams.count).toBe(TENANTS * USERS);
  await clock.advance(3_610_000);
  expect([streams.count, streams.totalBytes]).toEqual([0, 0]);
  for (const [index, user] of users.entries()) {
    const id = writers[index]?.id;
    if (id !== undefined) expectErr(await carrel.streams.get(user, id), 'stream/not-found');
  }
});
