import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { DocumentWorld, known, YjsClient } from '../../test/document-fixture.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { contentOf } from '../../test/yjs-fixture.js';
import { readAwareness, writeAwareness } from './awareness-codec.js';

const write = (client: YjsClient, text: string) => {
  client.doc.getText('text').insert(client.text.length, text);
};

/** What a client says of itself. */
const says = (client: number, clock: number, state: unknown) =>
  writeAwareness([{ client, clock, state: state === null ? null : Buffer.from(JSON.stringify(state)) }]);

describe('open', () => {
  it('gives what one client writes to the others at once, and acknowledges it when it is stored', async () => {
    await using it = await DocumentWorld.open();
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const bob = await new YjsClient().connect(it.carrel, it.people.participant, it.ref());
    write(ada, 'hello');
    expect(bob.text).toBe('hello');
    expect(ada.clocks).toEqual([]);
    await it.settle();
    expect(ada.clocks).toEqual([1]);
    expect(bob.clocks).toEqual([]);
    write(bob, '!');
    await it.settle();
    expect(ada.text).toBe('hello!');
    expect(bob.clocks).toEqual([2]);
    expect(expectOk(await it.carrel.documents.get(it.people.viewer, it.ref()))).toMatchObject({
      name: 'notes',
      clock: 2,
    });
  });

  it('makes nothing durable of a document that nobody wrote to', async () => {
    await using it = await DocumentWorld.open();
    await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    await it.settle();
    expectErr(await it.carrel.documents.get(it.people.owner, it.ref()), 'document/not-found');
    expect(expectOk(await it.carrel.documents.list(it.people.owner, it.sessionId)).items).toEqual([]);
  });

  it('encodes a frame once for all who get it', async () => {
    await using it = await DocumentWorld.open();
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const others = await Promise.all(
      [1, 2, 3].map(() => new YjsClient().connect(it.carrel, it.people.viewer, it.ref())),
    );
    write(ada, 'x');
    const frames = new Set(others.map(({ frames: [frame] }) => frame));
    expect(frames.size).toBe(1);
    expect(ada.frames).toEqual([]);
  });

  it('refuses what a viewer writes, and lets it again once the role is another', async () => {
    await using it = await DocumentWorld.open();
    const { owner, viewer } = it.people;
    const reader = new YjsClient((update, client) => {
      client.inbound.push(update);
    });
    await reader.connect(it.carrel, viewer, it.ref());
    write(reader, 'x');
    expect(known(reader.connection).canWrite).toBe(false);
    expectErr(known(reader.connection).push(known(reader.inbound[0])), 'document/read-only');
    const member = { sessionId: it.sessionId, userId: viewer.userId };
    expectOk(await it.carrel.members.set(owner, member, 'participant'));
    await it.settle();
    expect(reader.roles).toEqual([true]);
    expectOk(known(reader.connection).push(known(reader.inbound[0])));
    await it.settle();
    expectOk(await it.carrel.members.remove(owner, member));
    await it.settle();
    expect(reader.ends).toEqual([{ reason: 'access-lost', clock: 1 }]);
  });

  it('closes who is too slow, with the clock, and nobody else', async () => {
    await using it = await DocumentWorld.open();
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const slow = await new YjsClient().connect(it.carrel, it.people.viewer, it.ref());
    const bob = await new YjsClient().connect(it.carrel, it.people.participant, it.ref());
    write(ada, 'a');
    await it.settle();
    slow.isSlow = true;
    write(ada, 'b');
    await it.settle();
    expect(slow.ends).toEqual([{ reason: 'too-slow', clock: 1 }]);
    write(ada, 'c');
    expect(bob.text).toBe('abc');
    expect(slow.text).toBe('ab');
  });

  it('refuses hostile bytes and takes nothing of them', async () => {
    await using it = await DocumentWorld.open({ documents: { maxUpdateBytes: 1_000 } });
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const bob = await new YjsClient().connect(it.carrel, it.people.participant, it.ref());
    const connection = known(bob.connection);
    expectErr(connection.push(Uint8Array.of(1, 2, 3)), 'document/update-invalid');
    expectErr(connection.push(new Uint8Array(1_001)), 'document/too-large');
    expectErr(connection.diff(Uint8Array.of(255)), 'document/update-invalid');
    expectErr(connection.awareness(Uint8Array.of(9)), 'document/awareness-invalid');
    write(ada, 'fine');
    await it.settle();
    expect(bob.text).toBe('fine');
    expect(expectOk(await it.carrel.documents.get(it.people.owner, it.ref())).clock).toBe(1);
  });

  it('holds a document to its size, and still takes what deletes', async () => {
    await using it = await DocumentWorld.open({ documents: { maxDocumentBytes: 2_000 } });
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    write(ada, 'x'.repeat(1_800));
    const other = new Y.Doc();
    other.getText('text').insert(0, 'y'.repeat(300));
    const refused = known(ada.connection).push(Y.encodeStateAsUpdate(other));
    expect(expectErr(refused, 'document/too-large')).toMatchObject({ scope: 'document', maxBytes: 2_000 });
    ada.doc.getText('text').delete(0, 1_800);
    await it.settle();
    expect(ada.clocks).toEqual([2]);
  });

  it('bounds connections, and how often one writes', async () => {
    await using it = await DocumentWorld.open({
      documents: { maxConnections: 1, maxUpdatesPerSecond: 1, updateBurst: 1 },
    });
    const ada = new YjsClient((update, client) => {
      client.inbound.push(update);
    });
    await ada.connect(it.carrel, it.people.owner, it.ref());
    const refused = await it.carrel.documents.open(it.people.admin, it.ref(), { sink: new YjsClient() });
    expect(expectErr(refused, 'document/limit')).toMatchObject({ scope: 'connections', limit: 1 });
    write(ada, 'a');
    write(ada, 'b');
    const connection = known(ada.connection);
    expectOk(connection.push(known(ada.inbound[0])));
    expect(expectErr(connection.push(known(ada.inbound[1])), 'document/rate-limited').retryAfterMs).toBe(1_000);
    await it.clock.advance(1_000);
    expectOk(connection.push(known(ada.inbound[1])));
  });

  it('acknowledges an update that is there only when what it repeats is stored', async () => {
    await using it = await DocumentWorld.open();
    const replica = known(it.replicas[0]);
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const bob = await new YjsClient().connect(it.carrel, it.people.participant, it.ref());
    replica.isFailing = true;
    write(ada, 'x');
    bob.push(Y.encodeStateAsUpdate(bob.doc));
    await it.settle();
    expect(bob.clocks).toEqual([]);
    replica.isFailing = false;
    await it.clock.advance(1_000);
    expect(ada.clocks).toEqual([1]);
    expect(bob.clocks).toEqual([1]);
    expect(expectOk(await it.carrel.documents.get(it.people.owner, it.ref())).clock).toBe(1);
  });
});

