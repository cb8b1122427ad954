import { memoryRuntime } from '@carrel/core/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readUntil } from './event-reader.js';
import { eventually } from './eventually.js';
import type { HttpClient } from './http-client.js';
import { testServer } from './test-server.js';
import { makeSession, register, startedSession } from './world.js';

const runtime = memoryRuntime({ images: { lines: ['fetching'], lineMs: 50 } });
const server = await testServer({ runtime });
let client: HttpClient;

beforeAll(async () => {
  ({ client } = await register(server.client));
});

afterAll(() => server[Symbol.asyncDispose]());

describe('starting a workspace', () => {
  it('says when to ask again to who does not wait, and nothing of that once it is ready', async () => {
    const path = `/sessions/${await makeSession(client)}/workspace`;
    const held = runtime.holdNext('create');
    const begun = await client.post(path);
    expect([begun.status, begun.headers.get('retry-after')]).toEqual([202, '1']);
    held.release();
    const ready = await client.post(`${path}?waitMs=5000`);
    expect([ready.status, ready.headers.get('retry-after')]).toEqual([200, null]);
  });
});

describe('a start that there is no room for', () => {
  it('is queued, with its position in every view, and leaves the queue when it is stopped', async () => {
    await using full = await testServer({ workspaces: { max: 1 }, queue: { maxPerUser: 2 } });
    const { client: user } = await register(full.client);
    const running = await startedSession(user);
    const [first, second, third] = [await makeSession(user), await makeSession(user), await makeSession(user)];
    await user.post(`/sessions/${first}/workspace`);

    const queued = await user.post(`/sessions/${second}/workspace`);

    expect([queued.status, queued.headers.get('retry-after')]).toEqual([202, '1']);
    const place = { state: 'queued', incarnation: 1, queuePosition: 2 };
    expect(queued.json()).toMatchObject(place);
    expect((await user.get(`/sessions/${second}/workspace`)).json()).toMatchObject(place);
    expect((await user.get(`/sessions/${second}`)).json()).toMatchObject({ workspace: place });
    const refused = await user.post(`/sessions/${third}/workspace`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect(refused.json()).toMatchObject({ type: 'workspace/queue-full', retryable: true });
    expect((await user.call('DELETE', `/sessions/${first}/workspace`)).status).toBe(204);
    expect((await user.call('DELETE', `/sessions/${running}/workspace`)).status).toBe(204);
    const ready = await user.post(`/sessions/${second}/workspace?waitMs=5000`);
    expect(ready.json()).toMatchObject({ state: 'ready', incarnation: 1 });
  });

  it('is refused when it is larger than a whole limit', async () => {
    await using small = await testServer({ workspaces: { maxMemoryBytes: 1_000 } });
    const { client: user } = await register(small.client);

    const refused = await user.post(`/sessions/${await makeSession(user)}/workspace`);

    expect([refused.status, refused.json()['type']]).toEqual([409, 'workspace/over-quota']);
  });

  it('leaves the queue with its caller who wanted it only while waiting', async () => {
    await using full = await testServer({ workspaces: { max: 1 } });
    const { client: user } = await register(full.client);
    await startedSession(user);
    const path = `/sessions/${await makeSession(user)}/workspace`;
    const gone = new AbortController();
    const waiting = user.open('POST', `${path}?waitMs=60000&onlyWhileWaiting=true`, { signal: gone.signal });
    const state = async () => (await user.get(path)).json()['state'];
    await eventually(async () => (await state()) === 'queued');

    gone.abort();
    await expect(waiting).rejects.toThrow();

    await eventually(async () => (await state()) === 'stopped');
    expect(await state()).toBe('stopped');
  });
});

describe('the events of a workspace', () => {
  it.each(['abc', '-1', '1.5', '9'.repeat(16)])('do not go on after %j', async (id) => {
    const path = `/sessions/${await startedSession(client)}/workspace/events`;
    const answer = await client.get(path, { 'Last-Event-ID': id });
    expect([answer.status, answer.json()['issues']]).toEqual([
      400,
      [{ path: 'Last-Event-ID', message: expect.any(String) as string }],
    ]);
  });

  it('begin with a gap behind a position that was not reached, then the state', async () => {
    const path = `/sessions/${await startedSession(client)}/workspace/events`;
    const headers = { 'Last-Event-ID': '999999999' };
    const events = await readUntil(await client.open('GET', path, { headers }), ({ event }) => event === 'state');
    const position = events[1]?.id ?? 0;
    expect(events).toMatchObject([
      { event: 'gap', id: position - 1, data: { from: position, to: position } },
      { event: 'state', data: { state: 'ready' } },
    ]);
  });

  it('tell the progress of a start without an id, so that a reader goes on behind the last state', async () => {
    const session = await makeSession(client, { languages: ['lua'] });
    const path = `/sessions/${session}/workspace`;
    const held = runtime.holdNext('create');
    const stream = await client.open('GET', `${path}/events`);
    await client.post(path);
    const events = await readUntil(stream, ({ event, data }) => {
      if (event === 'progress' && data['phase'] === 'start') held.release();
      return event === 'state' && data['state'] === 'ready';
    });

    expect(events.map(({ event, id }) => [event, id])).toEqual([
      ['state', 1],
      ['progress', undefined],
      ['progress', undefined],
      ['state', 2],
    ]);
    expect(events.filter(({ event }) => event === 'progress').map(({ data }) => data)).toEqual([
      { phase: 'image', line: 'fetching' },
      { phase: 'start', line: 'making the box' },
    ]);
  });

  it('begin with a gap behind positions of a workspace that never was', async () => {
    const path = `/sessions/${await makeSession(client)}/workspace/events`;
    const events = await readUntil(await client.open('GET', `${path}?from=7`), () => true);
    expect(events).toEqual([{ event: 'gap', id: 0, data: { from: 1, to: 1 } }]);
  });
});

describe('a workspace that is kept alive', () => {
  it('says by what and until when, and what comes next', async () => {
    const id = await startedSession(client);
    const path = `/sessions/${id}/workspace`;
    const fresh = (await client.get(`${path}?explain`)).json();
    expect(fresh).toMatchObject({ cause: 'used', leases: [], next: { action: 'warn', reason: 'idle' } });
    expect((await client.get(path)).json()).toMatchObject({
      idleAt: fresh['idleAt'],
      expiresAt: expect.any(String) as string,
    });

    const kept = await client.post(`${path}/keep-alive`, { durationMs: 3_600_000 });
    expect([kept.status, kept.json()]).toMatchObject([200, { cause: 'held', leases: [{ reason: 'keep-alive' }] }]);
    const leases = kept.json()['leases'] as { readonly expiresAt: string }[];
    expect((await client.get(`${path}?explain`)).json()).toMatchObject({ leases, next: { action: 'look' } });
    const freed = await client.post(`${path}/keep-alive`, { durationMs: 0 });
    expect(freed.json()).toMatchObject({ cause: 'used', leases: [] });
  });

  it.each([{}, { durationMs: -1 }, { durationMs: 86_400_001 }, { durationMs: 1, why: 'so' }])(
    'is not kept for %j',
    async (body) => {
      const id = await startedSession(client);
      expect((await client.post(`/sessions/${id}/workspace/keep-alive`, body)).status).toBe(400);
    },
  );

  it('is not kept unless it runs', async () => {
    const id = await makeSession(client);
    const answer = await client.post(`/sessions/${id}/workspace/keep-alive`, { durationMs: 1_000 });
    expect([answer.status, answer.json()['type']]).toEqual([409, 'workspace/not-running']);
  });
});
