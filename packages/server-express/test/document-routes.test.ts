import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { eventually } from './eventually.js';
import type { Answer, HttpClient } from './http-client.js';
import { testServer, type TestServer } from './test-server.js';
import { HELLO, makeSession, register, type Someone } from './world.js';

interface Synced {
  readonly clock: number;
  readonly updates: readonly string[];
  readonly isWhole: boolean;
}

let server: TestServer;
let owner: Someone;
let path: string;
let session: string;

beforeAll(async () => {
  server = await testServer({
    documents: { maxUpdateBytes: 10_000, maxDocumentsPerSession: 3, keepUpdates: 10, compactAfterUpdates: 5 },
  });
});

beforeEach(async () => {
  owner = await register(server.client);
  session = await makeSession(owner.client, { kind: 'room' });
  path = `/sessions/${session}/documents/${encodeURIComponent('src/main.ts')}`;
});

afterAll(() => server[Symbol.asyncDispose]());

function sync(client: HttpClient, clientId: string, since: number, updates?: readonly string[]): Promise<Answer> {
  return client.post(`${path}/sync`, { clientId, since, ...(updates === undefined ? {} : { updates }) });
}

const typeAndStatus = (answer: Answer) => [answer.status, answer.json()['type']];

/** What an edit of a document of its own says. */
function inserting(words: string): string {
  const document = new Y.Doc();
  document.getText('content').insert(0, words);
  return Buffer.from(Y.encodeStateAsUpdate(document)).toString('base64');
}

function words(updates: readonly string[]): string {
  const document = new Y.Doc();
  for (const update of updates) Y.applyUpdate(document, Buffer.from(update, 'base64'));
  return document.getText('content').toJSON();
}

