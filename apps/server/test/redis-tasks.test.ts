import { describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { LoopbackModel } from './loopback-model.js';
import { hasRedis, RedisServer } from './redis-server.js';
import { DataDir, ServerProcess } from './server-process.js';
import { Follower } from './task-follower.js';
import { beginTask, byPrompt, counted, counts, isOnRedis, leasesOf, type Task } from './task-scenes.js';

const ENV = {
  CARREL_TASKS__SWEEP_INTERVAL_MS: '200',
  CARREL_TASKS__MAX_RUNNING_PER_USER: '2',
  CARREL_STREAMS__SWEEP_INTERVAL_MS: '200',
  // How long what a task says is kept for a Redis that may come back.
  CARREL_STREAMS__RETRY_MS: '1500',
};
const SAID = 300;

describe.skipIf(!hasRedis)('a task whose Redis is killed while it speaks', () => {
  it('goes on to its end, which who follows it learns as soon as Redis is back', async () => {
    await using scene = await speaking();
    const { ada, follower, id, redis } = scene;
    await redis.kill();
    const meanwhile = new Follower((await beginTask(ada, scene.session, { prompt: 'next' })).id);
    await meanwhile.toEnd(ada);
    expect(meanwhile.text).toBe(counted('n', 5));
    expect(meanwhile.last).toMatchObject({ event: 'end', data: { status: 'succeeded' } });

    await expectWhole(scene);
    const early = new Follower(id);
    await early.follow(ada, isLast);
    expect(early.seen.map(({ event }) => event)).toEqual(['status', 'failed']);
    expect(early.seen[0]?.data).toMatchObject({ status: 'succeeded', runs: 1 });
    expect(early.last?.data).toMatchObject({ type: 'stream/log-unavailable', retryable: true });

    redis.start();
    await Promise.all([scene.following, eventually(() => isOnRedis(scene.server))]);
    await follower.toEnd(ada);
    expectAllOrTold(follower);
    await expectClean(scene);
  });

  it('goes on beside a Redis that comes back with nothing in it, and tells what is lost', async () => {
    await using scene = await speaking();
    await scene.redis.kill();
    scene.redis.start();
    await scene.following;
    await scene.follower.toEnd(scene.ada);
    expectAllOrTold(scene.follower);
    await expectWhole(scene);
    await expectClean(scene);
  });
});

const isLast = ({ event }: { readonly event: string }) => event === 'end' || event === 'failed';

interface Scene extends AsyncDisposable {
  readonly redis: RedisServer;
  readonly server: ServerProcess;
  readonly ada: ApiClient;
  readonly session: string;
  readonly id: string;
  /** Has seen some of what the task says. */
  readonly follower: Follower;
  readonly following: Promise<void>;
}

/** A task that speaks for a while, and one who follows it. */
async function speaking(): Promise<Scene> {
  const opened: AsyncDisposable[] = [];
  const use = <T extends AsyncDisposable>(one: T): T => {
    opened.unshift(one);
    return one;
  };
  const model = use(await LoopbackModel.listen(byPrompt({ stream: [counts('a', SAID)], next: [counts('n', 5)] })));
  const redis = use(await RedisServer.at());
  redis.start();
  const dataDir = use(new DataDir());
  const env = { ...model.environment, ...redis.environment, ...ENV };
  const server = use(await ServerProcess.launch(dataDir, ['--quiet'], env).listening);
  await eventually(() => isOnRedis(server));
  const ada = await server.client.register('ada@example.com');
  const session = await ada.session();
  const { id } = await beginTask(ada, session, { prompt: 'stream it' });
  const follower = new Follower(id);
  const following = follower.follow(ada, isLast);
  await eventually(() => follower.text.includes('a20 '), 60_000);
  const dispose = async () => {
    for (const one of opened) await one[Symbol.asyncDispose]();
  };
  return { redis, server, ada, session, id, follower, following, [Symbol.asyncDispose]: dispose };
}

/** The task is done in one run, and all that it said stands in its conversation. */
async function expectWhole({ ada, id }: Scene): Promise<void> {
  await eventually(async () => (await ada.get(`/tasks/${id}`)).json<Task>().status === 'succeeded', 60_000);
  const { conversationId, runs } = (await ada.get(`/tasks/${id}`)).json<Task>();
  expect(runs).toBe(1);
  const { items } = (await ada.get(`/conversations/${conversationId}/messages`)).json<{ readonly items: unknown[] }>();
  expect(items).toMatchObject([
    { role: 'user' },
    { role: 'assistant', status: 'complete', content: counted('a', SAID) },
  ]);
}

/** What was seen came once, and what was not is told of: all of it came, or a gap did. */
function expectAllOrTold(follower: Follower): void {
  expect(follower.last).toMatchObject({ event: 'end', data: { status: 'succeeded', runs: 1 } });
  const whole = counted('a', SAID);
  if (follower.seen.some(({ event }) => event === 'gap')) expect(whole.startsWith(follower.text)).toBe(true);
  else expect(follower.text).toBe(whole);
  follower.expectEachOnce();
}

/** Nothing is held for the task, and there is room for as many as before. */
async function expectClean({ ada, session }: Scene): Promise<void> {
  await eventually(async () => (await leasesOf(ada, session)).length === 0);
  const next = [1, 2].map(() => beginTask(ada, session, { prompt: 'next' }));
  for (const { id } of await Promise.all(next)) {
    const follower = new Follower(id);
    await follower.toEnd(ada);
    expect(follower.text).toBe(counted('n', 5));
  }
  await ada.delete(`/sessions/${session}`);
}
