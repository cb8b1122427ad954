import { systemClock, type Clock } from '@carrel/core/kernel';
import { memoryStreamLog, MemoryStreams } from '@carrel/core/memory';
import type { ChatModel } from '@carrel/core/models';
import { expect, it } from 'vitest';
import { eventually } from './eventually.js';
import type { HttpClient } from './http-client.js';
import { followTask } from './task-follower.js';
import { testServer } from './test-server.js';
import { logIn, makeSession, PASSWORD, register, type Someone } from './world.js';

const TENANTS = 5;
const USERS = 10;
const TASKS = TENANTS * USERS;
const CHUNKS = 60;
const HOUR_MS = 3_600_000;

interface Task {
  readonly id: string;
  readonly status: string;
  readonly streamId: string;
}

/** Says what it was told, with numbers, to all who ask, once all of them ask. */
class Chorus implements ChatModel {
  readonly name = 'chorus';
  asked = 0;
  private all: () => void = () => undefined;
  private readonly allAsk = new Promise<void>((resolve) => (this.all = resolve));

  async *stream({ messages }: Parameters<ChatModel['stream']>[0]): ReturnType<ChatModel['stream']> {
    const told = messages.findLast(({ role }) => role === 'user');
    const word = told !== undefined && 'content' in told ? told.content : '';
    this.asked += 1;
    if (this.asked === TASKS) this.all();
    await this.allAsk;
    for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
      yield { type: 'text', text: `${word}:${chunk} ` };
      await new Promise((resolve) => setImmediate(resolve));
    }
    yield { type: 'finish', reason: 'stop' };
  }
}

async function everybody(client: HttpClient): Promise<readonly Someone[]> {
  const people: Someone[] = [];
  for (let tenant = 0; tenant < TENANTS; tenant += 1) {
    const owner = await register(client);
    people.push(owner);
    for (let user = 1; user < USERS; user += 1) {
      const email = `${user}-of-${owner.email}`;
      await owner.client.post('/tenant/users', { email, password: PASSWORD });
      people.push(await logIn(client, email));
    }
  }
  return people;
}

/** What somebody sees of a task who leaves after every few chunks, and comes again behind the last one. */
async function readInPieces(client: HttpClient, task: string): Promise<string> {
  let [text, after] = ['', undefined as string | undefined];
  for (;;) {
    let left = 7;
    const events = await followTask(client, task, {
      after,
      isLast: ({ event }) => event === 'chunk' && (left -= 1) === 0,
    });
    for (const { data, event, id } of events) {
      if (event === 'chunk') after = id;
      if (data['type'] === 'text') text += data['text'] as string;
      if (event === 'end') return text;
    }
  }
}

it('50 tasks of 50 users of 5 tenants at once reach whom they are for and nobody else, and leave nothing', async () => {
  let laterMs = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + laterMs };
  const [model, streams] = [new Chorus(), new MemoryStreams({ clock })];
  await using server = await testServer({
    ...{ clock, model, streams: memoryStreamLog({ streams }) },
    streaming: { ttlMs: HOUR_MS, sweepIntervalMs: 100 },
    tasks: { retentionMs: HOUR_MS, sweepIntervalMs: 100 },
  });
  const people = await everybody(server.client);
  const tasks = await Promise.all(
    people.map(async ({ client, userId }) => {
      const session = await makeSession(client);
      const request = { prompt: `of ${userId}`, setup: { install: 'none' }, after: 'stop' };
      return { session, ...(await client.post(`/sessions/${session}/tasks`, request)).json<Task>() };
    }),
  );

  const readers = people.map(({ client }, index) => readInPieces(client, tasks[index]?.id ?? ''));
  // The next one of the same tenant, and one of another.
  const strangers = people.flatMap(({ client }, index) =>
    [1, USERS].map(async (step) => {
      const { id = '', session = '' } = tasks[(index + step) % TASKS] ?? {};
      const of = `/tasks/${id}`;
      const answers = [
        client.get(of),
        client.get(`${of}/events`),
        client.post(`${of}/cancel`),
        client.get(`/sessions/${session}/tasks`),
      ];
      return (await Promise.all(answers)).map(({ status }) => status);
    }),
  );

  for (const [index, text] of (await Promise.all(readers)).entries()) {
    const word = `of ${people[index]?.userId ?? ''}`;
    expect(text).toBe(Array.from({ length: CHUNKS }, (_, chunk) => `${word}:${chunk} `).join(''));
  }
  for (const statuses of await Promise.all(strangers)) expect(statuses).toEqual([404, 404, 404, 404]);
  expect(model.asked).toBe(TASKS);

  expect(streams.count).toBe(TASKS);
  laterMs = 2 * HOUR_MS;
  await eventually(() => streams.count === 0 && streams.totalBytes === 0, 30_000);
  for (const [index, { email }] of people.entries()) {
    if (index % USERS !== 0) continue;
    const { client } = await logIn(server.client, email);
    const { id = '', session = '' } = tasks[index] ?? {};
    await eventually(async () => (await client.get(`/tasks/${id}`)).status === 404, 30_000);
    expect((await client.get(`/sessions/${session}/tasks`)).json()).toEqual({ items: [], nextCursor: null });
  }
}, 120_000);
