/**
 * What the HTTP interface costs: an authenticated `GET /sessions/:id` of the route table, mounted by Express and by node's own
 * server, against a bare Express 5 handler that does the same steps by hand. Every server is a process of its own; this one
 * makes the load.
 */
import { fork } from 'node:child_process';
import { saturate, p95 } from './src/http-load.mjs';
import { compare, finish } from './src/measure.mjs';

const VARIANTS = ['bare Express by hand', 'interface in Express', 'interface in node:http'];
const REQUESTS = 3_000;
const CONCURRENCY = 32;
const PACE = { perSecond: 500, sockets: 100, durationMs: 3_000 };

const servers = await Promise.all(VARIANTS.map(start));
const variants = (run) => servers.map(({ name, target }) => ({ name, run: () => run(target) }));

await compare({
  name: 'GET /sessions/:id, as fast as it goes',
  unit: 'rate',
  variants: variants((target) => saturate(target, { requests: REQUESTS, concurrency: CONCURRENCY })),
  gate: { of: 'interface in Express', atLeast: 0.9 },
});

await compare({
  name: 'GET /sessions/:id, p95 at 500 a second over 100 sockets',
  unit: 'time',
  variants: variants((target) => p95(target, PACE)),
  gate: { of: 'interface in Express', atMost: 1.5 },
});

for (const { child } of servers) child.kill();
finish();

function start(name) {
  const child = fork(new URL('./src/http-server.mjs', import.meta.url), [name], { execArgv: process.execArgv });
  return new Promise((resolve, reject) => {
    child.once('message', (target) => resolve({ name, child, target }));
    child.once('exit', (code) => reject(new Error(`The server of ${name} ended with ${code}`)));
  });
}