describe('POST /sessions/:id/documents/:name/sync', () => {
  it('takes edits and answers those of others, by the clock', async () => {
    const { client } = owner;
    const first = (await sync(client, 'one', 0, [inserting('one ')])).json<Synced>();
    expect(first).toEqual({ clock: 1, updates: [], isWhole: false });
    const second = (await sync(client, 'two', 0, [inserting('two ')])).json<Synced>();
    expect([second.clock, words(second.updates)]).toEqual([2, 'one ']);
    const news = (await sync(client, 'one', first.clock)).json<Synced>();
    expect([news.clock, news.isWhole, words(news.updates)]).toEqual([2, false, 'two ']);
    expect((await sync(client, 'one', news.clock)).json()).toEqual({ clock: 2, updates: [], isWhole: false });
  });

  it('takes an edit once, however often it is sent', async () => {
    const { client } = owner;
    const edit = inserting('once');
    await sync(client, 'one', 0, [edit]);
    await sync(client, 'one', 0, [edit]);
    const all = (await sync(client, 'two', 0)).json<Synced>();
    expect(words(all.updates)).toBe('once');
    expect(all.clock).toBe(1);
  });

  it('answers the whole document to who is too far behind', async () => {
    const { client } = owner;
    for (let edit = 0; edit < 40; edit += 1) await sync(client, 'one', 0, [inserting(`${String(edit)} `)]);
    const whole = async () => (await sync(client, 'two', 1)).json<Synced>();
    await eventually(async () => (await whole()).isWhole);
    const all = await whole();
    expect(all.clock).toBe(40);
    expect(
      words(all.updates)
        .trim()
        .split(' ')
        .map(Number)
        .sort((one, two) => one - two),
    ).toEqual(Array.from({ length: 40 }, (_, index) => index));
  });

  it('makes nothing of asking alone', async () => {
    expect((await sync(owner.client, 'one', 0)).json<Synced>().clock).toBe(0);
    expect(typeAndStatus(await owner.client.get(path))).toEqual([404, 'document/not-found']);
  });

  it('refuses what is no edit, with nothing of the call taken', async () => {
    const { client } = owner;
    const answer = await sync(client, 'one', 0, [HELLO, Buffer.from([255, 255, 255]).toString('base64')]);
    expect(typeAndStatus(answer)).toEqual([400, 'document/update-invalid']);
    expect((await sync(client, 'one', 0)).json<Synced>().clock).toBe(0);
  });

  it('refuses what is too large, no base64, or of no client', async () => {
    const { client } = owner;
    const answers = [
      await sync(client, 'one', 0, [inserting('x'.repeat(20_000))]),
      await sync(client, 'one', 0, ['no base64!']),
      await sync(client, '', 0),
      await sync(client, 'one', -1),
      await client.post(`${path}/sync`, { clientId: 'one', since: 0, more: 1 }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([413, 400, 400, 400, 400]);
  });

  it('says that a clock is of another document', async () => {
    const { client } = owner;
    await sync(client, 'one', 0, [HELLO]);
    expect(typeAndStatus(await sync(client, 'one', 9))).toEqual([409, 'document/stale-clock']);
  });

  it('is told no names that are none', async () => {
    for (const name of ['a%2F..%2Fb', '%20', 'a%2F', 'x'.repeat(201)]) {
      const answer = await owner.client.post(`/sessions/${session}/documents/${name}/sync`, {
        clientId: 'a',
        since: 0,
      });
      expect([name, ...typeAndStatus(answer)]).toEqual([name, 404, 'document/not-found']);
    }
  });

  it('takes no edits from a key that may only read', async () => {
    const made = await owner.client.post('/tenant/agents', { name: 'reader', scopes: ['documents:read'] });
    const reader = server.client.as(made.json<{ readonly key: string }>().key);
    expect(typeAndStatus(await sync(reader, 'one', 0, [HELLO]))).toEqual([403, 'auth/forbidden']);
    expect((await sync(reader, 'one', 0)).status).toBe(200);
  });

  it('has no more documents than a session may', async () => {
    const at = (name: string) => `/sessions/${session}/documents/${name}/sync`;
    const brings = { clientId: 'one', since: 0, updates: [HELLO] };
    for (const name of ['a', 'b', 'c']) expect((await owner.client.post(at(name), brings)).status).toBe(200);
    expect(typeAndStatus(await owner.client.post(at('d'), brings))).toEqual([429, 'document/limit']);
    expect((await owner.client.post(at('a'), brings)).status).toBe(200);
  });
});

describe('documents', () => {
  it('are listed by name, in pages', async () => {
    const { client } = owner;
    for (const name of ['b', 'a', 'c%2Fd'])
      await client.post(`/sessions/${session}/documents/${name}/sync`, { clientId: 'one', since: 0, updates: [HELLO] });
    interface Page {
      readonly items: readonly { readonly name: string }[];
      readonly nextCursor: string | null;
    }
    const first = (await client.get(`/sessions/${session}/documents?limit=2`)).json<Page>();
    expect(first.items.map(({ name }) => name)).toEqual(['a', 'b']);
    const rest = (await client.get(`/sessions/${session}/documents?cursor=${first.nextCursor ?? ''}`)).json<Page>();
    expect([rest.items.map(({ name }) => name), rest.nextCursor]).toEqual([['c/d'], null]);
  });

  it('tell their clock and size, and go with what they hold', async () => {
    const { client } = owner;
    await sync(client, 'one', 0, [HELLO]);
    const shown = (await client.get(path)).json<{ readonly clock: number; readonly sizeBytes: number }>();
    expect(shown).toMatchObject({ name: 'src/main.ts', sessionId: session, clock: 1 });
    expect(shown.sizeBytes).toBeGreaterThan(0);
    expect((await client.delete(path)).status).toBe(204);
    expect(typeAndStatus(await client.get(path))).toEqual([404, 'document/not-found']);
    expect((await sync(client, 'two', 0)).json<Synced>()).toMatchObject({ clock: 0, updates: [] });
  });

  it('can be made what they were', async () => {
    const { client } = owner;
    await sync(client, 'one', 0, [inserting('before')]);
    const version = (await client.post(`${path}/versions`, { label: 'good' })).json<{ readonly id: string }>();
    await sync(client, 'one', 1, [inserting('after ')]);
    const listed = (await client.get(`${path}/versions`)).json<{ readonly items: readonly object[] }>();
    expect(listed.items).toContainEqual(expect.objectContaining({ id: version.id, label: 'good', clock: 1 }));
    const shown = (await client.get(`${path}/versions/${version.id}`)).json<{ readonly state: string }>();
    expect(words([shown.state])).toBe('before');
    expect((await client.post(`${path}/versions/${version.id}/restore`)).status).toBe(200);
    expect(words((await sync(client, 'new', 0)).json<Synced>().updates)).toBe('before');
  });

  it('are bound to files, where the caller says which one is meant', async () => {
    const { client } = owner;
    await client.post(`/sessions/${session}/workspace?waitMs=10000`);
    const place = `/sessions/${session}/files/content?path=main.ts`;
    await client.call('PUT', place, { body: 'let a;\n' });
    expect(typeAndStatus(await client.get(`${path}/file`))).toEqual([404, 'document-file/not-bound']);
    const bound = await client.put(`${path}/file`, { path: 'main.ts' });
    expect([bound.status, bound.json()]).toEqual([
      200,
      expect.objectContaining({ path: 'main.ts', text: 'text', status: 'bound', boundBy: owner.userId }),
    ]);
    const { clock } = (await client.get(path)).json<{ readonly clock: number }>();
    const doc = new Y.Doc();
    for (const update of (await sync(client, 'one', 0)).json<Synced>().updates)
      Y.applyUpdate(doc, Buffer.from(update, 'base64'));
    expect(doc.getText('text').toJSON()).toBe('let a;\n');
    const before = Y.encodeStateVector(doc);
    doc.getText('text').insert(4, 'b, ');
    const edit = Buffer.from(Y.encodeStateAsUpdate(doc, before)).toString('base64');
    expect((await sync(client, 'one', clock, [edit])).status).toBe(200);
    await eventually(async () => (await client.get(place)).text === 'let b, a;\n');
    const other = `/sessions/${session}/documents/other/file`;
    expect(typeAndStatus(await client.put(other, { path: 'main.ts' }))).toEqual([409, 'document-file/taken']);
    expect(typeAndStatus(await client.put(other, { path: '../main.ts' }))).toEqual([400, 'request/invalid']);
    expect((await client.delete(`${path}/file`)).status).toBe(204);
    await client.call('PUT', place, { body: 'other\n' });
    expect(typeAndStatus(await client.put(`${path}/file`, { path: 'main.ts' }))).toEqual([
      ...[409, 'document-file/differs'],
    ]);
  });

  it('tell who polls them, and how far each has come', async () => {
    const { client } = owner;
    await client.post(`${path}/sync`, { clientId: 'one', since: 0, updates: [HELLO], device: 'laptop' });
    await sync(client, 'two', 0);
    const { items } = (await client.get(`${path}/clients`)).json<{ readonly items: readonly object[] }>();
    expect(items).toHaveLength(2);
    expect(items).toContainEqual(
      expect.objectContaining({ clientId: 'one', userId: owner.userId, device: 'laptop', clock: 1 }),
    );
  });

  it('have no versions that were never kept', async () => {
    const { client } = owner;
    await sync(client, 'one', 0, [HELLO]);
    for (const id of ['dvr_01arz3ndektsv4rrffq69g5fav', 'x'])
      expect(typeAndStatus(await client.post(`${path}/versions/${id}/restore`))).toEqual([
        ...[404, 'document/version-not-found'],
      ]);
  });
});
