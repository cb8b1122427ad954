import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readUntil } from './event-reader.js';
import type { HttpClient } from './http-client.js';
import { testServer } from './test-server.js';
import { makeSession, register, startedSession } from './world.js';

const server = await testServer();
let client: HttpClient;

beforeAll(async () => {
  ({ client } = await register(server.client));
});

afterAll(() => server[Symbol.asyncDispose]());

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

describe('making a session', () => {
  it('answers with it, where it is, and its version', async () => {
    const json = {
      kind: 'solo',
      languages: ['py', 'bash'],
      name: 'mine',
      labels: { team: 'a' },
      source: { gitUrl: 'https://git.example/x.git' },
    };
    const answer = await client.post('/sessions', json);
    const { id } = answer.json<{ readonly id: string }>();
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/v5/sessions/${id}`);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.json()).toMatchObject({
      kind: 'solo',
      name: 'mine',
      languages: ['python', 'bash'],
      labels: { team: 'a' },
      source: { gitUrl: 'https://git.example/x.git' },
      storage: 'none',
      desired: 'stopped',
      status: 'active',
      version: 1,
      workspace: { state: 'none', incarnation: 0, runtime: 'memory' },
    });
  });

  it('can start its workspace', async () => {
    const answer = await client.post('/sessions', { kind: 'solo', languages: ['python'], start: true });
    const { id } = answer.json<{ readonly id: string }>();
    expect(answer.json()).toMatchObject({
      desired: 'running',
      workspace: { state: expect.stringMatching(/creating|ready/) as string, incarnation: 1 },
    });
    const started = await client.post(`/sessions/${id}/workspace?waitMs=5000`);
    expect([started.status, started.json()]).toEqual([
      200,
      expect.objectContaining({ state: 'ready', incarnation: 1 }),
    ]);
  });

  it.each([
    ['kind', { languages: ['python'] }],
    ['kind', { kind: 'pair', languages: ['python'] }],
    ['languages', { kind: 'solo', languages: [] }],
    ['languages.1', { kind: 'solo', languages: ['python', 'klingon'] }],
    ['languages.0', { kind: 'solo', languages: [7] }],
    ['source.gitUrl', { kind: 'solo', languages: ['python'], source: { gitUrl: 'file:///etc/passwd' } }],
    ['source.gitUrl', { kind: 'solo', languages: ['python'], source: { gitUrl: 'https://u:p@h/a' } }],
    ['name', { kind: 'solo', languages: ['python'], name: 'a\u0000b' }],
    ['labels.a b', { kind: 'solo', languages: ['python'], labels: { 'a b': 'x' } }],
    ['', { kind: 'solo', languages: ['python'], tenantId: 'ten_other' }],
  ])('names %j as wrong', async (path, json) => {
    const answer = await client.post('/sessions', json);
    expect([answer.status, answer.json()['type']]).toEqual([400, 'request/invalid']);
    expect(answer.json<{ readonly issues: readonly object[] }>().issues[0]).toMatchObject({ path });
  });

  it('takes no key of a label for more than a key', async () => {
    const body =
      '{"kind":"solo","languages":["python"],"labels":{"__proto__":"x","constructor":"y"},"__proto__":{"name":"z"}}';
    const answer = await client.call('POST', '/sessions', { body, headers: { 'Content-Type': 'application/json' } });
    expect(answer.status).toBe(400);
    expect(({} as Record<string, unknown>)['name']).toBeUndefined();
  });

  it('200 times at once with one idempotency key makes one', async () => {
    const { client: own } = await register(server.client);
    const post = () => own.post('/sessions', { kind: 'solo', languages: ['python'] }, { 'Idempotency-Key': 'k-1' });
    const answers = await Promise.all(Array.from({ length: 200 }, post));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.json()['id'])).size).toBe(1);
    expect((await own.get('/sessions')).json<Page>().items).toHaveLength(1);
  });

  it('with the idempotency key of another request is refused', async () => {
    const post = (name: string) =>
      client.post('/sessions', { kind: 'solo', languages: ['python'], name }, { 'Idempotency-Key': 'k-2' });
    await post('one');
    const answer = await post('other');
    expect([answer.status, answer.json()['type']]).toEqual([409, 'request/idempotency-mismatch']);
  });

  it('with the idempotency key of a session that was deleted is told so', async () => {
    const post = () => client.post('/sessions', { kind: 'solo', languages: ['python'] }, { 'Idempotency-Key': 'k-3' });
    await client.delete(`/sessions/${(await post()).json<{ readonly id: string }>().id}`);
    const answer = await post();
    expect([answer.status, answer.json()['type']]).toEqual([409, 'request/idempotency-gone']);
    expect(answer.json()['detail']).toMatch(/deleted; use a new key/);
  });

  it.each(['', ' ', 'x'.repeat(256)])('with the idempotency key %j is refused', async (key) => {
    const answer = await client.post('/sessions', { kind: 'solo', languages: ['python'] }, { 'Idempotency-Key': key });
    expect(answer.status).toBe(400);
  });
});

describe('listing sessions', () => {
  it('gives them page by page, the newest first', async () => {
    const { client: own } = await register(server.client);
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.unshift(await makeSession(own));
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page = (await own.get(`/sessions?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)).json<Page>();
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(made);
  });

  it('filters by kind, status and labels', async () => {
    const { client: own } = await register(server.client);
    const room = await makeSession(own, { kind: 'room', labels: { team: 'a:b', size: 's' } });
    const solo = await makeSession(own, { labels: { team: 'a:b' } });
    await own.put(`/sessions/${solo}`, { status: 'archived' });
    const ids = async (query: string) => (await own.get(`/sessions?${query}`)).json<Page>().items.map(({ id }) => id);
    expect(await ids('kind=room')).toEqual([room]);
    expect(await ids('status=archived')).toEqual([solo]);
    expect(await ids('label=team:a:b')).toEqual([solo, room]);
    expect(await ids('label=team:a:b&label=size:s')).toEqual([room]);
    expect(await ids('label=team:c')).toEqual([]);
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'kind=pair', 'label=team', 'status=gone'])(
    'refuses %s',
    async (query) => {
      const answer = await client.get(`/sessions?${query}`);
      expect([answer.status, answer.json()['type']]).toEqual([400, 'request/invalid']);
      expect(answer.json()['issues']).toEqual([{ path: query.split('=')[0], message: expect.any(String) as string }]);
    },
  );
});