describe('a store that fails', () => {
  it('keeps what is written, acknowledges nothing, and goes on when it is back', async () => {
    await using it = await DocumentWorld.open({ documents: { maxUnacknowledgedBytes: 1_000 } });
    const replica = known(it.replicas[0]);
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const bob = await new YjsClient().connect(it.carrel, it.people.participant, it.ref());
    replica.isFailing = true;
    write(ada, 'a'.repeat(600));
    await it.clock.advance(20_000);
    expect(bob.text).toHaveLength(600);
    expect(ada.clocks).toEqual([]);
    const other = new Y.Doc();
    other.getText('text').insert(0, 'y'.repeat(600));
    const refused = known(bob.connection).push(Y.encodeStateAsUpdate(other));
    expect(expectErr(refused, 'document/unavailable')).toMatchObject({ retryable: true });
    expect(bob.text).toHaveLength(600);
    replica.isFailing = false;
    await it.clock.advance(5_000);
    expect(ada.clocks).toEqual([1]);
    const fresh = await it.replica();
    const reader = await new YjsClient().connect(fresh.carrel, it.people.viewer, it.ref());
    expect(reader.text).toHaveLength(600);
  });

  it('is told to who polls, whose updates are stored when it is back', async () => {
    await using it = await DocumentWorld.open();
    const { documents } = it.carrel;
    const replica = known(it.replicas[0]);
    await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const doc = new Y.Doc();
    doc.getText('text').insert(0, 'polled');
    const updates = [Y.encodeStateAsUpdate(doc)];
    const syncing = documents.sync(it.people.owner, it.ref(), { clientId: 'phone', since: 0, updates });
    // The role is looked up before the store fails.
    await new Promise((resolve) => setImmediate(resolve));
    replica.isFailing = true;
    await it.clock.advance(10_000);
    const first = await syncing;
    replica.isFailing = false;
    await it.clock.advance(10_000);
    if (first.isErr()) expect(first.error.type).toBe('store/unavailable');
    const again = expectOk(await documents.sync(it.people.owner, it.ref(), { clientId: 'phone', since: 0, updates }));
    expect(again).toMatchObject({ clock: 1, isWhole: false });
  });
});

