/**
 * The reference server with a hundred users: mixed reads, writes, files and commands on SQLite and the local runtime, with
 * authentication, limits on calls (raised, so that they are counted and nobody comes to them), audit and access log.
 *
 * 10 tenants of 10 users. Each has a session and a conversation of their own, and shares with four others a room whose workspace runs:
 * 20 workspaces. The requests are due at even distances and go round the users; each counts from when it was due, so one that
 * waits behind another is late. The shares of the kinds of requests are in the report.
 *
 * The peers do the same steps by hand on the same machine, in turn with the server: Express 5 with bodies checked by zod, and node's own
 * HTTP server with neither. See `src/server/hand-steps.mjs` for the steps. Each server, and what makes the load, is a process of its own.
 *
 * Run `npm run build` first, then `node benchmarks/server.mjs`. `SECONDS=60` is how long one round of one server is, `ROUNDS=3` how many
 * there are after one to warm up of `WARM_UP=20` seconds, `RATE=100` how many requests are due in a second, of all users together.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { finish, median } from './src/measure.mjs';
import { startCarrel } from './src/server/carrel-server.mjs';
import { cpuOf, rssOf } from './src/server/process-stats.mjs';
import { compareServers, holdServer, printKinds, printMachine } from './src/server/report.mjs';
import { startByHand, startLoad } from './src/server/start-server.mjs';

const SECONDS = setting('SECONDS', 60);
const ROUNDS = setting('ROUNDS', 3);
const WARM_UP = setting('WARM_UP', 20);
const RATE = setting('RATE', 100);
const LIMITS = { apiP95Ms: 200, fileP95Ms: 50, growthMiB: 32 };
const RATIOS = { 'api p50': 1.5, 'api p95': 1.5, 'file p50': 1.5, 'file p95': 1.5, 'cpu all': 1.5 };
const RSS_EVERY_MS = 1_000;

const directory = mkdtempSync(join(tmpdir(), 'carrel-load-'));
const servers = [];
const load = startLoad();
try {
  const started = Date.now();
  servers.push(await startByHand('express', 'Express by hand', join(directory, 'express')));
  servers.push(await startByHand('http', 'node:http by hand', join(directory, 'http')));
  servers.push(await startCarrel(join(directory, 'carrel')));
  console.log(`${servers[2].world.users.length} users, ${RATE} requests a second for ${SECONDS} s, ${ROUNDS} rounds; ${availableParallelism()} processors, node ${process.version}`); // prettier-ignore
  console.log(`made in ${Math.round((Date.now() - started) / 1_000)} s`);
  const measured = await measure();
  console.log(`load average at the end ${loadavg()[0].toFixed(1)}, of which the servers and the load are one or two`);
  report(measured);
} finally {
  await load.end();
  for (const server of servers) await server.end();
  rmSync(directory, { recursive: true, force: true });
}
finish();

async function measure() {
  const memory = servers.map(({ pid }) => ({ atStart: rssOf(pid) }));
  for (const [index, server] of servers.entries()) {
    await roundOf(server, { seconds: WARM_UP, first: 0 });
    memory[index].afterWarmUp = rssOf(server.pid);
  }
  const rounds = servers.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [index, server] of servers.entries())
      rounds[index].push(await roundOf(server, { seconds: SECONDS, first: RATE * (WARM_UP + round * SECONDS) }));
  for (const [index, { pid }] of servers.entries()) memory[index].atEnd = rssOf(pid);
  return servers.map(({ name }, index) => [name, rounds[index], memory[index]]);
}

async function roundOf({ pid, world, lag }, { seconds, first }) {
  await lag();
  const before = cpuOf(pid);
  const rss = [rssOf(pid)];
  const timer = setInterval(() => rss.push(rssOf(pid)), RSS_EVERY_MS);
  const answers = await load.run({ world, perSecond: RATE, seconds, first });
  clearInterval(timer);
  const after = cpuOf(pid);
  const cpu = { own: after.own - before.own, all: after.all - before.all };
  return { ...answers, asked: RATE * seconds, cpu, rss, lag: await lag() };
}

function report(measured) {
  const [express, http, ours] = measured;
  for (const [name, rounds] of measured) printKinds(name, rounds);
  printMachine(measured);
  const cpu = median(ours[1].map((round) => round.cpu.own / round.asked));
  console.log(`  one core of this machine would carry about ${Math.floor(1_000 / cpu)} requests of this mix a second`);
  compareServers('Express', [express, ours], RATIOS);
  compareServers('node:http', [http, ours]);
  holdServer(ours[1], LIMITS);
}

function setting(name, otherwise) {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is a whole number of at least 1`);
  return value;
}
