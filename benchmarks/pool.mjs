/**
 * Sessions that start from the warm pool against raw dockerode, on the engine of this machine: from the start of a session to the
 * first output of a command in it, and how fast boxes that were taken are made anew. Every box is without a network, from the same
 * image, and sessions are kept in SQLite, durably: on the disk of `TMPDIR`.
 *
 * Run `npm run build` first, then `node benchmarks/pool.mjs [claim] [refill]`: these parts alone.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { dockerRuntime } from '@carrel/adapter-docker';
import { createCarrel } from '@carrel/core';
import { unwrap } from '@carrel/core/kernel';
import { builtInLanguages, resolveImage } from '@carrel/core/languages';
import { poolBoxes } from '@carrel/core/workspaces';
import { sqliteStore } from '@carrel/store-sqlite';
import Database from 'better-sqlite3';
import Docker from 'dockerode';
import { execByDockerode, plainContainer } from './src/docker-peers.mjs';
import { compare, finish, median, p95, skip } from './src/measure.mjs';

const IMAGE = process.env['IMAGE'] ?? 'carrel/workspace:minimal';
const LABELS = { 'carrel.benchmark': String(process.pid) };
const ECHO = ['echo', 'hi'];
/** How many boxes wait, and how many are made at once. */
const SIZE = 8;
const AT_ONCE = 4;
const LANGUAGES = ['bash'];
const parts = process.argv.slice(2);

const docker = new Docker();
try {
  await docker.getImage(IMAGE).inspect();
} catch (cause) {
  skip('pool', `no engine with the image ${IMAGE} (${cause.message})`);
  process.exit();
}

const images = { repository: `carrel/benchmark-pool-${process.pid}` };
const { tag } = unwrapNow(
  resolveImage(
    builtInLanguages.filter(({ id }) => LANGUAGES.includes(id)),
    images,
  ),
);
const directory = mkdtempSync(join(tmpdir(), 'carrel-benchmark-'));
await docker.getImage(IMAGE).tag({ repo: images.repository, tag: tag.slice(tag.lastIndexOf(':') + 1) });
const database = new Database(join(directory, 'raw.db'));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('CREATE TABLE writes (id INTEGER PRIMARY KEY, text TEXT)');
const insert = database.prepare('INSERT INTO writes (text) VALUES (?)');
const pooled = await installation('pooled', { pool: [{ languages: LANGUAGES, size: SIZE }], poolFillsAtOnce: AT_ONCE });
const cold = await installation('cold', {});

try {
  await pooled.full();
  if (wanted('claim')) await claims();
  if (wanted('refill')) await refill();
} finally {
  await pooled.close();
  await cold.close();
  database.close();
  for (const { Id } of await docker.listContainers({ all: true, filters: { label: [labelOf(LABELS)] } })) {
    await docker.getContainer(Id).remove({ force: true, v: true });
  }
  await docker.getImage(tag).remove();
  rmSync(directory, { recursive: true, force: true });
}
finish();

function wanted(part) {
  return parts.length === 0 || parts.includes(part);
}

/** What was made is taken away outside of the measured time, and the pool is full before it. */
async function claims() {
  const taken = { raw: [], pooled: [], cold: [], write: [] };
  const rounds = 6;
  for (let round = 0; round <= rounds; round += 1) {
    const samples = {
      raw: await rawStarts(3),
      pooled: await pooled.starts(SIZE),
      cold: await cold.starts(2),
      write: await rawWrites(SIZE),
    };
    if (round > 0) for (const [name, times] of Object.entries(samples)) taken[name].push(times);
  }
  for (const [name, measure, ratio] of [
    ['p50', median, 1 / 50],
    ['p95', p95, 1 / 20],
  ]) {
    const inTurn = (samples) => {
      let at = 0;
      // The first round of a comparison is dropped, and was dropped here already.
      return () => measure(name === 'p95' ? samples.flat() : samples[Math.max(0, at++ - 1)]);
    };
    await compare({
      name: `start of a session to its first output, ${name}`,
      unit: 'time',
      rounds: name === 'p95' ? 1 : rounds,
      variants: [
        { name: 'dockerode create, start, exec', run: inTurn(taken.raw) },
        { name: 'carrel, pool', run: inTurn(taken.pooled) },
        { name: 'carrel, cold', run: inTurn(taken.cold) },
        { name: 'SQLite, one durable write', run: inTurn(taken.write) },
      ],
      gate: { of: 'carrel, pool', atMost: ratio },
    });
  }
}

