/**
 * Token streams over one Redis: ours against resumable-stream, on the same server, with the client that each takes by itself. How
 * resumable-stream does with our client is shown beside.
 *
 * Throughput is 5,000 tokens to 5 followers, as fast as they go; latency is that of 20 streams of 50 tokens a second with 5 followers
 * each, from the writer's call to the follower; the resume is that of 5,000 tokens, the best of 20 in each round, against an entry for
 * each token. Writers and
 * followers have connections of their own. The server keeps nothing on disk.
 *
 * Run `npm run build` first, then `node benchmarks/redis-streams.mjs`. It needs the program `redis-server`.
 */
import { spawn } from 'node:child_process';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { unwrap } from '@carrel/core/kernel';
import { redisStreamLog } from '@carrel/store-redis';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { createResumableStreamContext } from 'resumable-stream';
import { createResumableStreamContext as createOnIoredis } from 'resumable-stream/ioredis';
import { compare, finish, median, p95, skip, times } from './src/measure.mjs';
import { startRedis } from './src/redis-server.mjs';

const TOKENS = Array.from({ length: 5_000 }, (_, index) => ` token${index}\n`);
const FOLLOWERS = 5;
/** How many tokens a writer has for each time that the process turns to its sockets. */
const AT_ONCE = 32;
const STREAMS = 20;
const TOKENS_PER_SECOND = 50;
const PACED_MS = 1_500;
const RETENTION = { ttlMs: 3_600_000, maxChunks: 100_000, maxBytes: 16_777_216 };
const ROUNDS = 5;

const server = await startRedis();
if (server === null) skip('token streams over Redis', 'there is no redis-server');
else {
  const [writer, reader] = [redisStreamLog({ url: server.url }), redisStreamLog({ url: server.url })];
  const clients = Array.from({ length: 5 }, () => new Redis(server.url));
  const [perToken, ...others] = clients;
  const theirClients = Array.from({ length: 4 }, () => createClient({ url: server.url }));
  for (const client of theirClients) await client.connect();
  const contexts = (create, [one, two, three, four]) => ({
    theirWriter: create({ waitUntil: () => undefined, publisher: one, subscriber: two }),
    theirReader: create({ waitUntil: () => undefined, publisher: three, subscriber: four }),
  });
  const theirs = contexts(createResumableStreamContext, theirClients);
  const onIoredis = contexts(createOnIoredis, others);
  let made = 0;
  try {
    await unwrap(writer.open());
    await unwrap(reader.open());
    await measure({ writer, reader, ...theirs, onIoredis, perToken, key: () => `stream-${(made += 1)}` });
    await killProducer(reader, server.url);
  } finally {
    await Promise.all([writer.dispose(), reader.dispose()]);
    for (const client of clients) client.disconnect();
    for (const client of theirClients) client.destroy();
    await server.stop();
  }
  finish();
}

async function measure(world) {
  await compare({
    name: `${TOKENS.length} tokens to ${FOLLOWERS} followers, as fast as they go`,
    unit: 'rate',
    rounds: ROUNDS,
    variants: [
      { name: 'resumable-stream', run: () => rateOf(() => saturateTheirs(world)) },
      {
        name: 'resumable-stream on ioredis',
        run: () => rateOf(() => saturateTheirs({ ...world, ...world.onIoredis })),
      },
      { name: 'store-redis', run: () => rateOf(() => saturateOurs(world)) },
    ],
    gate: { of: 'store-redis', atLeast: 20 },
  });
  const late = { theirs: [], ioredis: [], ours: [] };
  const paced = (kind, begin, place) => async () => {
    const taken = await pace(place, begin);
    late[kind].push(p95(taken));
    return median(taken);
  };
  await compare({
    name: `p50 from writer to follower, ${STREAMS} streams of ${TOKENS_PER_SECOND} tokens a second`,
    unit: 'time',
    rounds: ROUNDS,
    variants: [
      { name: 'resumable-stream', run: paced('theirs', beginTheirs, world) },
      { name: 'resumable-stream on ioredis', run: paced('ioredis', beginTheirs, { ...world, ...world.onIoredis }) },
      { name: 'store-redis', run: paced('ours', beginOurs, world) },
    ],
    gate: { of: 'store-redis', atMost: 0.5 },
  });
  console.log(
    `  p95: ${Object.values(late)
      .map((all) => `${median(all).toFixed(3)} ms`)
      .join(', ')}`,
  );
  await resume(world);
}

async function rateOf(work) {
  const startedAt = performance.now();
  await work();
  return (TOKENS.length * 1_000) / (performance.now() - startedAt);
}

async function saturateOurs({ writer, reader, key }) {
  const name = key();
  await unwrap(writer.create(name, RETENTION));
  const following = Array.from({ length: FOLLOWERS }, () => follow(reader, name));
  await writeAll(writer, name);
  await unwrap(writer.end(name, { reason: 'completed' }));
  for (const count of await Promise.all(following)) expectCount(count, TOKENS.length);
}

/** No more under way than a server would hold. */
async function writeAll(writer, name, tokens = TOKENS) {
  let appends = [];
  for (const [index, token] of tokens.entries()) {
    appends.push(writer.append(name, [token]));
    if (index % AT_ONCE === AT_ONCE - 1) await turn();
    if (appends.length < 1_024) continue;
    for (const append of appends) await unwrap(append);
    appends = [];
  }
  for (const append of appends) await unwrap(append);
}

