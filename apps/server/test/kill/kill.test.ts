import { setTimeout } from 'node:timers/promises';
import { hasBackend } from '@carrel/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { DataDir, runCli } from '../server-process.js';
import { BoxWatch } from './box-watch.js';
import { CapacityWatch } from './capacity-watch.js';
import { chanceOf, type Chance } from './chance.js';
import { Crew } from './crew.js';
import { EngineTruth } from './engine-truth.js';
import { LEFTOVERS_MS, ONE_SWEEP_MS, ROOM, SEED, SERVER_ENV } from './fault-settings.js';
import { installationOf } from './installation.js';
import { KilledServer } from './killed-server.js';
import { missingEngine } from './missing-engine.js';
import { expectOrderKept } from './queue-order.js';
import { StoreTruth } from './store-truth.js';
import { COLD_ENV } from './warm-boxes.js';
import { expectKept, expectNothingLeft, expectSettled, expectUsable, removeAll, stopAll } from './verdict.js';

/** How often the server is killed. */
const KILLS = Number(process.env['FAULT_KILLS'] ?? 20);

describe.runIf(hasBackend('Docker server', missingEngine()))('a server that is killed again and again', () => {
  let truth: EngineTruth | undefined;

  afterAll(() => truth?.removeAll());

  it(
    `${String(KILLS)} times loses nothing and leaves nothing (FAULT_SEED=${String(SEED)})`,
    async () => {
      expect(await runCli(['images', 'build', 'lua'], {}, 280_000)).toMatchObject({ code: 0 });
      const chance = chanceOf(SEED);
      await using dataDir = new DataDir();
      const server = new KilledServer(dataDir, ['--runtime', 'docker'], SERVER_ENV);
      await using _ended = server;
      const crew = await Crew.hire({ door: server, chance, users: 3, hands: 2 });
      await using stored = new StoreTruth(dataDir);
      await stored.open();
      const pool = () => stored.pool();
      truth = new EngineTruth(await installationOf(dataDir), pool);
      const watch = new BoxWatch(truth);
      await using capacity = new CapacityWatch(stored, ROOM);
      const working = new AbortController();
      const work = Promise.all([watch.watch(working.signal), crew.work(working.signal)]);
      for (let kill = 0; kill < KILLS; kill += 1) {
        await moment(server, chance);
        await server.kill();
      }
      working.abort();
      await work;

      await crew.settle();
      const killed = Date.now();
      await expectSettled(await crew.known(), { truth, pool, ms: ONE_SWEEP_MS, room: ROOM });
      const settledAfterMs = Date.now() - killed;
      for (const known of await crew.known()) await expectKept(known);
      await stopAll(await crew.known());
      for (const known of await crew.known()) await expectUsable(known);
      await stopAll(await crew.known());
      await expectOrderKept({ known: () => crew.known(), kill: () => server.kill(), truth: stored });
      const { acknowledged } = crew;
      const watched = { boxes: watch.summary, capacity: capacity.summary };
      tell({ seed: SEED, killed: server.kills, acknowledged, ...watched, settledAfterMs });
      await removeAll(await crew.known());
      expect([...crew.problems, ...server.problems, ...watch.problems, ...capacity.problems]).toEqual([]);
      expect(await stored.look()).toEqual({ waiting: [], active: [], faults: [] });
      // One that is started without a pool takes away what waits, and looks at once for what belongs to nobody.
      await server[Symbol.asyncDispose]();
      await using _last = new KilledServer(dataDir, ['--runtime', 'docker'], { ...SERVER_ENV, ...COLD_ENV });
      await expectNothingLeft(truth, LEFTOVERS_MS);
    },
    420_000 + LEFTOVERS_MS + KILLS * 15_000,
  );
});

/** Somewhere in the start of a server, in its first sweep, or in its work. */
async function moment(server: KilledServer, chance: Chance): Promise<void> {
  if (chance.below(5) === 0) return setTimeout(chance.below(1_500));
  const before = Date.now();
  await server.client();
  // On a machine that is slow to start a server, workspaces are slow to start too.
  await setTimeout(chance.below(Math.max(2_500, 2 * (Date.now() - before))));
}

/** What the run did, for whoever reads its output: a run that did little proves little. */
function tell(facts: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`${JSON.stringify(facts)}\n`);
}