describe('reading a session', () => {
  it.each(['"1"', 'W/"1"', '"7", "1"', '*'])('answers nothing new to If-None-Match: %s at version 1', async (tags) => {
    const id = await makeSession(client);
    const answer = await client.get(`/sessions/${id}`, { 'If-None-Match': tags });
    expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', '"1"']);
    await client.put(`/sessions/${id}`, { name: 'new' });
    if (tags !== '*') expect((await client.get(`/sessions/${id}`, { 'If-None-Match': tags })).status).toBe(200);
  });

  it('is not kept by caches, whose tag would not tell that its workspace changed', async () => {
    const answer = await client.get(`/sessions/${await makeSession(client)}`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('tells no stranger that it is there', async () => {
    const { client: stranger } = await register(server.client);
    const answer = await stranger.get(`/sessions/${await makeSession(client)}`, { 'If-None-Match': '*' });
    expect(answer.status).toBe(404);
  });
});

describe('changing a session', () => {
  it('gives it the next version', async () => {
    const id = await makeSession(client);
    const answer = await client.put(`/sessions/${id}`, { name: 'new', labels: { a: 'b' } });
    expect(answer.headers.get('etag')).toBe('"2"');
    expect(answer.json()).toMatchObject({ name: 'new', labels: { a: 'b' }, version: 2 });
    expect((await client.get(`/sessions/${id}`)).headers.get('etag')).toBe('"2"');
  });

  it.each(['"1"', '1', '*', '"7", "1"'])('is done for If-Match: %s at version 1', async (match) => {
    const id = await makeSession(client);
    expect((await client.put(`/sessions/${id}`, { name: 'new' }, { 'If-Match': match })).status).toBe(200);
  });

  it.each(['"2"', 'W/"1"', '"x"', '"7", "8"'])('is refused for If-Match: %s at version 1', async (match) => {
    const id = await makeSession(client);
    const answer = await client.put(`/sessions/${id}`, { name: 'new' }, { 'If-Match': match });
    expect([answer.status, answer.json()['type']]).toEqual([412, 'session/stale']);
    expect((await client.get(`/sessions/${id}`)).json()['version']).toBe(1);
  });

  it('of which many at once want the same version is done once', async () => {
    const id = await makeSession(client);
    const put = (index: number) => client.put(`/sessions/${id}`, { name: `n${String(index)}` }, { 'If-Match': '"1"' });
    const statuses = (await Promise.all(Array.from({ length: 20 }, (_, index) => put(index)))).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([200, ...Array.from({ length: 19 }, () => 412)]);
  });

  it('in its languages gives a running one another life, and starts none', async () => {
    const running = await startedSession(client);
    const changed = await client.put(`/sessions/${running}`, { languages: ['bash'] });
    expect(changed.json()).toMatchObject({ languages: ['bash'], desired: 'running', workspace: { incarnation: 2 } });
    const again = await client.post(`/sessions/${running}/workspace?waitMs=5000`);
    expect(again.json()).toMatchObject({ state: 'ready', incarnation: 2 });
    const resting = await makeSession(client);
    await client.put(`/sessions/${resting}`, { languages: ['bash'] });
    expect((await client.get(`/sessions/${resting}/workspace`)).json()).toMatchObject({ state: 'none' });
  });

  it('to expire in the past, or to an unknown language, is refused', async () => {
    const id = await makeSession(client);
    for (const [json, path] of [
      [{ expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt'],
      [{ expiresAt: 'soon' }, 'expiresAt'],
      [{ languages: ['klingon'] }, 'languages.0'],
      [{ kind: 'room' }, ''],
    ] as const) {
      const answer = await client.put(`/sessions/${id}`, json);
      expect([answer.status, answer.json()['issues']]).toEqual([
        400,
        [{ path, message: expect.any(String) as string }],
      ]);
    }
  });
});

describe('deleting a session', () => {
  it('stops its workspace, and it is gone', async () => {
    const id = await startedSession(client);
    expect((await client.delete(`/sessions/${id}`)).status).toBe(204);
    const answers = await Promise.all([
      client.get(`/sessions/${id}`),
      client.delete(`/sessions/${id}`),
      client.post(`/sessions/${id}/workspace`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});

describe('forking a session', () => {
  it('copies what it is and its files', async () => {
    const id = await startedSession(client);
    await client.call('PUT', `/sessions/${id}/files/content?path=a/b.txt`, { body: 'kept' });
    const answer = await client.post(`/sessions/${id}/fork`);
    const fork = answer.json<{ readonly id: string }>();
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/v5/sessions/${fork.id}`);
    expect(answer.json()).toMatchObject({ forkedFrom: id, languages: ['python'] });
    expect((await client.get(`/sessions/${fork.id}/files/content?path=a/b.txt`)).text).toBe('kept');
    const related = (await client.get(`/sessions/related?sessionId=${id}`)).json<{
      readonly items: readonly { readonly session: { readonly id: string }; readonly reasons: readonly string[] }[];
    }>();
    expect(related.items[0]).toMatchObject({
      session: { id: fork.id, workspace: { state: 'ready' } },
      reasons: ['fork', 'same-languages'],
    });
  });
});

describe('a workspace', () => {
  it('is none before it was started', async () => {
    const id = await makeSession(client);
    expect((await client.get(`/sessions/${id}/workspace`)).json()).toEqual({
      state: 'none',
      incarnation: 0,
      runtime: 'memory',
    });
  });

  it('is told why it is alive', async () => {
    const id = await startedSession(client);
    for (const query of ['explain', 'explain=true', 'explain=1']) {
      const answer = await client.get(`/sessions/${id}/workspace?${query}`);
      expect(answer.json()).toMatchObject({ state: 'ready', because: expect.any(String) as string, leases: [] });
    }
    expect((await client.get(`/sessions/${id}/workspace?explain=false`)).json()).not.toHaveProperty('because');
  });

  it('is stopped, and started again in another life', async () => {
    const id = await startedSession(client);
    expect((await client.delete(`/sessions/${id}/workspace`)).status).toBe(204);
    expect((await client.get(`/sessions/${id}`)).json()).toMatchObject({
      desired: 'stopped',
      workspace: { state: 'stopped' },
    });
    const answer = await client.post(`/sessions/${id}/commands`, { argv: ['echo'] });
    expect([answer.status, answer.json()['type']]).toEqual([409, 'workspace/not-running']);
    expect((await client.post(`/sessions/${id}/workspace?waitMs=5000`)).json()).toMatchObject({ incarnation: 2 });
  });

  it.each(['waitMs=-1', 'waitMs=x', 'waitMs=600001'])('is not started for %s', async (query) => {
    const id = await makeSession(client);
    expect((await client.post(`/sessions/${id}/workspace?${query}`)).status).toBe(400);
  });

  it('tells its states as they come, and goes on where a reader left', async () => {
    const id = await startedSession(client);
    const first = await readUntil(await client.open('GET', `/sessions/${id}/workspace/events`), () => true);
    expect(first).toMatchObject([{ event: 'state', data: { state: 'ready', incarnation: 1 } }]);
    const open = await client.open('GET', `/sessions/${id}/workspace/events`, {
      headers: { 'Last-Event-ID': String(first[0]?.id) },
    });
    await client.delete(`/sessions/${id}/workspace`);
    const later = await readUntil(open, ({ data }) => data['state'] === 'stopped');
    expect(later.map(({ data }) => data['state'])).toEqual(['stopping', 'stopped']);
    expect(later[0]?.id).toBeGreaterThan(first[0]?.id ?? 0);
  });
});