async function follow(reader, name, see = () => undefined) {
  let next = 0;
  for await (const event of await unwrap(reader.read(name))) {
    if (event.type === 'end') return next;
    if (event.type !== 'chunks' || event.position !== next) throw new Error(`${event.type} at ${next}`);
    next += event.chunks.length;
    for (const chunk of event.chunks) see(chunk);
  }
  return next;
}

async function saturateTheirs({ theirWriter, theirReader, key }) {
  const name = key();
  let index = 0;
  let open = () => undefined;
  const opened = new Promise((resolve) => (open = resolve));
  const make = () =>
    new ReadableStream({
      async pull(controller) {
        await opened;
        if (index === TOKENS.length) controller.close();
        else controller.enqueue(TOKENS[index]);
        index += 1;
      },
    });
  const own = drain(await theirWriter.createNewResumableStream(name, make));
  const following = await Promise.all(Array.from({ length: FOLLOWERS }, () => theirReader.resumeExistingStream(name)));
  const counts = following.map((stream) => drain(stream));
  open();
  for (const count of await Promise.all(counts)) expectCount(count, TOKENS.length);
  await own;
}

/** How many lines a web stream of text has. */
async function drain(stream, see = () => undefined) {
  let rest = '';
  let count = 0;
  for await (const text of stream) {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    count += lines.length;
    for (const line of lines) see(line);
  }
  return count;
}

function expectCount(count, expected) {
  if (count !== expected) throw new Error(`${count} tokens arrived of ${expected}`);
}

/** What tokens took to arrive, over streams that are written at an even pace. */
async function pace(world, begin) {
  const taken = [];
  const see = (text) => taken.push(performance.now() - Number(text));
  const streams = await Promise.all(Array.from({ length: STREAMS }, () => begin(world, see)));
  await sleep(100);
  const perStream = (PACED_MS * TOKENS_PER_SECOND) / 1_000;
  await Promise.all(
    streams.map(async ({ write }, index) => {
      await sleep(index);
      const startedAt = performance.now();
      for (let token = 0; token < perStream; token += 1) {
        await sleep(Math.max(0, startedAt + (token * 1_000) / TOKENS_PER_SECOND - performance.now()));
        write(`${performance.now()}\n`);
      }
    }),
  );
  await Promise.all(streams.map(({ end }) => end()));
  expectCount(taken.length, STREAMS * perStream * FOLLOWERS);
  return taken;
}

async function beginOurs({ writer, reader, key }, see) {
  const name = key();
  await unwrap(writer.create(name, RETENTION));
  const following = Array.from({ length: FOLLOWERS }, () => follow(reader, name, see));
  return {
    write: (text) => void unwrap(writer.append(name, [text])),
    end: async () => {
      await unwrap(writer.end(name, { reason: 'completed' }));
      await Promise.all(following);
    },
  };
}

async function beginTheirs({ theirWriter, theirReader, key }, see) {
  const name = key();
  let controller;
  const make = () => new ReadableStream({ start: (given) => void (controller = given) });
  const own = drain(await theirWriter.createNewResumableStream(name, make));
  const following = await Promise.all(Array.from({ length: FOLLOWERS }, () => theirReader.resumeExistingStream(name)));
  const drained = following.map((stream) => drain(stream, see));
  return {
    write: (text) => controller.enqueue(text),
    end: async () => {
      controller.close();
      await Promise.all([own, ...drained]);
    },
  };
}

async function resume({ writer, reader, perToken, key }) {
  const name = key();
  await unwrap(writer.create(name, RETENTION));
  const words = TOKENS.map((token) => token.trimEnd());
  await writeAll(writer, name, words);
  await unwrap(writer.end(name, { reason: 'completed' }));
  const entries = perToken.pipeline();
  for (const token of words) entries.xadd('per-token', '*', 'token', token);
  await entries.exec();
  const timed = async (work) => {
    const taken = await times(20, async () => expectCount(await work(), TOKENS.length));
    return Math.min(...taken);
  };
  const { 'store-redis': ours } = await compare({
    name: `resume of ${TOKENS.length} tokens`,
    unit: 'time',
    rounds: ROUNDS,
    variants: [
      {
        name: 'XRANGE of an entry for each token',
        run: () =>
          timed(async () => (await perToken.xrange('per-token', '-', '+')).map(([, [, token]]) => token).length),
      },
      { name: 'store-redis', run: () => timed(() => follow(reader, name)) },
    ],
    gate: { of: 'store-redis', atMost: 0.2 },
  });
  console.log(`  at most 3 ms ... ${ours.median <= 3 ? 'met' : 'MISSED'}`);
  if (ours.median > 3) process.exitCode = 1;
}

/** A producer that is killed in the middle: all that it was told to be written can be read. */
async function killProducer(reader, url) {
  const script = fileURLToPath(new URL('src/redis-producer.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, url, 'killed'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let acknowledged = 0;
  let text = '';
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.stdout.setEncoding('utf8').on('data', (more) => {
    text += more;
    acknowledged = Number(text.trimEnd().split('\n').at(-1));
    if (acknowledged > 2_000) child.kill('SIGKILL');
  });
  await ended;
  const { next } = await unwrap(reader.info('killed'));
  const over = new AbortController();
  const got = [];
  for await (const event of await unwrap(reader.read('killed', { signal: over.signal }))) {
    if (event.type !== 'chunks') throw new Error(event.type);
    got.push(...event.chunks);
    if (got.length === next) over.abort();
  }
  const isWhole = next >= acknowledged && got.every((chunk, index) => chunk === `${index}`);
  console.log(
    `\na producer killed in the middle: ${acknowledged} acknowledged, ${got.length} read ... ${isWhole ? 'met' : 'MISSED'}`,
  );
  if (!isWhole) process.exitCode = 1;
}
