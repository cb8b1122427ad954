import { setTimeout } from 'node:timers/promises';
import { eventually, hasBackend } from '@carrel/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { DataDir, runCli } from '../server-process.js';
import { chanceOf, type Chance } from './chance.js';
import { EngineTruth } from './engine-truth.js';
import { SEED, SERVER_ENV } from './fault-settings.js';
import { installationOf } from './installation.js';
import { KilledServer } from './killed-server.js';
import { missingEngine } from './missing-engine.js';
import { COLD_ENV } from './warm-boxes.js';

/** How often the server is killed. */
const KILLS = Number(process.env['FAULT_KILLS'] ?? 8);
const SIZE = 3;

describe.runIf(hasBackend('Docker server', missingEngine()))(
  'a server with a pool that is killed again and again',
  () => {
    let truth: EngineTruth | undefined;

    afterAll(() => truth?.removeAll());

    it(
      `${String(KILLS)} times fills its pool to its size, and leaves nothing beside (FAULT_SEED=${String(SEED)})`,
      async () => {
        expect(await runCli(['images', 'build', 'lua'], {}, 280_000)).toMatchObject({ code: 0 });
        const chance = chanceOf(SEED);
        await using dataDir = new DataDir();
        const env = {
          ...SERVER_ENV,
          CARREL_WORKSPACES__NETWORK: 'none',
          CARREL_WORKSPACES__POOL: `lua=${String(SIZE)}`,
        };
        const server = new KilledServer(dataDir, ['--runtime', 'docker'], env);
        await using _ended = server;
        const token = (await (await server.client()).register('ada@example.com')).token ?? '';
        truth = new EngineTruth(await installationOf(dataDir));
        const sessions = new Set<string>();
        const working = new AbortController();
        const work = Promise.all([0, 1].map(() => takeAndLeave(server, { token, sessions, signal: working.signal })));
        for (let kill = 0; kill < KILLS; kill += 1) {
          await moment(server, chance);
          await server.kill();
        }
        working.abort();
        await work;

        const client = (await server.client()).as(token);
        const listed = (await client.get('/sessions?limit=100')).json<{ items: readonly { id: string }[] }>();
        for (const { id } of listed.items) expect((await client.call('DELETE', `/sessions/${id}`)).status).toBe(204);
        await expectBoxes(truth, SIZE);
        expect(server.problems).toEqual([]);
        expect(sessions.size).toBeGreaterThan(0);

        // One that is started without a pool takes away what waits.
        await server[Symbol.asyncDispose]();
        await using without = new KilledServer(dataDir, ['--runtime', 'docker'], { ...SERVER_ENV, ...COLD_ENV });
        await without.client();
        await expectBoxes(truth, 0);
      },
      400_000 + KILLS * 15_000,
    );
  },
);

/** Somewhere in the start of a server, in its first sweep, or in its work. */
async function moment(server: KilledServer, chance: Chance): Promise<void> {
  if (chance.below(5) === 0) return setTimeout(chance.below(1_500));
  await server.client();
  await setTimeout(chance.below(4_000));
}

/** Starts sessions, runs a command in each, and deletes most; what a kill cuts off is left as it is. */
async function takeAndLeave(
  server: KilledServer,
  { token, sessions, signal }: { readonly token: string; readonly sessions: Set<string>; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      const client = (await server.client()).as(token);
      const created = await client.post('/sessions', { kind: 'solo', languages: ['lua'] });
      const { id } = created.json<{ id: string }>();
      await client.post(`/sessions/${id}/workspace?waitMs=5000`);
      const run = await client.post(`/sessions/${id}/commands`, { argv: ['echo', id] });
      const ran = run.status === 200 || run.status === 201;
      if (ran) sessions.add(id);
      // What is left running takes room, so that a session in which nothing could be run goes as well.
      if (!ran || sessions.size % 3 !== 0) await client.call('DELETE', `/sessions/${id}`);
    } catch {
      // The server was killed on the way.
      await setTimeout(50);
    }
  }
}

/** So many boxes are there, all run, and all were made for the pool. */
function expectBoxes(truth: EngineTruth, count: number): Promise<void> {
  return eventually(
    async () => {
      const boxes = (await truth.containers()).map(({ state, sessionId }) => `${state} ${String(sessionId)}`);
      expect(boxes).toEqual(Array.from({ length: count }, () => 'running pool'));
    },
    { withinMs: 90_000, everyMs: 250 },
  );
}