describe('replicas', () => {
  it.each([true, false])('have what the others have, with a bus between them: %s', async (hasBus) => {
    await using it = await DocumentWorld.open({ hasBus });
    const second = await it.replica();
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const bob = await new YjsClient().connect(second.carrel, it.people.participant, it.ref());
    write(ada, 'from one ');
    await it.settle();
    await it.clock.advance(hasBus ? 0 : 1_000);
    await it.settle();
    expect(bob.text).toBe('from one ');
    write(bob, 'from the other');
    write(ada, '...');
    await it.settle();
    await it.clock.advance(hasBus ? 0 : 2_000);
    await it.settle();
    expect(contentOf(ada.doc)).toEqual(contentOf(bob.doc));
    expect(ada.text).toContain('from the other');
    expect(expectOk(await it.carrel.documents.get(it.people.owner, it.ref())).clock).toBe(3);
  });

  it('tell each other what clients say of themselves, and that they are gone', async () => {
    await using it = await DocumentWorld.open();
    const second = await it.replica();
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const bob = await new YjsClient().connect(second.carrel, it.people.participant, it.ref());
    expectOk(known(ada.connection).awareness(says(7, 1, { name: 'Ada' })));
    await it.settle();
    expect(bob.heard).toEqual([says(7, 1, { name: 'Ada' })]);
    const late = await new YjsClient().connect(second.carrel, it.people.viewer, it.ref());
    expect(known(late.connection).awarenessStates()).toEqual(says(7, 1, { name: 'Ada' }));
    ada.disconnect();
    await it.settle();
    expect(readAwareness(known(bob.heard[1]))).toEqual([{ client: 7, clock: 1, state: null }]);
    expect(known(late.connection).awarenessStates()).toBeNull();
  });
});

describe('awareness', () => {
  it('leaves out what is said for clients of others, which clients repeat', async () => {
    await using it = await DocumentWorld.open();
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const bob = await new YjsClient().connect(it.carrel, it.people.viewer, it.ref());
    const carl = await new YjsClient().connect(it.carrel, it.people.admin, it.ref());
    expectOk(known(ada.connection).awareness(says(7, 1, { name: 'Ada' })));
    expectOk(known(bob.connection).awareness(says(7, 1, { name: 'Ada' })));
    expectOk(known(bob.connection).awareness(says(7, 2, { name: 'Mallory' })));
    expectOk(known(bob.connection).awareness(says(7, 1, null)));
    expect(carl.heard).toEqual([says(7, 1, { name: 'Ada' })]);
    ada.disconnect();
    expectOk(known(bob.connection).awareness(says(7, 1, { name: 'Ada' })));
    expect(known(carl.connection).awarenessStates()).toBeNull();
  });

  it('refuses too much of it, and what is no JSON', async () => {
    await using it = await DocumentWorld.open({ documents: { maxAwarenessBytes: 100 } });
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const connection = known(ada.connection);
    expectErr(connection.awareness(says(7, 1, 'x'.repeat(200))), 'document/too-large');
    const noJson = writeAwareness([{ client: 7, clock: 1, state: Buffer.from('{') }]);
    expectErr(connection.awareness(noJson), 'document/awareness-invalid');
    expect(connection.awarenessStates()).toBeNull();
  });

  it('is refused to viewers where the server says so', async () => {
    await using it = await DocumentWorld.open();
    const sink = new YjsClient();
    const open = it.carrel.documents.open(it.people.viewer, it.ref(), { sink, viewersMaySpeak: false });
    expectErr(expectOk(await open).awareness(says(7, 1, {})), 'document/read-only');
  });
});

describe('remove', () => {
  it('ends who is connected, in all replicas, and leaves the name free', async () => {
    await using it = await DocumentWorld.open();
    const second = await it.replica();
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const bob = await new YjsClient().connect(second.carrel, it.people.participant, it.ref());
    write(ada, 'x');
    await it.settle();
    expectOk(await it.carrel.documents.remove(it.people.owner, it.ref()));
    await it.settle();
    expect([ada.ends, bob.ends].flat().map(({ reason }) => reason)).toEqual(['removed', 'removed']);
    expectErr(await it.carrel.documents.remove(it.people.owner, it.ref()), 'document/not-found');
    const fresh = await new YjsClient().connect(second.carrel, it.people.owner, it.ref());
    expect(fresh.text).toBe('');
    write(fresh, 'new');
    await it.settle();
    expect(expectOk(await it.carrel.documents.get(it.people.owner, it.ref())).clock).toBe(1);
  });
});

describe('dispose', () => {
  it('stores what waits, and tells everybody', async () => {
    await using it = await DocumentWorld.open();
    const second = await it.replica();
    const bob = await new YjsClient().connect(second.carrel, it.people.owner, it.ref());
    write(bob, 'last words');
    await it.during(second.carrel.dispose());
    expect(bob.ends).toEqual([{ reason: 'shutting-down', clock: 1 }]);
    expect(bob.clocks).toEqual([1]);
    const reader = await new YjsClient().connect(it.carrel, it.people.viewer, it.ref());
    expect(reader.text).toBe('last words');
  });
});
