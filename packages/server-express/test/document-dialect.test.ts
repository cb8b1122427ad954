import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { editing, endDocuments, ofName, rawSocket, startDocuments } from './document-world.js';
import { eventually } from './eventually.js';
import type { TestServer } from './test-server.js';
import { logIn, makeSession, PASSWORD, register, type Someone } from './world.js';

const sockets: HocuspocusProviderWebsocket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await endDocuments();
});

/** Somebody who edits by the provider of Hocuspocus, as it is. */
async function edit(server: TestServer, someone: Someone, session: string, name = 'notes') {
  const resource = ofName(session, name);
  const asked = await someone.client.post('/auth/tickets', { purpose: 'websocket', resource });
  const { ticket } = asked.json<{ readonly ticket: string }>();
  const socket = new HocuspocusProviderWebsocket({
    url: `${server.client.base.replace(/^http/, 'ws')}${resource}?dialect=hocuspocus&token=${ticket}`,
    WebSocketPolyfill: WebSocket,
    maxAttempts: 1,
  });
  sockets.push(socket);
  const document = new Y.Doc();
  const scopes: string[] = [];
  const provider = new HocuspocusProvider({
    ...{ websocketProvider: socket, name, document },
    onAuthenticated: ({ scope }) => scopes.push(scope),
  });
  provider.attach();
  return { provider, document, text: document.getText('content'), scopes };
}

it('has the provider of Hocuspocus edit with that of y-websocket', async () => {
  const server = await startDocuments();
  const owner = await register(server.client);
  const session = await makeSession(owner.client);
  const [one, two] = [await edit(server, owner, session), await editing(server, owner, session)];
  await eventually(() => one.provider.synced && one.provider.unsyncedChanges === 0);
  expect(one.scopes).toEqual(['read-write']);
  one.text.insert(0, 'hocuspocus');
  expect(one.provider.unsyncedChanges).toBe(1);
  await eventually(() => two.text.toJSON() === 'hocuspocus' && one.provider.unsyncedChanges === 0);
  two.text.insert(0, 'and yjs ');
  await eventually(() => one.text.toJSON() === 'and yjs hocuspocus');
  one.provider.awareness?.setLocalStateField('cursor', 4);
  await eventually(() => two.provider.awareness.getStates().get(one.document.clientID)?.['cursor'] === 4);
  two.provider.awareness.setLocalStateField('cursor', 5);
  await eventually(() => one.provider.awareness?.getStates().get(two.document.clientID)?.['cursor'] === 5);
});

it('closes what speaks of another document, or plainly', async () => {
  const server = await startDocuments();
  const owner = await register(server.client);
  const session = await makeSession(owner.client);
  for (const message of [Uint8Array.of(5, 111, 116, 104, 101, 114, 3), Uint8Array.of(0, 0, 1, 0)]) {
    const raw = await rawSocket(server, owner, `${ofName(session)}?dialect=hocuspocus`);
    raw.ws.send(message);
    expect((await raw.closed).code).toBe(1008);
  }
});

it('tells a viewer that it may only read', async () => {
  const server = await startDocuments();
  const owner = await register(server.client);
  const session = await makeSession(owner.client, { kind: 'room' });
  const email = `viewer-of-${owner.email}`;
  const made = await owner.client.post('/tenant/users', { email, password: PASSWORD });
  const { id } = made.json<{ readonly id: string }>();
  await owner.client.put(`/sessions/${session}/members/${id}`, { role: 'viewer' });
  const one = await editing(server, owner, session);
  const viewer = await edit(server, await logIn(server.client, email), session);
  await eventually(() => viewer.provider.synced && viewer.provider.unsyncedChanges === 0);
  expect(viewer.scopes).toEqual(['readonly']);
  viewer.text.insert(0, 'refused');
  one.text.insert(0, 'mine');
  await eventually(() => viewer.text.toJSON().includes('mine'));
  expect(viewer.provider.unsyncedChanges).toBe(1);
  expect(one.text.toJSON()).toBe('mine');
});
