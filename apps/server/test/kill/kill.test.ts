import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { hasBackend } from '@carrel/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.js';
import { DataDir, runCli } from '../server-process.js';
import { BoxWatch } from './box-watch.js';
import { chanceOf, type Chance } from './chance.js';
import { EngineTruth } from './engine-truth.js';
import { Hand } from './hand.js';
import { installationOf } from './installation.js';
import { KilledServer } from './killed-server.js';
import { Ledger } from './ledger.js';
import { expectKept, expectSettled, expectUsable, type Known } from './verdict.js';

const BASE = 'debian:bookworm-slim';
/** How often the server is killed. */
const KILLS = Number(process.env['FAULT_KILLS'] ?? 25);
const SEED = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000);
const USERS = 3;
const HANDS = 2;
const INTERVAL_MS = 2_000;
const GRACE_MS = 2_000;
/** The grace of a box, the next sweep behind it, and what that takes. */
const ONE_SWEEP_MS = GRACE_MS + INTERVAL_MS + 15_000;
/** What belongs to no box is looked for once a minute, and is then a minute old. */
const LEFTOVERS_MS = 150_000;

const ENV = {
  CARREL_WORKSPACES__RECONCILE_INTERVAL_MS: String(INTERVAL_MS),
  CARREL_WORKSPACES__GRACE_AGE_MS: String(GRACE_MS),
  CARREL_WORKSPACES__STOP_GRACE_MS: '500',
  CARREL_WORKSPACES__NETWORK: 'internet',
  CARREL_AUTH__ACCESS_TOKEN_TTL_MS: '7200000',
};

function whatIsMissing(): string | null {
  try {
    execFileSync('docker', ['image', 'inspect', BASE], { stdio: 'ignore' });
    return null;
  } catch {
    return `there is no container engine with the image ${BASE}; scripts/make-base-image.mjs makes it`;
  }
}

describe.runIf(hasBackend('Docker server', whatIsMissing()))('a server that is killed again and again', () => {
  const chance = chanceOf(SEED);
  let truth: EngineTruth | undefined;

  afterAll(() => truth?.removeAll());

  it(
    `${String(KILLS)} times loses nothing and leaves nothing (FAULT_SEED=${String(SEED)})`,
    async () => {
      expect(await runCli(['images', 'build', 'lua'], {}, 280_000)).toMatchObject({ code: 0 });
      await using dataDir = new DataDir();
      await using server = new KilledServer(dataDir, ['--runtime', 'docker'], ENV);
      const users = await Promise.all(
        Array.from({ length: USERS }, async (_, user) => {
          const client = await (await server.client()).register(`user${String(user)}@example.com`);
          return { ledger: new Ledger(), token: client.token ?? '' };
        }),
      );
      truth = new EngineTruth(await installationOf(dataDir));
      const watch = new BoxWatch(truth);
      const working = new AbortController();
      const hands = users.map(({ ledger, token }, user) =>
        Array.from({ length: HANDS }, (_, hand) => {
          const name = `hand${String(user)}${String(hand)}`;
          return new Hand({ name, token, ledger, door: server, chance: chance.fork(10 * user + hand) });
        }),
      );
      const work = Promise.all([watch.watch(working.signal), ...hands.flat().map((hand) => hand.work(working.signal))]);
      for (let kill = 0; kill < KILLS; kill += 1) {
        await moment(server, chance);
        await server.kill();
      }
      working.abort();
      await work;

      const now = async (): Promise<readonly Known[]> =>
        Promise.all(users.map(async ({ ledger, token }) => ({ ledger, client: (await server.client()).as(token) })));
      await Promise.all(hands.map(([hand]) => hand?.settleAll()));
      await expectSettled(await now(), truth, ONE_SWEEP_MS);
      for (const known of await now()) await expectKept(known);
      for (const known of await now()) await expectUsable(known);
      tell(
        server,
        users.map(({ ledger }) => ledger),
        watch,
      );
      expect(users.flatMap(({ ledger }) => ledger.problems)).toEqual([]);
      expect(server.problems).toEqual([]);
      expect(watch.problems).toEqual([]);
      await removeAll(await now());
      // A server that starts looks at once for what belongs to nobody.
      await server.kill();
      await expectNothingLeft(truth);
    },
    120_000 + LEFTOVERS_MS + KILLS * 15_000,
  );
});

/** Somewhere in the start of a server, in its first sweep, or in its work. */
async function moment(server: KilledServer, chance: Chance): Promise<void> {
  if (chance.below(5) === 0) return setTimeout(chance.below(1_500));
  await server.client();
  await setTimeout(chance.below(2_500));
}

async function removeAll(everybody: readonly Known[]): Promise<void> {
  for (const { client, ledger } of everybody) {
    for (const { id } of ledger.entries) {
      if (id !== null) expect([204, 404]).toContain((await client.delete(`/sessions/${id}`)).status);
    }
  }
}

async function expectNothingLeft(truth: EngineTruth): Promise<void> {
  let left: unknown;
  const nothing = async () => {
    left = [await truth.containers(), await truth.volumes(), await truth.networks()];
    return JSON.stringify(left) === '[[],[],[]]';
  };
  await eventually(nothing, LEFTOVERS_MS).catch(() => {
    throw new Error(`Left on the engine: ${JSON.stringify(left)}`);
  });
}

/** What the run did, for whoever reads its output: a run that did little proves little. */
function tell(server: KilledServer, ledgers: readonly Ledger[], watch: BoxWatch): void {
  const total = new Map<string, number>();
  for (const { acknowledged } of ledgers) {
    for (const [what, count] of acknowledged) total.set(what, (total.get(what) ?? 0) + count);
  }
  const lines = { seed: SEED, killed: server.kills, acknowledged: Object.fromEntries(total), watch: watch.summary };
  process.stderr.write(`${JSON.stringify(lines)}\n`);
}
