import { setTimeout } from 'node:timers/promises';
import { hasBackend } from '@carrel/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { DataDir, runCli } from '../server-process.js';
import { BoxWatch } from './box-watch.js';
import { CapacityWatch } from './capacity-watch.js';
import { chanceOf } from './chance.js';
import { Counter } from './counter.js';
import { Crew } from './crew.js';
import { EngineTruth } from './engine-truth.js';
import { LEFTOVERS_MS, ONE_SWEEP_MS, ROOM, SEED, SERVER_ENV } from './fault-settings.js';
import { installationOf } from './installation.js';
import { Leadership } from './leadership.js';
import { missingEngine } from './missing-engine.js';
import { Replicas } from './replicas.js';
import { StoreTruth } from './store-truth.js';
import { COLD_ENV } from './warm-boxes.js';
import { expectKept, expectNothingLeft, expectSettled, expectUsable, removeAll, stopAll } from './verdict.js';

const LEASE_MS = 6_000;
const ENV = {
  ...SERVER_ENV,
  CARREL_WORKSPACES__LEASE_TTL_MS: String(LEASE_MS),
  CARREL_WORKSPACES__NETWORK: 'none',
};
/** How long they work before one is killed, and again after. */
const WORK_MS = 8_000;

describe.runIf(hasBackend('Docker server', missingEngine()))('two servers on one SQLite file', () => {
  let truth: EngineTruth | undefined;

  afterAll(() => truth?.removeAll());

  it(
    `start nothing twice and lose nothing, also when the leader is killed (FAULT_SEED=${String(SEED)})`,
    async () => {
      expect(await runCli(['images', 'build', 'lua'], {}, 280_000)).toMatchObject({ code: 0 });
      const chance = chanceOf(SEED);
      await using dataDir = new DataDir();
      const servers = await Replicas.start(2, { dataDir, chance, env: ENV });
      await using _ended = servers;
      await using leadership = new Leadership(dataDir);
      await leadership.open();
      const crew = await Crew.hire({ door: servers, chance, users: 2, hands: 3 });
      await using stored = new StoreTruth(dataDir);
      await stored.open();
      const pool = () => stored.pool();
      truth = new EngineTruth(await installationOf(dataDir), pool);
      const watch = new BoxWatch(truth);
      await using capacity = new CapacityWatch(stored, ROOM);
      const [first] = await crew.known();
      const counted = (await first?.client.session(['lua'])) ?? '';
      const counters = [1, 2, 3].map(() => new Counter(servers, first?.client.token ?? '', counted));
      const working = new AbortController();
      const { signal } = working;
      const counting = counters.map((counter) => counter.work(signal));
      const work = Promise.all([watch.watch(signal), crew.work(signal), ...counting]);
      await setTimeout(WORK_MS);
      const leader = await leadership.pid();
      expect(servers.pids).toContain(leader);
      await servers.kill(leader);
      const takenOverAfterMs = await leadership.untilTakenOver(leader, LEASE_MS);
      await setTimeout(WORK_MS);
      working.abort();
      await work;

      await crew.settle();
      const acknowledged = sum(counters.map((counter) => counter.acknowledged));
      const value = (await counters[0]?.value()) ?? 0;
      tell({
        seed: SEED,
        acknowledged: crew.acknowledged,
        counted: acknowledged,
        value,
        takenOverAfterMs,
        watch: watch.summary,
        capacity: capacity.summary,
      });
      expect(value).toBeGreaterThanOrEqual(acknowledged);
      expect(value).toBeLessThanOrEqual(acknowledged + sum(counters.map((counter) => counter.unanswered)));
      await (await crew.known())[0]?.client.delete(`/sessions/${counted}`);
      await expectSettled(await crew.known(), { truth, pool, ms: ONE_SWEEP_MS, room: ROOM });
      for (const known of await crew.known()) await expectKept(known);
      await stopAll(await crew.known());
      for (const known of await crew.known()) await expectUsable(known);
      await removeAll(await crew.known());
      expect([...crew.problems, ...watch.problems, ...capacity.problems]).toEqual([]);
      expect(await stored.look()).toEqual({ waiting: [], active: [], faults: [] });
      await servers[Symbol.asyncDispose]();
      await using _last = await Replicas.start(1, { dataDir, chance, env: { ...ENV, ...COLD_ENV } });
      await expectNothingLeft(truth, LEFTOVERS_MS);
    },
    420_000 + LEFTOVERS_MS,
  );
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function tell(facts: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`${JSON.stringify(facts)}\n`);
}
