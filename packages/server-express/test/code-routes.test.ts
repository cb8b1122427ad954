import {
  codeBusy,
  codeChanged,
  codeServerFailed,
  codeTimedOut,
  codeTooLarge,
  type CodeEngine,
  type CodeOptions,
} from '@carrel/core/code';
import { aborted, err, errAsync, ResultAsync } from '@carrel/core/kernel';
import { scriptedCodeEngine } from '@carrel/core/memory';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import type { Answer, HttpClient } from './http-client.js';
import { makeMembers, type Members } from './room-world.js';
import { testServer, type TestServer } from './test-server.js';
import { makeSession, register, type Someone } from './world.js';

interface Plan {
  readonly id: string;
  readonly diff: string;
  readonly status: string;
  readonly expiresAt: string;
  readonly files: readonly { readonly path: string }[];
}

const NEVER = 'pln_01arz3ndektsv4rrffq69g5fav';
const AT = { path: 'a.txt', position: { line: 1, column: 1 } };
const RENAME = { type: 'rename-symbol', ...AT, newName: 'total' };

const servers: TestServer[] = [];
let server: TestServer;
let owner: Someone;
let members: Members;
let session: string;
let plans: string;

async function start(code: CodeOptions): Promise<TestServer> {
  const started = await testServer({ code });
  servers.push(started);
  return started;
}

beforeAll(async () => {
  server = await start({ engine: scriptedCodeEngine(), maxPlansPerSession: 3, maxUnsavedBytes: 2_000_000 });
  owner = await register(server.client);
  members = await makeMembers(server.client, owner);
});

beforeEach(async () => {
  session = await room(members.owner.client);
  plans = `/sessions/${session}/code/plans`;
});

afterAll(async () => {
  for (const started of servers) await started[Symbol.asyncDispose]();
});

/** A room whose workspace runs, with two files that say the same. */
async function room(client: HttpClient): Promise<string> {
  const id = await makeSession(client, { kind: 'room', storage: 'database' });
  for (const role of ['admin', 'participant', 'viewer'] as const)
    await client.put(`/sessions/${id}/members/${members[role].userId}`, { role });
  for (const path of ['a.txt', 'b.txt']) await write(client, id, path, 'sum = 1\n');
  return id;
}

async function write(client: HttpClient, id: string, path: string, body: string): Promise<void> {
  const answer = await client.call('PUT', `/sessions/${id}/files/content?path=${path}`, { body });
  expect(answer.status).toBeLessThan(300);
}

const contentOf = async (path: string) =>
  (await members.owner.client.get(`/sessions/${session}/files/content?path=${path}`)).text;
const ask = (client: HttpClient, query: object) => client.post(`/sessions/${session}/code/query`, query);
const plan = (client: HttpClient, refactoring: object = RENAME) => client.post(plans, { refactoring });
const typeAndStatus = (answer: Answer) => [answer.status, answer.json()['type']];

describe('GET /code/languages', () => {
  it('says what can be asked and done', async () => {
    const answer = await owner.client.get('/code/languages');
    expect([answer.status, answer.json()]).toEqual([
      200,
      {
        items: [expect.objectContaining({ id: 'words', refactorings: ['rename-symbol', 'move-file'] })],
        nextCursor: null,
      },
    ]);
  });
});

