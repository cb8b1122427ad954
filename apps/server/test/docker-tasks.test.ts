import { hasBackend } from '@carrel/conformance';
import { unwrap } from '@carrel/core/kernel';
import { collection } from '@carrel/core/store';
import { sqliteStore } from '@carrel/store-sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { databasePath } from '../src/data-dir.js';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { EngineTruth } from './kill/engine-truth.js';
import { installationOf } from './kill/installation.js';
import { missingEngine } from './kill/missing-engine.js';
import { LoopbackModel } from './loopback-model.js';
import { hasRedis, RedisServer } from './redis-server.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';
import { Follower } from './task-follower.js';
import {
  beginTask,
  byPrompt,
  commandsWith,
  counted,
  counts,
  isOnRedis,
  leasesOf,
  startWorkspace,
  type Task,
} from './task-scenes.js';

const ENV = {
  CARREL_TASKS__SWEEP_INTERVAL_MS: '200',
  CARREL_TASKS__MAX_RUNNING_PER_USER: '2',
  CARREL_STREAMS__SWEEP_INTERVAL_MS: '200',
  CARREL_WORKSPACES__NETWORK: 'none',
  CARREL_WORKSPACES__RECONCILE_INTERVAL_MS: '1000',
  CARREL_WORKSPACES__GRACE_AGE_MS: '1000',
  // Long enough that a server can be killed while a workspace stops whose processes take their time.
  CARREL_WORKSPACES__STOP_GRACE_MS: '3000',
};
const STUBBORN = 'trap "" TERM; while true; do sleep 0.2; done';
/** In the box for as long as nobody ends it, or there is a file `go`. */
const PREPARES = 'echo run >> prepared.log; while [ ! -e go ]; do sleep 0.1; done';
const WORKS = 'echo begun >> tool.log; sleep 600';

const here = hasBackend('Docker server', missingEngine());

