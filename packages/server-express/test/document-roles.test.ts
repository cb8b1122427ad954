import type { SessionRole } from '@carrel/core/sessions';
import { afterEach, describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { readDocumentMessage } from '../src/sockets/document-requests.js';
import { edit, editing, endDocuments, inserting, ofName, rawSocket, startDocuments } from './document-world.js';
import { eventually } from './eventually.js';
import type { SocketClient } from './socket-client.js';
import { logIn, makeSession, PASSWORD, register, type Someone } from './world.js';

afterEach(endDocuments);

async function room(options: Parameters<typeof startDocuments>[0] = {}) {
  const server = await startDocuments(options);
  const owner = await register(server.client);
  const session = await makeSession(owner.client, { kind: 'room' });
  const email = `other-of-${owner.email}`;
  const made = await owner.client.post('/tenant/users', { email, password: PASSWORD });
  const { id } = made.json<{ readonly id: string }>();
  const member = `/sessions/${session}/members/${id}`;
  const become = (role: SessionRole) => owner.client.put(member, { role });
  const leave = () => owner.client.delete(member);
  return { server, owner, session, become, leave, other: await logIn(server.client, email) };
}

const words = ({ text }: { readonly text: Y.Text }) => text.toJSON();
const denials = (client: SocketClient) => client.messages.filter(({ data }) => data[0] === 2).length;
const asks = (client: SocketClient) =>
  client.messages.filter(({ data }) => readDocumentMessage(data)?.type === 'step-one').length;

/** Sends nothing but what the server answers, and waits for that: what was sent before was read. */
async function taken(client: SocketClient): Promise<void> {
  const count = () => client.messages.filter(({ data }) => data[0] === 1).length;
  const before = count();
  client.ws.send(Uint8Array.of(3));
  await client.until(() => count() > before);
}

describe('a viewer', () => {
  it('reads what others write', async () => {
    const { server, owner, other, session, become } = await room();
    await become('viewer');
    const [one, two] = [await editing(server, owner, session), await editing(server, other, session)];
    one.text.insert(0, 'read me');
    await eventually(() => words(two) === 'read me');
  });

  it('is told once that it may not write, and stays', async () => {
    const { server, owner, other, session, become } = await room();
    await become('viewer');
    const one = await editing(server, owner, session);
    const viewer = await rawSocket(server, other, ofName(session));
    for (const each of ['a', 'b']) viewer.ws.send(inserting(each));
    await viewer.until(() => denials(viewer) === 1);
    await taken(viewer);
    expect(denials(viewer)).toBe(1);
    one.text.insert(0, 'mine');
    await viewer.until(() => viewer.messages.some(({ data }) => readDocumentMessage(data)?.type === 'update'));
    expect(words(await editing(server, owner, session))).toBe('mine');
  });

  it('is asked for nothing that it has, and says who is there', async () => {
    const { server, owner, other, session, become } = await room();
    await become('viewer');
    const one = await editing(server, owner, session);
    const viewer = await rawSocket(server, other, ofName(session));
    await taken(viewer);
    expect(asks(viewer)).toBe(0);
    const { provider, document } = await editing(server, other, session);
    provider.awareness.setLocalStateField('name', 'viewer');
    await eventually(() => one.provider.awareness.getStates().get(document.clientID)?.['name'] === 'viewer');
  });
});

describe('a role that changes', () => {
  it('brings what was refused before when the viewer may write', async () => {
    const { server, owner, other, session, become } = await room();
    await become('viewer');
    const [one, two] = [await editing(server, owner, session), await editing(server, other, session)];
    two.text.insert(0, 'refused');
    one.text.insert(0, 'mine ');
    await eventually(() => words(two).includes('mine '));
    expect(words(one)).toBe('mine ');
    await become('participant');
    await eventually(() => words(one).includes('refused'));
    expect(words(one)).toBe(words(two));
    expect(two.provider.wsUnsuccessfulReconnects).toBe(0);
  });

  it('ends the writing of somebody who becomes a viewer', async () => {
    const { server, owner, other, session, become } = await room();
    await become('participant');
    const client = await rawSocket(server, other, ofName(session));
    client.ws.send(inserting('first'));
    const one = await editing(server, owner, session);
    await eventually(() => words(one) === 'first');
    await become('viewer');
    await eventually(async () => {
      client.ws.send(inserting('?'));
      await taken(client);
      return denials(client) > 0;
    });
    const before = words(await editing(server, owner, session));
    client.ws.send(inserting('never'));
    await taken(client);
    expect(words(await editing(server, owner, session))).toBe(before);
  });

  it('closes the socket of who is no member any more', async () => {
    const { server, owner, other, session, become, leave } = await room();
    await become('participant');
    const one = await editing(server, owner, session);
    const client = await rawSocket(server, other, ofName(session));
    await leave();
    expect((await client.closed).code).toBe(4403);
    expect(one.provider.wsconnected).toBe(true);
  });

  it('closes all when the session is deleted', async () => {
    const { server, owner, session } = await room();
    const client = await rawSocket(server, owner, ofName(session));
    await owner.client.delete(`/sessions/${session}`);
    expect([4403, 4404]).toContain((await client.closed).code);
  });
});

describe('a token', () => {
  it('closes the socket when it runs out, for good until there is another', async () => {
    const { server, owner, session } = await room({ identity: { accessTokenTtlMs: 3_000 } });
    const { provider, document } = edit(server, owner, session);
    const closed = await new Promise<{ readonly code: number }>((resolve) => provider.on('closed', resolve));
    expect(closed.code).toBe(4401);
    document.getText('content').insert(0, 'offline');
    const again: Someone = await logIn(server.client, owner.email);
    provider.protocols = ['carrel.v5', `carrel.bearer.${again.client.token ?? ''}`];
    provider.connect();
    const reader = await editing(server, again, session);
    await eventually(() => words(reader) === 'offline');
  });

  it('that may only read opens a document that it cannot write to', async () => {
    const { server, owner, session } = await room();
    const made = await owner.client.post('/tenant/agents', { name: 'reader', scopes: ['documents:read'] });
    const { key } = made.json<{ readonly key: string }>();
    const agent: Someone = { ...owner, client: server.client.as(key) };
    const client = await rawSocket(server, agent, ofName(session));
    client.ws.send(inserting('no'));
    await client.until(() => denials(client) === 1);
    expect(words(await editing(server, owner, session))).toBe('');
  });
});