describe('POST /sessions/:id/code/query', () => {
  it('answers over the files, with what is not saved on top', async () => {
    const { client } = members.viewer;
    const found = await ask(client, { type: 'references', ...AT });
    expect([found.status, found.json()]).toEqual([
      200,
      {
        type: 'references',
        locations: ['a.txt', 'b.txt'].map((path) => expect.objectContaining({ path, text: 'sum = 1' }) as object),
        isTruncated: false,
      },
    ]);
    const unsaved = [{ path: 'a.txt', text: 'ERROR of mine' }];
    const told = await ask(client, { type: 'diagnostics', path: 'a.txt', unsaved });
    expect(told.json()).toMatchObject({ diagnostics: [{ severity: 'error', message: 'ERROR of mine', code: null }] });
    expect(await contentOf('a.txt')).toBe('sum = 1\n');
  });

  it('says what is not offered', async () => {
    const answer = await ask(members.viewer.client, { type: 'hover', ...AT });
    expect(answer.json()).toMatchObject({ status: 422, type: 'code/unsupported', capability: 'hover' });
    expect(typeAndStatus(await ask(members.viewer.client, { type: 'symbols', path: 'a.zip' }))).toEqual([
      ...[422, 'code/unsupported'],
    ]);
  });

  it.each([
    ['nothing', {}],
    ['what there is no query for', { type: 'guess', ...AT }],
    ['no place', { type: 'hover', path: 'a.txt' }],
    ['half a place', { type: 'hover', path: 'a.txt', position: { line: 1 } }],
    ['a line before the first', { type: 'hover', path: 'a.txt', position: { line: 0, column: 1 } }],
    ['a path that leads outside', { type: 'symbols', path: '../a.txt' }],
    ['what belongs to another query', { type: 'symbols', path: 'a.txt', name: 'x' }],
    ['another session', { type: 'symbols', path: 'a.txt', sessionId: 'ses_01arz3ndektsv4rrffq69g5fav' }],
    ['texts that are none', { type: 'symbols', path: 'a.txt', unsaved: [{ path: 'a.txt' }] }],
    [
      'texts that are too much',
      { type: 'symbols', path: 'a.txt', unsaved: [{ path: 'a', text: 'x'.repeat(2 ** 21) }] },
    ],
  ])('refuses %s', async (_what, query) => {
    expect(typeAndStatus(await ask(members.owner.client, query))).toEqual([400, 'request/invalid']);
  });

  it('takes texts that are more than other JSON may be', async () => {
    const unsaved = [{ path: 'a.txt', text: 'x'.repeat(1_500_000) }];
    expect((await ask(members.owner.client, { type: 'symbols', path: 'a.txt', unsaved })).status).toBe(200);
  });
});

