import { systemClock, type Clock } from '@carrel/core/kernel';
import { memoryStreamLog, MemoryStreams } from '@carrel/core/memory';
import type { ChatModel } from '@carrel/core/models';
import { expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { heapBytes } from './heap-bytes.js';
import type { HttpClient } from './http-client.js';
import { followTask } from './task-follower.js';
import { isMemoryStore, testServer } from './test-server.js';
import { logIn, makeSession, PASSWORD, register, type Someone } from './world.js';

const TENANTS = 5;
const USERS = 10;
const TASKS = TENANTS * USERS;
const CHUNKS = 30;
/** Of one chunk: so much that what all say is seen above everything else that comes and goes in the memory. */
const PADDING = '.'.repeat(24_000);
const SAID_BYTES = TASKS * CHUNKS * PADDING.length;
const HOUR_MS = 3_600_000;

interface Task {
  readonly id: string;
  readonly status: string;
  readonly streamId: string;
}

function said(word: string, chunk: number): string {
  return `${word}:${chunk} ${PADDING}`;
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
      yield { type: 'text', text: said(word, chunk) };
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

type Begun = Task & { readonly session: string };

/** All of them have a task at once, and each reads its own alone; what is given is small. */
async function speakAtOnce(people: readonly Someone[], sessions: readonly string[]): Promise<readonly Begun[]> {
  const tasks = await Promise.all(
    people.map(async ({ client, userId }, index) => {
      const session = sessions[index] ?? '';
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
    const all = Array.from({ length: CHUNKS }, (_, chunk) => said(word, chunk)).join('');
    expect(text === all, `what the reader of the task ${word} got is what was said in it`).toBe(true);
  }
  for (const statuses of await Promise.all(strangers)) expect(statuses).toEqual([404, 404, 404, 404]);
  return tasks;
}

it('50 tasks of 50 users of 5 tenants at once reach whom they are for and nobody else, and leave nothing', async () => {
  let laterMs = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + laterMs };
  const [model, streams] = [new Chorus(), new MemoryStreams({ clock })];
  await using server = await testServer({
    ...{ clock, model, streams: memoryStreamLog({ streams }) },
    // Text counts twice: it is the content of a message, and in its parts.
    conversations: { sweepIntervalMs: 100, maxAnswerBytes: 4 * 1024 * 1024 },
    streaming: { ttlMs: HOUR_MS, sweepIntervalMs: 100 },
    tasks: { retentionMs: HOUR_MS, sweepIntervalMs: 100 },
  });
  const people = await everybody(server.client);
  const sessions = await Promise.all(people.map(({ client }) => makeSession(client)));
  const before = heapBytes();

  const tasks = await speakAtOnce(people, sessions);

  expect(model.asked).toBe(TASKS);
  expect(streams.count).toBe(TASKS);
  expect(streams.totalBytes).toBeGreaterThan(SAID_BYTES);
  expect(heapBytes() - before, 'what is kept is seen in the memory').toBeGreaterThan(SAID_BYTES);
  laterMs = 2 * HOUR_MS;
  await eventually(() => streams.count === 0 && streams.totalBytes === 0, 30_000);
  for (const [index, { email }] of people.entries()) {
    const { client } = await logIn(server.client, email);
    const { id = '', session = '' } = tasks[index] ?? {};
    await eventually(async () => (await client.get(`/tasks/${id}`)).status === 404, 30_000);
    expect((await client.get(`/sessions/${session}/tasks`)).json()).toEqual({ items: [], nextCursor: null });
    // What was said stands in its conversation as well, which goes with the session.
    expect((await client.delete(`/sessions/${session}`)).status).toBe(204);
  }
  // Another store that is kept in this process has its own times to give memory back.
  if (!isMemoryStore) return;
  let more = Infinity;
  await eventually(() => (more = heapBytes() - before) < SAID_BYTES / 2, 60_000).catch(() => {
    throw new Error(`${String(more)} bytes more than before the tasks, which said ${String(SAID_BYTES)}`);
  });
}, 240_000);
