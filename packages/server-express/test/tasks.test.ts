import { scriptedModel, type ModelTurn } from '@carrel/core/memory';
import { afterAll, describe, expect, it } from 'vitest';
import { readUntil } from './event-reader.js';
import { eventually } from './eventually.js';
import { followTask } from './task-follower.js';
import { testServer } from './test-server.js';
import { makeSession, register } from './world.js';

interface Task {
  readonly id: string;
  readonly status: string;
  readonly streamId?: string;
  readonly [name: string]: unknown;
}

interface Page {
  readonly items: readonly Task[];
  readonly nextCursor: string | null;
}

const works: ModelTurn = [
  { type: 'text', text: 'one ' },
  { type: 'wait', ms: 20 },
  { type: 'text', text: 'two ' },
  { type: 'wait', ms: 20 },
  { type: 'text', text: 'three' },
];
const model = scriptedModel({
  turns: ({ messages }) => (JSON.stringify(messages.at(-1)).includes('hang') ? [{ type: 'hang' }] : works),
});
const server = await testServer({ model, tasks: { maxRunningPerUser: 1, maxQueuedPerUser: 2, maxPromptBytes: 100 } });
const { client, userId, tenantId } = await register(server.client);
const quick = { setup: { install: 'none' } };

afterAll(() => server[Symbol.asyncDispose]());

const isOver = (id: string, status: string) =>
  eventually(async () => (await client.get(`/tasks/${id}`)).json()['status'] === status);

