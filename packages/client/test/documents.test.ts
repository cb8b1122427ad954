import { createCarrel, type Carrel } from '@carrel/core';
import { unwrap as unwrapCore } from '@carrel/core/kernel';
import { memoryRuntime, memoryStore } from '@carrel/core/memory';
import { createHttpApi, HttpServer } from '@carrel/server-express';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import {
  createCarrelClient,
  unwrap,
  type CarrelClient,
  type DocumentConnection,
  type DocumentEvent,
} from '../src/index.js';
import { connectDocument } from '../src/yjs.js';
import { cuttableProxy, type CuttableProxy } from './cuttable-proxy.js';

const PASSWORD = 'correct horse battery';

let carrel: Carrel;
let server: HttpServer;
let proxy: CuttableProxy;
let people = 0;
const open: DocumentConnection[] = [];
const awarenesses: Awareness[] = [];

beforeAll(async () => {
  carrel = await createCarrel({
    ...{ store: memoryStore(), runtime: memoryRuntime() },
    passwords: { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } },
    identity: { accessTokenTtlMs: 2_000 },
  });
  server = new HttpServer(createHttpApi({ carrel, options: { rateLimit: { pointsPerUser: 0 } } }), { drainMs: 500 });
  const { port } = await unwrapCore(server.listen({ host: '127.0.0.1', port: 0 }));
  proxy = await cuttableProxy(port);
});

afterEach(() => {
  proxy.mend();
  for (const connection of open.splice(0)) connection.close();
  for (const awareness of awarenesses.splice(0)) awareness.destroy();
});

afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await server.drain();
  await carrel[Symbol.asyncDispose]();
});

async function someone(): Promise<{ readonly client: CarrelClient; readonly session: string }> {
  const client = createCarrelClient({
    baseUrl: `http://127.0.0.1:${String(proxy.port)}/api/v5`,
    WebSocket,
    retry: { minDelayMs: 20, maxDelayMs: 200 },
  });
  people += 1;
  await unwrap(client.identity.register({ email: `writer-${String(people)}@example.com`, password: PASSWORD }));
  const { id } = await unwrap(client.sessions.create({ kind: 'solo', languages: ['python'] }));
  return { client, session: id };
}

interface Editor {
  readonly document: Y.Doc;
  readonly text: Y.Text;
  readonly connection: DocumentConnection;
  readonly events: DocumentEvent['type'][];
  readonly awareness: Awareness;
}

function edit(client: CarrelClient, session: string, name = 'notes', document = new Y.Doc()): Editor {
  const events: DocumentEvent['type'][] = [];
  const awareness = new Awareness(document);
  awarenesses.push(awareness);
  const connection = connectDocument(client, { sessionId: session, name }, document, {
    awareness,
    onEvent: ({ type }) => events.push(type),
  });
  open.push(connection);
  return { document, text: document.getText('content'), connection, events, awareness };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Not in time: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a connected document', () => {
  it('has all that another has, and knows what is stored', async () => {
    const { client, session } = await someone();
    const [one, two] = [edit(client, session), edit(client, session)];
    await unwrap(one.connection.synced());
    one.text.insert(0, 'hello');
    expect(one.connection.unstoredEdits).toBe(1);
    await unwrap(one.connection.stored());
    expect(one.connection.unstoredEdits).toBe(0);
    await until(() => two.text.toJSON() === 'hello');
    expect(one.events[0]).toBe('connected');
    expect(one.events).toContain('synced');
    expect(one.events.at(-1)).toBe('stored');
  });

  it('can be edited before it is connected, and while it is not', async () => {
    const { client, session } = await someone();
    const document = new Y.Doc();
    document.getText('content').insert(0, 'before ');
    const [one, two] = [edit(client, session, 'notes', document), edit(client, session)];
    one.text.insert(7, 'early ');
    await unwrap(one.connection.stored());
    proxy.cut();
    proxy.sever();
    await until(() => !one.connection.isConnected && !two.connection.isConnected);
    one.text.insert(0, 'offline ');
    expect(one.connection.unstoredEdits).toBe(1);
    proxy.mend();
    await unwrap(one.connection.stored());
    await until(() => two.text.toJSON() === 'offline before early ');
    expect(one.events).toContain('disconnected');
  });

  it('goes on with another token when the one it had runs out', async () => {
    const { client, session } = await someone();
    const [one, two] = [edit(client, session), edit(client, session)];
    await unwrap(one.connection.synced());
    await until(() => one.events.filter((type) => type === 'synced').length >= 2);
    one.text.insert(0, 'later');
    await until(() => two.text.toJSON() === 'later');
    expect([one.connection.isOver, two.connection.isOver]).toEqual([false, false]);
  });

  it('shows who is there, also behind a connection that was lost', async () => {
    const { client, session } = await someone();
    const [one, two] = [edit(client, session), edit(client, session)];
    one.awareness.setLocalStateField('cursor', 3);
    const seen = () => two.awareness.getStates().get(one.document.clientID)?.['cursor'] as unknown;
    await until(() => seen() === 3);
    proxy.sever();
    await until(() => seen() === undefined);
    await until(() => seen() === 3);
    one.connection.close();
    await until(() => seen() === undefined);
  });

  it('leaves the document alone when it is closed', async () => {
    const { client, session } = await someone();
    const one = edit(client, session);
    await unwrap(one.connection.synced());
    one.connection.close();
    one.text.insert(0, 'mine');
    expect(one.connection.unstoredEdits).toBe(0);
    expect((await one.connection.stored()).isErr()).toBe(true);
    expect(one.connection.isConnected).toBe(false);
  });

  it('fails for good where there is nothing for the user', async () => {
    const [{ session }, { client }] = [await someone(), await someone()];
    const one = edit(client, session);
    const synced = await one.connection.synced();
    expect(synced._unsafeUnwrapErr().type).toBe('session/not-found');
    expect(one.events.at(-1)).toBe('failed');
    expect(one.connection.isOver).toBe(true);
  });

  it('waits no longer than it is told to', async () => {
    const { client, session } = await someone();
    proxy.cut();
    const one = edit(client, session);
    const result = await one.connection.synced({ requestTimeoutMs: 50 });
    expect(result._unsafeUnwrapErr().type).toBe('client/timed-out');
    const aborted = await one.connection.stored({ signal: AbortSignal.abort() });
    expect(aborted._unsafeUnwrapErr().type).toBe('client/aborted');
  });
});

describe('sync', () => {
  it('gives and gets edits by the clock', async () => {
    const { client, session } = await someone();
    const document = new Y.Doc();
    document.getText('content').insert(0, 'polled');
    const updates = [Y.encodeStateAsUpdate(document)];
    const given = await unwrap(client.documents.sync(session, 'a/b', { clientId: 'one', since: 0, updates }));
    expect(given.clock).toBe(1);
    const got = await unwrap(client.documents.sync(session, 'a/b', { clientId: 'two', since: 0 }));
    const reader = new Y.Doc();
    for (const update of got.updates) Y.applyUpdate(reader, update);
    expect(reader.getText('content').toJSON()).toBe('polled');
    const none = await unwrap(client.documents.sync(session, 'a/b', { clientId: 'two', since: got.clock }));
    expect(none.updates).toEqual([]);
  });
});