/** Boxes a second, as many at once on either side; ours are ready when their agent answered. */
async function refill() {
  await compare({
    name: `boxes made, ${AT_ONCE} at once`,
    unit: 'rate',
    rounds: 5,
    variants: [
      { name: 'dockerode create, start', run: rawRefill },
      { name: 'carrel, pool', run: () => pooled.refill() },
    ],
    gate: { of: 'carrel, pool', atLeast: 0.9 },
  });
}

async function rawStarts(count) {
  const taken = [];
  for (let index = 0; index < count; index += 1) {
    const startedAt = performance.now();
    const container = await plainContainer(docker, IMAGE, LABELS);
    await container.start();
    await execByDockerode(container, ECHO);
    taken.push(performance.now() - startedAt);
    await container.remove({ force: true, v: true });
  }
  return taken;
}

/** What a claim waits for in any case: the disk. */
async function rawWrites(count) {
  const taken = [];
  for (let index = 0; index < count; index += 1) {
    await pause(100);
    const startedAt = performance.now();
    insert.run('x'.repeat(300));
    taken.push(performance.now() - startedAt);
  }
  return taken;
}

async function rawRefill() {
  const made = [];
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, worker) => {
      for (let number = worker; number < SIZE; number += AT_ONCE) {
        const container = await plainContainer(docker, IMAGE, LABELS);
        await container.start();
        made.push(container);
      }
    }),
  );
  const rate = (SIZE * 1_000) / (performance.now() - startedAt);
  for (const container of made) await container.remove({ force: true, v: true });
  return rate;
}

/** A Carrel of its own, with somebody who starts sessions in it. */
async function installation(name, workspaces) {
  const store = sqliteStore({ path: join(directory, `${name}.db`) });
  const runtime = dockerRuntime();
  const carrel = await createCarrel({ store, runtime, images, workspaces });
  const user = { email: 'ada@example.com', password: 'analytical engine' };
  const { tokens } = await unwrap(carrel.identity.register(user, { requestId: 'benchmark' }));
  const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'benchmark'));

  async function full() {
    const size = workspaces.pool?.[0].size ?? 0;
    const warm = () =>
      unwrap(store.read((view) => view.scan(poolBoxes, { index: 'byStock', prefix: ['warm'], limit: 100 })));
    while ((await warm()).items.length < size) await pause(25);
  }
  async function create() {
    return (await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: LANGUAGES }))).id;
  }
  async function removeAll(sessions) {
    for (const id of sessions) await unwrap(carrel.sessions.remove(caller, id));
    await full();
  }
  return {
    full,
    /** Milliseconds of each of `count` starts, one after the other. */
    async starts(count) {
      const taken = [];
      for (let index = 0; index < count; index += 1) {
        const id = await create();
        const startedAt = performance.now();
        const workspace = await unwrap(carrel.workspaces.open(caller, id));
        const { stdout } = await unwrap(workspace.commands.run(ECHO));
        taken.push(performance.now() - startedAt);
        if (stdout !== 'hi\n') throw new Error(stdout);
        await removeAll([id]);
      }
      return taken;
    },
    /** Takes all that wait, and gives how many boxes a second take their places. */
    async refill() {
      const sessions = [];
      for (let index = 0; index < SIZE; index += 1) sessions.push(await create());
      await Promise.all(sessions.map((id) => unwrap(carrel.workspaces.open(caller, id))));
      const startedAt = performance.now();
      await full();
      const rate = (SIZE * 1_000) / (performance.now() - startedAt);
      await removeAll(sessions);
      return rate;
    },
    /** Nothing of it is left, also of what waits. */
    async close() {
      await carrel.dispose();
      const waiting = (await docker.listContainers({ all: true })).filter(({ Image }) => Image === tag);
      for (const { Id } of waiting) await docker.getContainer(Id).remove({ force: true, v: true });
    },
  };
}

function labelOf(labels) {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join();
}

function unwrapNow(result) {
  if (result.isErr()) throw new Error(result.error.message);
  return result.value;
}