describe('tasks', () => {
  it('are made, read, followed to their end, and listed', async () => {
    const session = await makeSession(client);
    const made = await client.post(`/sessions/${session}/tasks`, { prompt: 'count', ...quick });
    const task = made.json<Task>();
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/v5/tasks/${task.id}`]);
    expect(task).toMatchObject({ sessionId: session, userId, tenantId, prompt: 'count', status: 'queued', runs: 0 });
    expect(task).toMatchObject({ setup: { install: 'none', commands: [] }, after: 'keep' });
    expect('holder' in task).toBe(false);

    const events = await followTask(client, task.id);
    expect(events.at(-1)).toMatchObject({ event: 'end', data: { id: task.id, status: 'succeeded', runs: 1 } });
    const chunks = events.filter(({ event }) => event === 'chunk');
    const said = chunks.map(({ data }) => (data['type'] === 'text' ? data['text'] : ''));
    expect(said.join('')).toBe('one two three');

    const over = (await client.get(`/tasks/${task.id}`)).json<Task>();
    expect(over).toMatchObject({ status: 'succeeded', usage: { steps: 1 } });
    const stream = await readUntil(
      await client.open('GET', `/streams/${over.streamId ?? ''}`),
      ({ event }) => event === 'end',
    );
    const texts = stream.flatMap(({ data }) => (typeof data['text'] === 'string' ? [data['text']] : []));
    expect(texts).toEqual(chunks.map(({ data }) => JSON.stringify(data)));
    expect((await client.get(`/sessions/${session}/tasks`)).json()).toEqual({ items: [over], nextCursor: null });
    const messages = (await client.get(`/conversations/${String(over['conversationId'])}/messages`)).json<Page>().items;
    expect(messages.map(({ role, content }) => [role, content])).toEqual([
      ['user', 'count'],
      ['assistant', 'one two three'],
    ]);
  });

  it('give each chunk once to who leaves after each, and comes again with what it saw last', async () => {
    const session = await makeSession(client);
    const { id } = (await client.post(`/sessions/${session}/tasks`, { prompt: 'count', ...quick })).json<Task>();
    const seen: string[] = [];
    let after: string | undefined;
    for (let last = ''; last !== 'end';) {
      const events = await followTask(client, id, { after, isLast: ({ event }) => event === 'chunk' });
      for (const { event, id: cursor, data } of events) {
        if (event === 'chunk') [after] = [cursor, seen.push(JSON.stringify(data))];
        last = event;
      }
    }
    const all = (await followTask(client, id)).filter(({ event }) => event === 'chunk');
    expect(seen).toEqual(all.map(({ data }) => JSON.stringify(data)));
  });

  it('wait for their turn, are refused when too many wait, are filtered, and cancelled', async () => {
    const session = await makeSession(client);
    const post = (prompt = 'hang') => client.post(`/sessions/${session}/tasks`, { prompt, ...quick });
    const first = (await post()).json<Task>();
    await isOver(first.id, 'running');
    const [second, third, fourth] = [await post(), await post(), await post()];
    expect([second.status, third.status, fourth.status]).toEqual([201, 201, 429]);
    expect(fourth.json()['type']).toBe('task/queue-full');
    expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0);

    const list = async (query: string) => (await client.get(`/sessions/${session}/tasks${query}`)).json<Page>();
    const queued = await list('?status=queued&limit=1');
    expect(queued.items.map(({ id }) => id)).toEqual([third.json<Task>().id]);
    const rest = await list(`?status=queued&limit=1&cursor=${queued.nextCursor ?? ''}`);
    expect(rest.items.map(({ id }) => id)).toEqual([second.json<Task>().id]);
    expect((await client.get(`/sessions/${session}/tasks?status=waiting`)).status).toBe(400);

    for (const { id } of [third.json<Task>(), second.json<Task>()]) {
      const cancelled = await client.post(`/tasks/${id}/cancel`);
      expect([cancelled.status, cancelled.json()['status']]).toEqual([200, 'cancelled']);
    }
    const asked = await client.post(`/tasks/${first.id}/cancel`);
    expect([asked.status, typeof asked.json()['cancelledAt']]).toEqual([200, 'string']);
    await isOver(first.id, 'cancelled');
    expect((await client.post(`/tasks/${first.id}/cancel`)).json()['status']).toBe('cancelled');
  });

  it('are cancelled with their stream, by who may cancel them', async () => {
    const session = await makeSession(client);
    const { id } = (await client.post(`/sessions/${session}/tasks`, { prompt: 'hang', ...quick })).json<Task>();
    await isOver(id, 'running');
    const { streamId = '' } = (await client.get(`/tasks/${id}`)).json<Task>();
    const stranger = await register(server.client);
    const refused = await stranger.client.post(`/streams/${streamId}/cancel`);
    expect([refused.status, refused.json()['type']]).toEqual([404, 'stream/not-found']);
    const agent = await client.post('/tenant/agents', { name: 'reader', scopes: ['streams:read', 'streams:write'] });
    const narrow = client.as(agent.json<{ readonly key: string }>().key);
    const forbidden = await narrow.post(`/streams/${streamId}/cancel`);
    expect([forbidden.status, forbidden.json()['type']]).toEqual([403, 'auth/forbidden']);
    expect((await client.get(`/tasks/${id}`)).json()['status']).toBe('running');

    expect((await client.post(`/streams/${streamId}/cancel`)).status).toBe(204);

    const events = await readUntil(await client.open('GET', `/streams/${streamId}`), ({ event }) => event === 'end');
    expect(events.at(-1)).toMatchObject({ event: 'end', data: { reason: 'cancelled' } });
    await isOver(id, 'cancelled');
    expect((await client.post(`/streams/${streamId}/cancel`)).status).toBe(204);
  });

  it('are made once for one Idempotency-Key', async () => {
    const session = await makeSession(client);
    const headers = { 'Idempotency-Key': 'task-one' };
    const post = (prompt: string) =>
      client.call('POST', `/sessions/${session}/tasks`, { json: { prompt, ...quick }, headers });
    const [first, again, other] = [await post('a'), await post('a'), await post('b')];
    expect([first.status, again.status, other.status]).toEqual([201, 201, 409]);
    expect(again.json()['id']).toBe(first.json()['id']);
    await isOver(first.json<Task>().id, 'succeeded');
    expect((await client.get(`/sessions/${session}/tasks`)).json<Page>().items).toHaveLength(1);
    const bad = await client.call('POST', `/sessions/${session}/tasks`, {
      json: {},
      headers: { 'Idempotency-Key': 'a b' },
    });
    expect(bad.status).toBe(400);
  });

  it.each([
    ['no prompt', {}],
    ['an empty prompt', { prompt: '' }],
    ['a prompt that is too long', { prompt: 'x'.repeat(101) }],
    ['a limit past that of the installation', { prompt: 'x', limits: { maxSteps: 1_000 } }],
    ['what cannot become of a session', { prompt: 'x', after: 'delete' }],
    ['an unknown setup', { prompt: 'x', setup: { image: 'x' } }],
    ['more than is asked for', { prompt: 'x', status: 'succeeded' }],
  ])('are not made with %s', async (_what, json) => {
    const session = await makeSession(client);
    const answer = await client.post(`/sessions/${session}/tasks`, json);
    expect([answer.status, answer.json()['type']]).toEqual([400, 'request/invalid']);
  });

  it.each(['cnv_01arz3ndektsv4rrffq69g5fav', 'nonsense'])('are not made in a conversation like %s', async (talk) => {
    const session = await makeSession(client);
    const answer = await client.post(`/sessions/${session}/tasks`, { prompt: 'x', conversationId: talk });
    expect([answer.status, answer.json()['type']]).toEqual([404, 'conversation/not-found']);
  });

  it.each(['-1', '1', 'a.b', '1.', '1.5x'])('are not followed behind %j', async (cursor) => {
    const session = await makeSession(client);
    const { id } = (await client.post(`/sessions/${session}/tasks`, { prompt: 'x', ...quick })).json<Task>();
    const header = await client.call('GET', `/tasks/${id}/events`, { headers: { 'Last-Event-ID': cursor } });
    const query = await client.call('GET', `/tasks/${id}/events?after=${encodeURIComponent(cursor)}`);
    expect([header.status, query.status]).toEqual([400, 400]);
    await isOver(id, 'succeeded');
  });

  it('need a model', async () => {
    await using bare = await testServer();
    const { client: ada } = await register(bare.client);
    const answer = await ada.post(`/sessions/${await makeSession(ada)}/tasks`, { prompt: 'x' });
    expect([answer.status, answer.json()['type']]).toEqual([422, 'model/not-configured']);
  });
});