describe('a plan', () => {
  it('is made, shown, applied to all its files, undone and removed', async () => {
    const { client } = members.participant;
    const made = await plan(client);
    const { id, diff } = made.json<Plan>();
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/v5${plans}/${id}`]);
    expect(made.json()).toMatchObject({
      ...{ sessionId: session, createdBy: members.participant.userId, status: 'planned', refactoring: RENAME },
      ...{ isDiffTruncated: false, confidence: 'low', warnings: [expect.any(String)] },
      files: [
        { path: 'a.txt', type: 'edit', additions: 1, deletions: 1 },
        { path: 'b.txt', type: 'edit', additions: 1, deletions: 1 },
      ],
    });
    expect(diff).toContain('-sum = 1\n+total = 1\n');
    expect(await contentOf('a.txt')).toBe('sum = 1\n');
    expect((await client.get(`${plans}/${id}`)).json()).toEqual(made.json());

    const applied = await client.post(`${plans}/${id}/apply`);
    expect([applied.status, applied.json()]).toEqual([
      200,
      expect.objectContaining({ id, status: 'applied', newDiagnostics: [] }),
    ]);
    expect([await contentOf('a.txt'), await contentOf('b.txt')]).toEqual(['total = 1\n', 'total = 1\n']);
    expect((await client.post(`${plans}/${id}/undo`)).json()).toMatchObject({ status: 'undone' });
    expect([await contentOf('a.txt'), await contentOf('b.txt')]).toEqual(['sum = 1\n', 'sum = 1\n']);

    expect((await client.delete(`${plans}/${id}`)).status).toBe(204);
    expect(typeAndStatus(await client.get(`${plans}/${id}`))).toEqual([404, 'code/plan-not-found']);
  });

  it('is listed in pages, the newest first, as many as there may be', async () => {
    const { client } = members.viewer;
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.unshift((await plan(client)).json<Plan>().id);
    const limited = await plan(client);
    expect(typeAndStatus(limited)).toEqual([422, 'code/limit']);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const at: Answer = await client.get(`${plans}?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page = at.json<{
        readonly items: readonly { readonly id: string }[];
        readonly nextCursor: string | null;
      }>();
      expect(page.items[0]).toMatchObject({ type: 'rename-symbol', fileCount: 2, status: 'planned' });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids);
  });

  it('that is stale changes nothing, and says which files are others', async () => {
    const { client } = members.participant;
    const { id } = (await plan(client)).json<Plan>();
    await write(client, session, 'b.txt', 'sum = 2\n');
    const answer = await client.post(`${plans}/${id}/apply`);
    expect(answer.json()).toMatchObject({ status: 409, type: 'code/stale-plan', paths: ['b.txt'], retryable: false });
    expect([await contentOf('a.txt'), await contentOf('b.txt')]).toEqual(['sum = 1\n', 'sum = 2\n']);
  });

  it('is applied once, and undone only when it is applied', async () => {
    const { client } = members.participant;
    const { id } = (await plan(client)).json<Plan>();
    expect(typeAndStatus(await client.post(`${plans}/${id}/undo`))).toEqual([409, 'code/plan-state']);
    const both = await Promise.all([client.post(`${plans}/${id}/apply`), client.post(`${plans}/${id}/apply`)]);
    const statuses = both.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 409]);
    expect(await contentOf('a.txt')).toBe('total = 1\n');
    expect(typeAndStatus(await client.post(`${plans}/${id}/apply`))).toEqual([409, 'code/plan-state']);
  });

  it('is made by who may read, and applied by who may write', async () => {
    const { id } = (await plan(members.participant.client)).json<Plan>();
    const { client } = members.viewer;
    const own = (await plan(client)).json<Plan>();
    for (const call of ['apply', 'undo']) {
      const answer = await client.post(`${plans}/${id}/${call}`);
      expect(answer.json()).toMatchObject({ status: 403, type: 'session/forbidden', neededRole: 'participant' });
    }
    expect((await client.get(`${plans}/${id}`)).status).toBe(200);
    expect(typeAndStatus(await client.delete(`${plans}/${id}`))).toEqual([403, 'session/forbidden']);
    expect((await client.delete(`${plans}/${own.id}`)).status).toBe(204);
    expect(await contentOf('a.txt')).toBe('sum = 1\n');
  });

  it('is of its session and tenant alone', async () => {
    const { id } = (await plan(members.owner.client)).json<Plan>();
    const other = await room(members.owner.client);
    const stranger = await register(server.client);
    const calls = [
      ['GET', ''],
      ['POST', '/apply'],
      ['POST', '/undo'],
      ['DELETE', ''],
    ] as const;
    for (const [method, more] of calls) {
      const answers = [
        await stranger.client.call(method, `${plans}/${id}${more}`),
        await members.owner.client.call(method, `/sessions/${other}/code/plans/${id}${more}`),
        await members.owner.client.call(method, `${plans}/${NEVER}${more}`),
        await members.owner.client.call(method, `${plans}/x${more}`),
      ];
      expect(answers.map(typeAndStatus)).toEqual([
        [404, 'session/not-found'],
        [404, 'code/plan-not-found'],
        [404, 'code/plan-not-found'],
        [404, 'code/plan-not-found'],
      ]);
    }
    for (const answer of [await plan(stranger.client), await stranger.client.get(plans)])
      expect(typeAndStatus(answer)).toEqual([404, 'session/not-found']);
    expect(typeAndStatus(await ask(stranger.client, { type: 'symbols', path: 'a.txt' }))).toEqual([
      ...[404, 'session/not-found'],
    ]);
  });

  it('takes the scope of what it does with files', async () => {
    const mine = await makeSession(owner.client, { storage: 'database' });
    await write(owner.client, mine, 'a.txt', 'sum\n');
    const made = await owner.client.post('/tenant/agents', { name: 'reader', scopes: ['files:read'] });
    const reader = server.client.as(made.json<{ readonly key: string }>().key);
    const { id } = (await reader.post(`/sessions/${mine}/code/plans`, { refactoring: RENAME })).json<Plan>();
    for (const call of ['apply', 'undo'])
      expect(typeAndStatus(await reader.post(`/sessions/${mine}/code/plans/${id}/${call}`))).toEqual([
        ...[403, 'auth/forbidden'],
      ]);
    expect(typeAndStatus(await reader.delete(`/sessions/${mine}/code/plans/${id}`))).toEqual([403, 'auth/forbidden']);
  });

  it.each([
    ['nothing', {}],
    ['a refactoring that there is not', { refactoring: { ...RENAME, type: 'improve' } }],
    ['a name that is none', { refactoring: { ...RENAME, newName: '' } }],
    ['no name', { refactoring: { type: 'rename-symbol', ...AT } }],
    ['more than it takes', { refactoring: { ...RENAME, to: 'b.txt' } }],
    ['a place outside', { refactoring: { type: 'move-file', path: 'a.txt', to: '../../etc' } }],
    ['more beside it', { refactoring: RENAME, apply: true }],
  ])('is not made of %s', async (_what, body) => {
    expect(typeAndStatus(await members.owner.client.post(plans, body))).toEqual([400, 'request/invalid']);
  });

  it('is not made where it can do nothing', async () => {
    const nothing = await plan(members.owner.client, { ...RENAME, position: { line: 7, column: 1 } });
    expect(typeAndStatus(nothing)).toEqual([422, 'code/refused']);
    const unknown = await plan(members.owner.client, { type: 'inline', ...AT });
    expect(unknown.json()).toMatchObject({ status: 422, type: 'code/unsupported', capability: 'inline' });
  });
});

