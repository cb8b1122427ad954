import { afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { documentBytes } from '../src/sockets/document-bytes.js';
import { readDocumentMessage } from '../src/sockets/document-requests.js';
import { edit, editing, endDocuments, inserting, ofName, rawSocket, startDocuments } from './document-world.js';
import { eventually } from './eventually.js';
import { makeSession, register, type Someone } from './world.js';

afterEach(endDocuments);

async function world(options: Parameters<typeof startDocuments>[0] = {}) {
  const server = await startDocuments(options);
  const owner = await register(server.client);
  const session = await makeSession(owner.client, { kind: 'room' });
  return { server, owner, session };
}

const words = ({ text }: { readonly text: Y.Text }) => text.toJSON();

describe('the provider of y-websocket', () => {
  it('has two clients converge on what both do', async () => {
    const { server, owner, session } = await world();
    const [one, two] = [await editing(server, owner, session), await editing(server, owner, session)];
    one.text.insert(0, 'one ');
    two.text.insert(0, 'two ');
    await eventually(() => words(one).length === 8 && words(two).length === 8);
    expect(words(one)).toBe(words(two));
    two.text.delete(0, 4);
    await eventually(() => words(one).length === 4);
    expect(words(one)).toBe(words(two));
  });

  it('brings what was edited before it was connected, and gets what others did', async () => {
    const { server, owner, session } = await world();
    const one = await editing(server, owner, session);
    one.text.insert(0, 'here');
    const document = new Y.Doc();
    document.getText('content').insert(0, 'there');
    const two = await editing(server, owner, session, { document });
    expect(words(two)).toContain('here');
    await eventually(() => words(one) === words(two));
  });

  it('keeps documents of other names and sessions apart', async () => {
    const { server, owner, session } = await world();
    const other = await makeSession(owner.client);
    const one = await editing(server, owner, session, { name: 'src/main.ts' });
    one.text.insert(0, 'mine');
    const same = await editing(server, owner, session, { name: 'src/main.ts' });
    await eventually(() => words(same) === 'mine');
    expect(words(await editing(server, owner, session, { name: 'src/other.ts' }))).toBe('');
    expect(words(await editing(server, owner, other, { name: 'src/main.ts' }))).toBe('');
  });

  it('goes on behind a connection that was cut, with what both sides did meanwhile', async () => {
    const { server, owner, session } = await world();
    const [one, two] = [await editing(server, owner, session), await editing(server, owner, session)];
    one.provider.disconnect();
    one.text.insert(0, 'offline');
    two.text.insert(0, 'online');
    one.provider.connect();
    await eventually(() => words(one).length === 13 && words(one) === words(two));
  });

  it('shows who is there, and who left', async () => {
    const { server, owner, session } = await world();
    const [one, two] = [await editing(server, owner, session), await editing(server, owner, session)];
    one.provider.awareness.setLocalStateField('cursor', 7);
    const seen = () => two.provider.awareness.getStates().get(one.document.clientID);
    await eventually(() => seen()?.['cursor'] === 7);
    const late = await editing(server, owner, session);
    late.provider.awareness.setLocalStateField('name', 'late');
    const isLateSeen = () => two.provider.awareness.getStates().has(late.document.clientID);
    await eventually(isLateSeen);
    await eventually(() => late.provider.awareness.getStates().get(one.document.clientID)?.['cursor'] === 7);
    one.provider.ws?.close();
    one.provider.shouldConnect = false;
    await eventually(() => seen() === undefined);
    expect(isLateSeen()).toBe(true);
  });

  it('comes in by a ticket', async () => {
    const { server, owner, session } = await world();
    const resource = ofName(session, 'src/main.ts');
    const asked = await owner.client.post('/auth/tickets', { purpose: 'websocket', resource });
    const { ticket: token } = asked.json<{ readonly ticket: string }>();
    const nobody: Someone = { ...owner, client: server.client.as(undefined) };
    await editing(server, nobody, session, { name: 'src/main.ts', params: { token } });
  });

  it('is told for good that there is nothing for it', async () => {
    const { server, session } = await world();
    const stranger = await register(server.client);
    const { provider } = edit(server, stranger, session);
    const closed = await new Promise((resolve) => provider.on('closed', resolve));
    expect(closed).toEqual({ code: 4404, reason: 'session/not-found' });
    expect(provider.shouldConnect).toBe(false);
  });
});

describe('a client that breaks the rules', () => {
  it.each([
    ['an update that is none', documentBytes([0, 2, Uint8Array.of(255, 255, 255)]), 4400, 'document/update-invalid'],
    ['a state vector that is none', documentBytes([0, 0, Uint8Array.of(255)]), 4400, 'document/update-invalid'],
    ['a message that is none', Uint8Array.of(77), 1008, 'no such message of a document'],
    ['a length past the end', Uint8Array.of(0, 2, 100, 1), 1008, 'no such message of a document'],
  ])('is closed alone for %s', async (_what, message, code, reason) => {
    const { server, owner, session } = await world();
    const [one, two] = [await editing(server, owner, session), await editing(server, owner, session)];
    const hostile = await rawSocket(server, owner, ofName(session));
    hostile.ws.send(message);
    expect(await hostile.closed).toEqual({ code, reason });
    one.text.insert(0, 'fine');
    await eventually(() => words(two) === 'fine');
    expect([one.provider.wsconnected, two.provider.wsconnected]).toEqual([true, true]);
  });

  it('is closed for text', async () => {
    const { server, owner, session } = await world();
    const hostile = await rawSocket(server, owner, ofName(session));
    hostile.ws.send('hello');
    expect((await hostile.closed).code).toBe(1003);
  });

  it('is asked for what is lacking when it sends what builds on that', async () => {
    const { server, owner, session } = await world();
    const client = await rawSocket(server, owner, `${ofName(session)}?acks=1`);
    const [, document] = [await client.until(() => client.messages.length > 0), new Y.Doc()];
    document.getText('content').insert(0, 'first');
    const before = Y.encodeStateVector(document);
    document.getText('content').insert(5, ' second');
    client.ws.send(documentBytes([0, 1, Uint8Array.of(0, 0)]));
    client.ws.send(documentBytes([0, 2, Y.encodeStateAsUpdate(document, before)]));
    const asks = () => client.messages.filter(({ data }) => readDocumentMessage(data)?.type === 'step-one').length;
    await client.until(() => asks() === 2);
    client.ws.send(documentBytes([0, 1, Y.encodeStateAsUpdate(document)]));
    const acks = () => client.messages.filter(({ data }) => data[0] === 8).map(({ data }) => data[2]);
    await client.until(() => acks().at(-1) === 3);
    expect(acks()).not.toContain(2);
    const reader = await editing(server, owner, session);
    expect(words(reader)).toBe('first second');
  });
});

describe('a client that reads too slowly', () => {
  it('is closed with the clock, and nobody else', async () => {
    const { server, owner, session } = await world({
      http: { sockets: { maxBufferedBytes: 20_000, stallTimeoutMs: 300 } },
      documents: { maxDocumentBytes: 64 * 1_024 ** 2, compactAfterBytes: 1_024 ** 3, compactAfterUpdates: 1_000 },
    });
    const [one, two] = [await editing(server, owner, session), await editing(server, owner, session)];
    const slow = await rawSocket(server, owner, ofName(session));
    slow.ws.pause();
    // More than a machine holds for a connection by itself.
    for (let round = 1; round <= 100; round += 1) {
      one.text.insert(0, 'x'.repeat(200_000));
      await eventually(() => two.text.length === round * 200_000);
    }
    slow.ws.resume();
    const closed = await slow.closed;
    expect(closed.code).toBe(1013);
    expect(closed.reason).toMatch(/^too slow clock=\d+$/);
    expect(two.provider.wsconnected).toBe(true);
  });
});

describe('acknowledgements', () => {
  it('tell what is durable to who asks, and nobody else', async () => {
    const { server, owner, session } = await world();
    const asking = await rawSocket(server, owner, `${ofName(session)}?acks=1`);
    const quiet = await rawSocket(server, owner, ofName(session, 'other'));
    for (const client of [asking, quiet]) client.ws.send(inserting('hello'));
    await asking.until(() => asking.messages.some(({ data }) => data[0] === 8));
    expect(asking.messages.find(({ data }) => data[0] === 8)?.data).toEqual(Buffer.from([8, 1, 1]));
    quiet.ws.send(Uint8Array.of(3));
    await quiet.until(() => quiet.messages.filter(({ data }) => data[0] === 1).length === 2);
    expect(quiet.messages.some(({ data }) => data[0] === 8)).toBe(false);
  });
});
