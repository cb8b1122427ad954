/**
 * What the memory log costs: 5,000 tokens to 5 followers, as fast as they go, and the resume of as many.
 *
 * The floor is an array, and listeners that are called with each token: no position that one could resume at, no bound, no end. The
 * peer is one web stream for each follower. All variants write tokens as a model's client does, a few for each time that the
 * process turns to its sockets, and every follower makes of every token what an SSE response writes.
 *
 * Run `npm run build` first, then `node benchmarks/streams.mjs`.
 */
import { unwrap } from '@carrel/core/kernel';
import { memoryStreamLog } from '@carrel/core/memory';
import { compare, finish } from './src/measure.mjs';

const TOKENS = Array.from({ length: 5_000 }, (_, index) => ` token${index}`);
/** How many tokens one read of a socket brings. */
const AT_ONCE = 8;
const FOLLOWERS = 5;
/** Streams of one round, one after the other, so that a round is long enough to measure. */
const STREAMS = 10;
const RETENTION = { ttlMs: 3_600_000, maxChunks: 100_000, maxBytes: 16_777_216 };

/** What a follower of a server does with a token. */
class Response {
  seen = 0;
  bytes = 0;

  send(token) {
    this.seen += 1;
    this.bytes += `id: ${this.seen}\ndata: ${JSON.stringify(token)}\n\n`.length;
  }
}

const log = memoryStreamLog();
await unwrap(log.open());
let made = 0;

await compare({
  name: `${TOKENS.length} tokens to ${FOLLOWERS} followers`,
  unit: 'rate',
  variants: [
    { name: 'array and listeners', run: () => rateOf(byListeners) },
    { name: 'memory log', run: () => rateOf(() => byLog(tokenByToken)) },
    { name: 'memory log, appends of one tick together', run: () => rateOf(() => byLog(tickByTick)) },
    { name: 'web stream for each follower', run: () => rateOf(byWebStreams) },
  ],
  gate: [
    { of: 'memory log', atLeast: 0.5 },
    { of: 'memory log, appends of one tick together', atLeast: 0.5 },
  ],
});

await compare({
  name: 'the memory log against web streams',
  unit: 'rate',
  variants: [
    { name: 'web stream for each follower', run: () => rateOf(byWebStreams) },
    { name: 'memory log', run: () => rateOf(() => byLog(tokenByToken)) },
  ],
  gate: { of: 'memory log', atLeast: 2.5 },
});

await unwrap(log.create('resumed', RETENTION));
await unwrap(log.append('resumed', TOKENS));
await unwrap(log.end('resumed', { reason: 'completed' }));
await compare({
  name: `resume of ${TOKENS.length} tokens`,
  unit: 'time',
  variants: [
    { name: 'copy of the array', run: () => timeOf(copied) },
    { name: 'memory log', run: () => timeOf(() => follow('resumed')) },
  ],
});

await log.dispose();
finish();

/** Tokens a second, each to all followers. */
async function rateOf(deliver) {
  const startedAt = performance.now();
  for (let stream = 0; stream < STREAMS; stream += 1) {
    const seen = await deliver();
    if (seen !== TOKENS.length * FOLLOWERS) throw new Error(`followers saw ${seen} tokens`);
  }
  return (STREAMS * TOKENS.length * 1_000) / (performance.now() - startedAt);
}

async function timeOf(operation) {
  const startedAt = performance.now();
  for (let index = 0; index < STREAMS; index += 1) await operation();
  return (performance.now() - startedAt) / STREAMS;
}

function tick() {
  return new Promise((resolve) => setImmediate(resolve));
}

async function byListeners() {
  const tokens = [];
  const followers = Array.from({ length: FOLLOWERS }, () => new Response());
  const listeners = followers.map((response) => (token) => {
    response.send(token);
  });
  for (let at = 0; at < TOKENS.length; at += AT_ONCE) {
    for (const token of TOKENS.slice(at, at + AT_ONCE)) {
      tokens.push(token);
      for (const listener of listeners) listener(token);
    }
    await tick();
  }
  return sum(followers.map(({ seen }) => seen));
}

async function byWebStreams() {
  const controllers = [];
  const streams = Array.from(
    { length: FOLLOWERS },
    () => new ReadableStream({ start: (controller) => void controllers.push(controller) }),
  );
  const followers = streams.map(async (stream) => {
    const response = new Response();
    for await (const token of stream) response.send(token);
    return response.seen;
  });
  for (let at = 0; at < TOKENS.length; at += AT_ONCE) {
    for (const token of TOKENS.slice(at, at + AT_ONCE)) for (const controller of controllers) controller.enqueue(token);
    await tick();
  }
  for (const controller of controllers) controller.close();
  return sum(await Promise.all(followers));
}

async function byLog(write) {
  const key = `stream ${(made += 1)}`;
  await unwrap(log.create(key, RETENTION));
  const followers = Array.from({ length: FOLLOWERS }, () => follow(key));
  await write(key);
  await unwrap(log.end(key, { reason: 'completed' }));
  const seen = sum(await Promise.all(followers));
  await unwrap(log.remove(key));
  return seen;
}

async function tokenByToken(key) {
  for (let at = 0; at < TOKENS.length; at += AT_ONCE) {
    for (const token of TOKENS.slice(at, at + AT_ONCE)) void log.append(key, [token]);
    await tick();
  }
}

async function tickByTick(key) {
  for (let at = 0; at < TOKENS.length; at += AT_ONCE) {
    void log.append(key, TOKENS.slice(at, at + AT_ONCE));
    await tick();
  }
}

async function follow(key) {
  const response = new Response();
  for await (const event of await unwrap(log.read(key)))
    if (event.type === 'chunks') for (const token of event.chunks) response.send(token);
  return response.seen;
}

function copied() {
  const response = new Response();
  for (const token of [...TOKENS]) response.send(token);
  return response.seen;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