describe('without an engine', () => {
  it('code intelligence is unavailable, and sessions have no plans', async () => {
    const { client } = await start({});
    const someone = await register(client);
    const path = `/sessions/${await makeSession(someone.client)}/code`;
    const answers = [
      await someone.client.get('/code/languages'),
      await someone.client.post(`${path}/query`, { type: 'symbols', path: 'a.txt' }),
      await someone.client.post(`${path}/plans`, { refactoring: RENAME }),
    ];
    expect(answers.map(typeAndStatus)).toEqual(answers.map(() => [422, 'code/unavailable']));
    expect((await someone.client.get(`${path}/plans`)).json()).toEqual({ items: [], nextCursor: null });
    expect(typeAndStatus(await someone.client.get(`${path}/plans/${NEVER}`))).toEqual([404, 'code/plan-not-found']);
  });
});

/** The scripted engine with other answers. */
function engineWith(answers: Partial<Pick<CodeEngine, 'query' | 'propose'>>): CodeEngine {
  const engine = scriptedCodeEngine();
  return {
    name: engine.name,
    languages: engine.languages,
    query: (...call) => engine.query(...call),
    propose: (...call) => engine.propose(...call),
    connect: (...call) => engine.connect(...call),
    forget: (key) => engine.forget(key),
    dispose: () => engine.dispose(),
    ...answers,
  };
}

describe('what an engine fails with', () => {
  it.each([
    [503, codeBusy()],
    [503, codeServerFailed()],
    [504, codeTimedOut()],
    [409, codeChanged()],
    [413, codeTooLarge('It is too large.')],
  ])('is %i for %j', async (status, error) => {
    const { client } = await start({ engine: engineWith({ query: () => errAsync(error) }) });
    const someone = await register(client);
    const path = `/sessions/${await makeSession(someone.client)}/code/query`;
    const answer = await someone.client.post(path, { type: 'symbols', path: 'a.txt' });
    expect(answer.json()).toMatchObject({
      ...{ status, type: error.type, detail: error.message, retryable: error.retryable },
    });
  });
});

describe('who leaves', () => {
  it('stops the engine, and has no plan of it', async () => {
    const told: string[] = [];
    const until = (what: string, signal: AbortSignal | undefined) => {
      told.push(`${what} begins`);
      return new ResultAsync(
        new Promise<ReturnType<typeof aborted>>((resolve) => {
          signal?.addEventListener('abort', () => {
            told.push(`${what} ends`);
            resolve(aborted('the code engine'));
          });
        }).then((error) => err(error)),
      );
    };
    const engine = engineWith({
      query: (_source, _query, options) => until('query', options?.signal),
      propose: (_source, _refactoring, options) => until('plan', options?.signal),
    });
    const { client } = await start({ engine });
    const someone = await register(client);
    const path = `/sessions/${await makeSession(someone.client)}/code`;
    const calls = [
      ['query', 'query', { type: 'symbols', path: 'a.txt' }],
      ['plan', 'plans', { refactoring: RENAME }],
    ] as const;
    for (const [what, end, json] of calls) {
      const leaving = new AbortController();
      const call = someone.client.call('POST', `${path}/${end}`, { json, signal: leaving.signal });
      const left = expect(call).rejects.toThrow();
      await eventually(() => told.includes(`${what} begins`));
      leaving.abort();
      await left;
      await eventually(() => told.includes(`${what} ends`));
    }
    expect((await someone.client.get(`${path}/plans`)).json()).toMatchObject({ items: [] });
  });
});
