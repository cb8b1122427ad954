import { scriptedModel } from '@carrel/core/memory';
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from './test-server.js';
import { makeSession, register } from './world.js';

interface Wire {
  readonly id: string;
  readonly [name: string]: unknown;
}

interface Page {
  readonly items: readonly Wire[];
  readonly nextCursor: string | null;
}

const model = scriptedModel({ turns: [[{ type: 'text', text: 'Hello' }]] });
const server = await testServer({ model });
const { client, userId, tenantId } = await register(server.client);

afterAll(() => server[Symbol.asyncDispose]());

const begin = async (json: object = {}) => (await client.post('/conversations', json)).json<Wire>();

describe('conversations', () => {
  it('are made, read, retitled and deleted', async () => {
    const session = await makeSession(client);
    const made = await client.post('/conversations', { sessionId: session, title: 'Trip' });
    const body = made.json<Wire>();
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/v5/conversations/${body.id}`]);
    expect(body).toMatchObject({ ownerId: userId, tenantId, sessionId: session, title: 'Trip', messageCount: 0 });
    expect((await client.get(`/conversations/${body.id}`)).json()).toEqual(body);
    const titled = await client.put(`/conversations/${body.id}`, { title: 'Other' });
    expect([titled.status, titled.json()['title']]).toEqual([200, 'Other']);
    expect((await client.get(`/conversations?sessionId=${session}`)).json<Page>().items).toHaveLength(1);
    expect((await client.delete(`/conversations/${body.id}`)).status).toBe(204);
    const gone = await client.get(`/conversations/${body.id}`);
    expect([gone.status, gone.json()['type']]).toEqual([404, 'conversation/not-found']);
  });

  it('need no body, and are then the caller’s alone', async () => {
    const made = (await client.call('POST', '/conversations')).json<Wire>();
    expect('sessionId' in made).toBe(false);
    const own = (await client.get('/conversations')).json<Page>().items;
    expect(own.map(({ id }) => id)).toContain(made.id);
  });

  it.each([
    ['a session that never was', { sessionId: 'ses_01arz3ndektsv4rrffq69g5fav' }, [404, 'session/not-found']],
    ['what is no session', { sessionId: '1' }, [404, 'session/not-found']],
    ['a blank title', { title: ' ' }, [400, 'request/invalid']],
    ['more than is asked for', { ownerId: 'x' }, [400, 'request/invalid']],
  ])('are not made with %s', async (_what, json, expected) => {
    const answer = await client.post('/conversations', json);
    expect([answer.status, answer.json()['type']]).toEqual(expected);
  });

  it('are made once for one Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': 'one' };
    const post = (title: string) => client.call('POST', '/conversations', { json: { title }, headers });
    const [first, again, other] = [await post('a'), await post('a'), await post('b')];
    expect([first.status, again.status, other.status]).toEqual([201, 201, 409]);
    expect(again.json()['id']).toBe(first.json()['id']);
    const bad = await client.call('POST', '/conversations', { json: {}, headers: { 'Idempotency-Key': 'a b' } });
    expect(bad.status).toBe(400);
  });
});

describe('messages', () => {
  it('are added and listed in order, in pages, and removed', async () => {
    const { id } = await begin();
    const path = `/conversations/${id}/messages`;
    const parts = [
      { type: 'reasoning', text: 'hm' },
      { type: 'tool-call', toolCallId: 'c', toolName: 'read_file', input: { path: 'a' } },
      { type: 'tool-result', toolCallId: 'c', toolName: 'read_file', output: ['x', 1, null], isError: true },
      { type: 'file', path: 'a.txt', mediaType: 'text/plain' },
    ];
    const first = await client.post(path, { role: 'user', content: 'one' });
    const one = first.json<Wire>();
    expect([first.status, first.headers.get('location')]).toEqual([201, `/api/v5${path}/${one.id}`]);
    expect(one).toMatchObject({ conversationId: id, role: 'user', content: 'one', parts: [], status: 'complete' });
    const two = (await client.post(path, { role: 'assistant', content: '', parts, replyTo: one.id })).json<Wire>();
    expect(two).toMatchObject({ parts, replyTo: one.id, sequence: 2, authorId: userId });
    const page = (await client.get(`${path}?limit=1`)).json<Page>();
    expect(page.items).toEqual([one]);
    expect((await client.get(`${path}?cursor=${page.nextCursor ?? ''}`)).json()).toEqual({
      items: [two],
      nextCursor: null,
    });
    expect((await client.get(`${path}?order=desc`)).json<Page>().items).toEqual([two, one]);
    expect((await client.get(`${path}/${two.id}`)).json()).toEqual(two);

    expect((await client.delete(`${path}/${one.id}`)).status).toBe(204);

    expect((await client.get(path)).json<Page>().items).toEqual([two]);
    const gone = await client.get(`${path}/${one.id}`);
    expect([gone.status, gone.json()['type']]).toEqual([404, 'message/not-found']);
  });

  it('are added once for one Idempotency-Key', async () => {
    const { id } = await begin();
    const options = { json: { role: 'user', content: 'x' }, headers: { 'Idempotency-Key': 'say' } };
    const post = () => client.call('POST', `/conversations/${id}/messages`, options);
    const answers = await Promise.all([post(), post()]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect((await client.get(`/conversations/${id}/messages`)).json<Page>().items).toHaveLength(1);
  });

  it('have a bound of their own below that of bodies', async () => {
    const { id } = await begin();
    const answer = await client.post(`/conversations/${id}/messages`, { role: 'user', content: 'x'.repeat(300_000) });
    expect([answer.status, answer.json()['type']]).toEqual([413, 'message/too-large']);
  });

  const nested = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
  const withInput = (input: string) =>
    `{"role":"user","content":"","parts":[{"type":"tool-call","toolCallId":"c","toolName":"t","input":${input}}]}`;
  it.each([
    ['no role', '{"content":"x"}'],
    ['a status', '{"role":"user","content":"x","status":"failed"}'],
    ['a part that is none', '{"role":"user","content":"","parts":[{"type":"image"}]}'],
    ['a part that is a number', '{"role":"user","content":"","parts":[1]}'],
    ['input nested a hundred thousand deep', withInput(nested(100_000))],
  ])('are not added with %s', async (_what, body) => {
    const { id } = await begin();
    const headers = { 'Content-Type': 'application/json' };
    const answer = await client.call('POST', `/conversations/${id}/messages`, { body, headers });
    expect([answer.status, answer.json()['type']]).toEqual([400, 'request/invalid']);
  });
});

describe('respond', () => {
  it('gives the stream of the answer, which stands in the conversation at its end', async () => {
    const { id } = await begin();
    const path = `/conversations/${id}/messages`;
    const asked = await client.post(path, { role: 'user', content: 'Hi', respond: true });
    const body = asked.json<Wire>();
    expect(asked.status).toBe(201);
    expect(body).toMatchObject({ content: 'Hi', streamId: expect.stringMatching(/^str_/) as string });
    await expect
      .poll(async () => (await client.get(`${path}/${String(body['answerId'])}`)).json()['status'])
      .toBe('complete');
    const [, answer] = (await client.get(path)).json<Page>().items;
    expect(answer).toMatchObject({
      ...{ id: body['answerId'], content: 'Hello', role: 'assistant', streamId: body['streamId'], replyTo: body.id },
    });
  });
});
