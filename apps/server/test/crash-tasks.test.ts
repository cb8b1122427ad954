import { describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { LoopbackModel } from './loopback-model.js';
import { DataDir, ServerProcess } from './server-process.js';
import { Follower } from './task-follower.js';

interface Task {
  readonly id: string;
  readonly status: string;
  readonly runs: number;
  readonly reason?: string;
}

/** Short, so that another server soon knows that the first one is gone. */
const TIMES = { CARREL_TASKS__SWEEP_INTERVAL_MS: '200', CARREL_STREAMS__SWEEP_INTERVAL_MS: '200' };

const begin = async (client: ApiClient, session: string, more: object = {}) => {
  const made = await client.post(`/sessions/${session}/tasks`, {
    prompt: 'count',
    setup: { install: 'none' },
    ...more,
  });
  expect(made.status, made.text).toBe(201);
  return made.json<Task>();
};

describe('a server that is killed while a task runs', () => {
  it('goes on with it, and who follows it gets every chunk once, to its end', async () => {
    await using model = await LoopbackModel.listen(
      async (say) => {
        // Longer than the server lives.
        for (let n = 1; n < 1_000; n += 1) await say(`a${n} `);
      },
      async (say) => {
        for (let n = 1; n <= 40; n += 1) await say(`b${n} `);
      },
    );
    const env = { ...model.environment, ...TIMES };
    await using dataDir = new DataDir();
    const before = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    const ada = await before.client.register('ada@example.com');
    const session = await ada.session();
    const { id } = await begin(ada, session);
    const follower = new Follower(id);
    // Killed while chunks are on their way.
    await follower.follow(ada, () => {
      if (follower.text.includes('a20 ')) before.signal('SIGKILL');
      return false;
    });
    await before.ended;
    const seenBefore = follower.text;
    expect(seenBefore).toMatch(/^a1 a2 /);

    await using after = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    const back = await after.client.logIn('ada@example.com');
    await follower.follow(back, ({ event }) => event === 'end');

    const last = follower.seen.at(-1);
    expect(last).toMatchObject({ event: 'end', data: { id, status: 'succeeded', runs: 2 } });
    expect(new Set(follower.cursors).size).toBe(follower.cursors.length);
    const all = Array.from({ length: 40 }, (_, n) => `b${n + 1} `).join('');
    expect(follower.text).toBe(seenBefore + all);
    expect(seenBefore).toBe(Array.from({ length: seenBefore.split(' ').length - 1 }, (_, n) => `a${n + 1} `).join(''));
    expect(model.asked).toBe(2);
    expect((await back.get(`/tasks/${id}`)).json()).toMatchObject({ status: 'succeeded', runs: 2 });
    await back.delete(`/sessions/${session}`);
  });

  it('too often has it fail, and says so to who follows', async () => {
    await using model = await LoopbackModel.listen(async (say) => {
      for (let n = 1; n < 1_000; n += 1) await say(`a${n} `);
    });
    const env = { ...model.environment, ...TIMES, CARREL_TASKS__MAX_INTERRUPTIONS: '1' };
    await using dataDir = new DataDir();
    const first = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    const ada = await first.client.register('ada@example.com');
    const { id } = await begin(ada, await ada.session(), { after: 'stop' });
    const follower = new Follower(id);
    await follower.follow(ada, () => follower.text.includes('a3 '));
    await first.end('SIGKILL');
    const second = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    const again = await second.client.logIn('ada@example.com');
    await follower.follow(again, () => follower.cursors.some((cursor) => cursor.startsWith('2.')) && model.asked === 2);
    await second.end('SIGKILL');

    await using after = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
    const back = await after.client.logIn('ada@example.com');
    await follower.follow(back, ({ event }) => event === 'end');

    const over = { status: 'failed', reason: 'interrupted' };
    expect(follower.seen.at(-1)).toMatchObject({ event: 'end', data: over });
    expect(new Set(follower.cursors).size).toBe(follower.cursors.length);
    expect((await back.get(`/tasks/${id}`)).json()).toMatchObject(over);
    expect(model.asked).toBe(2);
  });
});
