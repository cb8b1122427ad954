/**
 * What comparing workspaces and boxes costs with 10, 100 and 1,000 workspaces that run and need nothing, on the memory runtime and
 * a SQLite store: the time of one sweep for each workspace. It may not grow with their number.
 *
 * Run `npm run build` first, then `node benchmarks/reconcile.mjs`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCarrel } from '@carrel/core';
import { systemClock, unwrap } from '@carrel/core/kernel';
import { memoryRuntime } from '@carrel/core/memory';
import { noopMetrics } from '@carrel/core/telemetry';
import { sqliteStore } from '@carrel/store-sqlite';
import { compare, finish, median } from './src/measure.mjs';

const COUNTS = [10, 100, 1_000];
/** Sweeps of one round; their median counts. */
const SWEEPS = 5;
const INTERVAL_MS = 20;

const directory = mkdtempSync(join(tmpdir(), 'carrel-reconcile-'));
const worlds = [];
// The timers of a clock keep no process alive.
const alive = setInterval(() => undefined, 60_000);
try {
  for (const count of COUNTS) worlds.push(await world(count));
  await compare({
    name: 'one sweep, for each workspace',
    unit: 'time',
    variants: worlds.map(({ count, sweepMs }) => ({
      name: `${count} workspaces`,
      run: async () => (await sweepMs()) / count,
    })),
    gate: [
      { of: '100 workspaces', atMost: 1 },
      { of: '1000 workspaces', atMost: 1 },
    ],
  });
  await compare({
    name: 'one sweep, for each workspace, without what a sweep of few costs by itself',
    unit: 'time',
    variants: worlds.slice(1).map(({ count, sweepMs }) => ({
      name: `${count} workspaces`,
      run: async () => (await sweepMs()) / count,
    })),
    gate: { of: '1000 workspaces', atMost: 1.5 },
  });
  await compare({
    name: 'one sweep',
    unit: 'time',
    variants: worlds.map(({ count, sweepMs }) => ({ name: `${count} workspaces`, run: sweepMs })),
  });
} finally {
  clearInterval(alive);
  for (const { carrel } of worlds) await carrel.dispose();
  rmSync(directory, { recursive: true, force: true });
}
finish();

/** So many workspaces that run, and what a sweep of them takes; it sweeps only while it is asked. */
async function world(count) {
  let told = () => undefined;
  let measuring = false;
  // Sweeps begin when somebody waits for one, so that the worlds leave each other alone.
  let begin = () => undefined;
  const clock = {
    ...systemClock,
    // Tokens want whole milliseconds.
    now: () => (measuring ? performance.timeOrigin + performance.now() : systemClock.now()),
    setTimer(ms, callback) {
      if (ms !== INTERVAL_MS) return systemClock.setTimer(ms, callback);
      if (measuring) return systemClock.setTimer(0, callback);
      begin = callback;
      return () => {
        begin = () => undefined;
      };
    },
  };
  const metrics = {
    ...noopMetrics,
    histogram: (name) => ({ observe: (value) => name === 'carrel_reconcile_seconds' && told(value * 1_000) }),
  };
  const carrel = await createCarrel({
    ...{ clock, metrics, runtime: memoryRuntime({ clock }), sessions: { maxPerUser: count } },
    store: sqliteStore({ path: join(directory, `${count}.db`) }),
    workspaces: { reconcileIntervalMs: INTERVAL_MS, idleTimeoutMs: 0, maxLifetimeMs: 0 },
  });
  const login = { email: 'ada@example.com', password: 'correct horse' };
  const { tokens } = await unwrap(carrel.identity.register(login, { requestId: 'benchmark' }));
  const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'benchmark'));
  for (let made = 0; made < count; made += 1) {
    const { id } = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'] }));
    await unwrap(carrel.workspaces.start(caller, id));
  }
  const sweepMs = async () => {
    const taken = [];
    const over = new Promise((resolve) => {
      told = (value) => {
        taken.push(value);
        if (taken.length < SWEEPS) return;
        measuring = false;
        resolve();
      };
    });
    measuring = true;
    begin();
    await over;
    return median(taken);
  };
  return { carrel, count, sweepMs };
}
