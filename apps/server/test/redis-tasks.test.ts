import { afterEach, describe, expect, it } from 'vitest';
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
  it.each(['comes back with nothing in it', 'stays away'])('goes on to its end when that %s', async (what) => {
    await using model = await LoopbackModel.listen(byPrompt({ stream: [counts('a', SAID)], next: [counts('n', 5)] }));
    await using redis = await RedisServer.at();
    redis.start();
    await using dataDir = new DataDir();
    const env = { ...model.environment, ...redis.environment, ...ENV };
    await using server = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    await eventually(() => isOnRedis(server));
    const ada = await server.client.register('ada@example.com');
    const session = await ada.session();
    const { id } = await beginTask(ada, session, { prompt: 'stream it' });
    const follower = new Follower(id);
    const following = follower.follow(ada, ({ event }) => event === 'end' || event === 'failed');
    await eventually(() => follower.text.includes('a20 '), 60_000);
    await redis.kill();
    const meanwhile = await beginTask(ada, session, { prompt: 'next' });
    if (what !== 'stays away') redis.start();
    await following;
    console.error(what, follower.seen.slice(-3), follower.text.length);
    await eventually(async () => (await ada.get(`/tasks/${id}`)).json<Task>().status === 'succeeded', 60_000);
    const task = (await ada.get(`/tasks/${id}`)).json();
    console.error(task);
    const again = new Follower(id);
    await again.follow(ada, ({ event }) => event === 'end' || event === 'failed');
    console.error(again.seen.filter(({ event }) => event !== 'chunk'));
    const other = new Follower(meanwhile.id);
    await other.follow(ada, ({ event }) => event === 'end' || event === 'failed');
    console.error(
      other.text,
      other.seen.filter(({ event }) => event !== 'chunk'),
    );
  });
});