describe.runIf(here && hasRedis)('tasks of a server with Docker, SQLite and Redis', () => {
  const truths: EngineTruth[] = [];

  afterAll(async () => {
    for (const truth of truths) await truth.removeAll();
  });

  it('at any step when it is killed go on, once, and leave nothing', { timeout: 300_000 }, async () => {
    expect(await runCli(['images', 'build', 'lua'], {}, 280_000)).toMatchObject({ code: 0 });
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const told: (readonly string[])[] = [];
    await using model = await LoopbackModel.listen(
      byPrompt({
        prepare: [counts('p', 5)],
        tool: [
          (_say, { call }) => Promise.resolve(call('run_command', { command: WORKS })),
          async (say, asked) => {
            told.push(asked.results);
            await counts('t', 5)(say, asked);
          },
        ],
        stream: [counts('a', 5_000), counts('b', 40)],
        clean: [
          async (say) => {
            await finished;
            await say('c1 ');
          },
        ],
        wait: [counts('w', 5)],
        next: [counts('n', 5)],
      }),
    );
    await using redis = await RedisServer.at();
    redis.start();
    await using dataDir = new DataDir();
    const launch = () =>
      ServerProcess.launch(dataDir, ['--quiet', '--runtime', 'docker'], {
        ...model.environment,
        ...redis.environment,
        ...ENV,
      }).listening;
    const before = await launch();
    await eventually(() => isOnRedis(before));
    const truth = new EngineTruth(await installationOf(dataDir));
    truths.push(truth);
    const [ada, bob] = [
      await before.client.register('ada@example.com'),
      await before.client.register('bob@example.com'),
    ];
    const [shared, streaming, stopping] = [await lua(ada), await lua(bob), await lua(bob)];
    await Promise.all([startWorkspace(ada, shared), startWorkspace(bob, streaming), startWorkspace(bob, stopping)]);
    const background = { shell: STUBBORN, background: true };
    expect((await bob.post(`/sessions/${stopping}/commands`, background)).status).toBe(201);
    const setup = { install: 'none', commands: [PREPARES] };
    const tasks = {
      prepare: await beginTask(ada, shared, { prompt: 'prepare it', setup }),
      tool: await beginTask(ada, shared, { prompt: 'tool it' }),
      wait: await beginTask(ada, shared, { prompt: 'wait for it' }),
      stream: await beginTask(bob, streaming, { prompt: 'stream it' }),
      clean: await beginTask(bob, stopping, { prompt: 'clean up', after: 'stop' }),
    };
    const followers = {
      prepare: new Follower(tasks.prepare.id),
      tool: new Follower(tasks.tool.id),
      wait: new Follower(tasks.wait.id),
      stream: new Follower(tasks.stream.id),
      clean: new Follower(tasks.clean.id),
    };
    const following = [
      followers.prepare.follow(ada, never),
      followers.tool.follow(ada, never),
      followers.wait.follow(ada, never),
      followers.stream.follow(bob, never),
      followers.clean.follow(bob, never),
    ];
    for (const file of ['prepared.log', 'tool.log'])
      await eventually(async () => (await contentOf(ada, shared, file)) !== '', 60_000);
    await eventually(() => followers.stream.text.includes('a20 '), 60_000);
    finish();
    await eventually(() => followers.clean.phases.includes('1 cleaning'), 60_000);
    await before.end('SIGKILL');
    await Promise.all(following);
    const seenBefore = followers.stream.text;
    expect(followers.clean.phases).toEqual(['1 initialising', '1 running', '1 cleaning']);
    expect([followers.prepare.phases, followers.wait.phases]).toEqual([['1 initialising'], []]);

    await using after = await launch();
    const [adaBack, bobBack] = [
      await after.client.logIn('ada@example.com'),
      await after.client.logIn('bob@example.com'),
    ];
    const ends = [
      followers.prepare.toEnd(adaBack),
      followers.tool.toEnd(adaBack),
      followers.wait.toEnd(adaBack),
      followers.stream.toEnd(bobBack),
      followers.clean.toEnd(bobBack),
    ];
    // What was in the middle of it is done again, and never beside itself.
    await eventually(async () => (await commandsWith(adaBack, shared, 'prepared.log')).length === 2, 60_000);
    const [first, again] = await commandsWith(adaBack, shared, 'prepared.log');
    expect([first?.state, again?.state]).toEqual(['exited', 'running']);
    expect((await adaBack.put(`/sessions/${shared}/files/content?path=go`, '')).status).toBeLessThan(300);
    await Promise.all(ends);

    for (const [name, { last, text }] of Object.entries(followers)) {
      const runs = name === 'wait' ? 1 : 2;
      expect(last, name).toMatchObject({ event: 'end', data: { status: 'succeeded', runs } });
      expect(last?.data['cleanupError'], name).toBeUndefined();
      if (name !== 'stream') expect(text, name).toBe(name === 'clean' ? 'c1 ' : counted(name.slice(0, 1), 5));
    }
    // Beyond what had reached its reader, all that Redis had taken.
    const spoken = followers.stream.text.lastIndexOf(' b1 ') + 1;
    expect(spoken).toBeGreaterThanOrEqual(seenBefore.length);
    expect(followers.stream.text.slice(spoken)).toBe(counted('b', 40));
    expect(counted('a', 5_000).startsWith(followers.stream.text.slice(0, spoken))).toBe(true);
    for (const follower of Object.values(followers)) follower.expectEachOnce();
    expect(told).toEqual([[expect.stringContaining('The call was interrupted')]]);
    // What the call had begun is ended with its run, so that it neither works on nor keeps the workspace.
    await eventually(async () =>
      (await commandsWith(adaBack, shared, 'tool.log')).every(({ state }) => state === 'exited'),
    );
    expect(await contentOf(adaBack, shared, 'tool.log')).toBe('begun\n');
    for (const [client, session] of [
      [adaBack, shared],
      [bobBack, streaming],
    ] as const)
      await eventually(async () => (await leasesOf(client, session)).length === 0);
    expect((await bobBack.get(`/sessions/${stopping}/workspace`)).json()).toMatchObject({ state: 'stopped' });
    await expectFree(adaBack, shared);
    expect(await queueOf(dataDir)).toEqual([0, 0]);
    await adaBack.delete(`/sessions/${shared}`);
    for (const session of [streaming, stopping]) await bobBack.delete(`/sessions/${session}`);
    await eventually(async () => (await truth.containers()).length === 0, 60_000);
  });
});

const never = () => false;

const lua = (client: ApiClient) => client.session(['lua']);

/** As many tasks of the user as may run at once do, and come to their end. */
async function expectFree(client: ApiClient, session: string): Promise<void> {
  const next = [beginTask(client, session, { prompt: 'next' }), beginTask(client, session, { prompt: 'next' })];
  for (const { id } of await Promise.all(next))
    await eventually(async () => (await client.get(`/tasks/${id}`)).json<Task>().status === 'succeeded', 60_000);
}

async function contentOf(client: ApiClient, session: string, path: string): Promise<string> {
  const { status, text } = await client.get(`/sessions/${session}/files/content?path=${path}`);
  return status === 200 ? text : '';
}

// As the store has them, whatever the code that writes them calls them.
const waiting = collection<{ tenantId: string; taskId: string }>()('task_queue', { key: ['tenantId', 'taskId'] });
const places = collection<{ tenantId: string; taskId: string }>()('task_places', { key: ['tenantId', 'taskId'] });

/** How many tasks wait, and how many have a place, whatever the server says. */
async function queueOf({ path }: DataDir): Promise<readonly number[]> {
  const store = sqliteStore({ path: databasePath(path) });
  await unwrap(store.open([waiting, places]));
  const found = await unwrap(
    store.read((view) =>
      view
        .scan(waiting, { limit: 100 })
        .andThen((queued) =>
          view.scan(places, { limit: 100 }).map((taken) => [queued.items.length, taken.items.length]),
        ),
    ),
  );
  await store.dispose();
  return found;
}
