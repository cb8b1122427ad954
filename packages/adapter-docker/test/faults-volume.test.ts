import { eventually, expectErr, expectOk } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceConnection, WorkspaceRuntime } from '@carrel/core/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { hasDocker } from './docker-backend.js';
import { installationOf, leftOf, specOf, within } from './faults.js';
import { Follower, run, spawn, type Ran } from './follower.js';
import { mayStartEngines, PrivateEngine } from './private-engine.js';

const installationId = installationOf('volume');
const LINES = 18_000;
const MIB = 1024 * 1024;
const SOON_MS = 60_000;

const here = await hasDocker();
const mayStart = here && mayStartEngines();

/** Writes its own numbered lines, about 200 kB, and ends with its own code, after a pause where one is given. */
function speaker(number: number, pauseSeconds = 0): readonly string[] {
  const lines = `for (i = 0; i < ${LINES}; i++) printf "%03d:%06d\\n", ${number}, i`;
  const pause = pauseSeconds === 0 ? '' : `; fflush(); system("sleep ${pauseSeconds}")`;
  return ['awk', `BEGIN { ${lines}${pause}; exit ${codeOf(number)} }`];
}

/** Never 0. */
function codeOf(number: number): number {
  return 1 + (number % 250);
}

function speechOf(number: number): string {
  let text = '';
  const name = String(number).padStart(3, '0');
  for (let line = 0; line < LINES; line += 1) text += `${name}:${String(line).padStart(6, '0')}\n`;
  return text;
}

function expectSpoken({ last, text }: Ran, number: number): void {
  expect(last).toMatchObject({ type: 'exit', exit: { code: codeOf(number), signal: null, reason: 'exited' } });
  expect(text === speechOf(number), `the output of ${number}`).toBe(true);
}

async function boxes(runtime: WorkspaceRuntime, count: number, pids = 64): Promise<readonly Reached[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const limits = { memoryBytes: 256 * MIB, cpus: 2, pids };
      const handle = await expectOk(runtime.create(specOf(installationId, { limits })));
      await expectOk(runtime.start(handle));
      return { handle, connection: await expectOk(runtime.connect(handle)) };
    }),
  );
}

interface Reached {
  readonly handle: RuntimeHandle;
  readonly connection: WorkspaceConnection;
}

async function removeAll(runtime: WorkspaceRuntime): Promise<void> {
  const all = await expectOk(runtime.list({ installationId }));
  await Promise.all(all.map(({ handle }) => expectOk(runtime.remove(handle))));
}

describe.runIf(here).each(['socket', 'stream'] as const)('many commands at once, by %s', (link) => {
  const runtime = dockerRuntime({ link });

  afterAll(async () => {
    await removeAll(runtime);
    await runtime.dispose();
    expect(await leftOf(installationId)).toEqual([]);
  }, SOON_MS);

  it('50 in one box: every byte is right, and every end', { timeout: 120_000 }, async () => {
    const [box] = await boxes(runtime, 1, 512);
    if (box === undefined) throw new Error('There is no box.');
    const numbers = Array.from({ length: 50 }, (_, number) => number);

    const all = await Promise.all(numbers.map((number) => run(box.connection, speaker(number))));

    all.forEach(expectSpoken);
  });

  it('5 in each of 20 boxes: every byte is right, and every end', { timeout: 180_000 }, async () => {
    const reached = await boxes(runtime, 20);
    const jobs = reached.flatMap(({ connection }, box) =>
      [0, 1, 2, 3, 4].map((index) => ({ connection, number: 5 * box + index })),
    );

    const all = await Promise.all(jobs.map(({ connection, number }) => run(connection, speaker(number))));

    all.forEach((ran, index) => {
      expectSpoken(ran, jobs[index]?.number ?? -1);
    });
  });
});

describe.runIf(mayStart)('an engine that ends while 5 commands run in each of 20 boxes', () => {
  let engine: PrivateEngine;

  beforeAll(async () => {
    engine = await PrivateEngine.create();
  }, 120_000);

  afterAll(async () => {
    await engine.dispose();
  }, 120_000);

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'by %s: no byte is wrong, no good end is told, and afterwards the truth',
    { timeout: 240_000 },
    async (signal) => {
      const runtime = dockerRuntime({ docker: { socketPath: engine.socketPath }, callTimeoutMs: 20_000 });
      const reached = await boxes(runtime, 20);
      const followers = await Promise.all(
        reached.flatMap(({ connection }, box) =>
          [0, 1, 2, 3, 4].map(async (index) => {
            const number = 5 * box + index;
            const id = await spawn(connection, speaker(number, 600));
            return { number, follower: await Follower.attach(connection, id) };
          }),
        ),
      );
      await eventually(
        () => {
          expect(followers.filter(({ follower }) => follower.position > 0).length).toBe(100);
        },
        { withinMs: SOON_MS },
      );

      await engine.end(signal);
      await engine.start();

      for (const { number, follower } of followers) {
        const last = await within(follower.last, 'the last event', SOON_MS);
        if (last?.type === 'exit') expect([last.exit.code, last.exit.reason]).toEqual([null, 'cancelled']);
        else expect(last?.error.type).toBe('connection/lost');
        expect(speechOf(number).startsWith(follower.text), `the output of ${number}`).toBe(true);
      }
      for (const { handle } of reached) {
        expect((await expectOk(runtime.inspect(handle))).state).toBe('exited');
        await expectErr(runtime.connect(handle), 'runtime/not-running');
      }
      await removeAll(runtime);
      expect(await leftOf(installationId, engine.docker)).toEqual([]);
      await runtime.dispose();
    },
  );
});
