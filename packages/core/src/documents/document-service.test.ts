import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { DocumentWorld, known, YjsClient } from '../../test/document-fixture.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { contentOf } from '../../test/yjs-fixture.js';
import { silentLogger, type LogFields, type Logger } from '../telemetry/index.js';
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

  it('takes from a viewer what is known already, as clients send it when they connect', async () => {
    await using it = await DocumentWorld.open();
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    write(ada, 'abc');
    ada.doc.getText('text').delete(0, 1);
    await it.settle();
    const reader = await new YjsClient().connect(it.carrel, it.people.viewer, it.ref());
    await it.settle();
    expect(reader.acknowledgedUpdates).toHaveLength(1);
    const other = new Y.Doc();
    other.getText('text').insert(0, 'x');
    const connection = known(reader.connection);
    expectErr(connection.push(Y.encodeStateAsUpdate(other)), 'document/read-only');
    const first = Y.encodeStateVector(other);
    other.getText('text').insert(1, 'y');
    expectErr(connection.push(Y.encodeStateAsUpdate(other, first)), 'document/read-only');
    expectErr(connection.push(Uint8Array.of(1, 2, 3)), 'document/update-invalid');
    expect(ada.text).toBe('bc');
  });

  it('takes nothing more once its session is archived, and tells so', async () => {
    await using it = await DocumentWorld.open();
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    write(ada, 'a');
    await it.settle();
    const archived = { changes: { status: 'archived' as const } };
    expectOk(await it.during(it.carrel.sessions.update(it.people.owner, it.ref().sessionId, archived)));
    await it.clock.advance(11_000);
    expect(ada.roles).toEqual([false]);
    const other = new Y.Doc();
    other.getText('text').insert(0, 'x');
    expectErr(known(ada.connection).push(Y.encodeStateAsUpdate(other)), 'document/read-only');
    expect(ada.ends).toEqual([]);
  });

  it('takes a document of 3 MiB as one update, and one byte more than the most never', async () => {
    await using it = await DocumentWorld.open();
    const ada = new YjsClient();
    write(ada, 'x'.repeat(3 * 1_024 * 1_024));
    await ada.connect(it.carrel, it.people.owner, it.ref());
    await it.settle();
    expect(ada.clocks).toEqual([1]);
    const reader = await new YjsClient().connect((await it.replica()).carrel, it.people.viewer, it.ref());
    expect(reader.text).toBe(ada.text);
    const most = 4 * 1_024 * 1_024;
    const sizeOf = (bytes: number) => {
      const doc = new Y.Doc();
      // What the encoding adds is as long whatever the text is, from 2 MiB on.
      doc.clientID = 7;
      doc.getText('text').insert(0, 'y'.repeat(bytes));
      return Y.encodeStateAsUpdate(doc);
    };
    const added = sizeOf(most).length - most;
    expectErr(known(ada.connection).push(sizeOf(most - added + 1)), 'document/too-large');
    expectOk(known(ada.connection).push(sizeOf(most - added)));
    await it.settle();
    expect(ada.clocks).toEqual([1, 2]);
  });

  it('closes a sink that throws, with what it threw in the log, and nobody else', async () => {
    const lines: unknown[] = [];
    const logger: Logger = {
      ...silentLogger,
      child: () => logger,
      error: (fields: LogFields) => void lines.push(fields),
    };
    await using it = await DocumentWorld.open({ carrel: { logger } });
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const ends: unknown[] = [];
    const fault = new Error('a mistake of the host');
    const fail = (): never => {
      throw fault;
    };
    const sink = {
      update: fail,
      awareness: fail,
      acknowledged: fail,
      role: fail,
      closed: (end: unknown) => ends.push(end),
    };
    const broken = expectOk(await it.carrel.documents.open(it.people.viewer, it.ref(), { sink }));
    const worse = { ...sink, closed: fail };
    expectOk(await it.carrel.documents.open(it.people.viewer, it.ref(), { sink: worse }));
    const bob = await new YjsClient().connect(it.carrel, it.people.participant, it.ref());
    write(ada, 'a');
    write(ada, 'b');
    await it.settle();
    expect(bob.text).toBe('ab');
    expect(ada.clocks.at(-1)).toBe(2);
    expect(ends).toEqual([{ reason: 'sink-failed', clock: 0 }]);
    expect(broken.canWrite).toBe(false);
    expect(lines).toEqual([{ error: fault }, { error: fault }, { error: fault }]);
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

  it('tell one that has the document later what clients said of themselves, however much that is', async () => {
    await using it = await DocumentWorld.open();
    const said = 'x'.repeat(12_000);
    for (const client of [1, 2, 3, 4]) {
      const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
      expectOk(known(ada.connection).awareness(says(client, 1, { said })));
    }
    const second = await it.replica();
    const bob = await new YjsClient().connect(second.carrel, it.people.participant, it.ref());
    await it.settle();
    const states = readAwareness(known(known(bob.connection).awarenessStates())) ?? [];
    expect(states.map(({ client }) => client).sort()).toEqual([1, 2, 3, 4]);
    expect(bob.heard.length).toBeGreaterThan(0);
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

  it('counts neither repeated states nor own ones as updates, and bounds own ones', async () => {
    await using it = await DocumentWorld.open({ documents: { maxUpdatesPerSecond: 1, updateBurst: 2 } });
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const bob = await new YjsClient().connect(it.carrel, it.people.participant, it.ref());
    expectOk(known(ada.connection).awareness(says(7, 1, { name: 'Ada' })));
    const connection = known(bob.connection);
    for (let time = 0; time < 50; time += 1) expectOk(connection.awareness(says(7, 1, { name: 'Ada' })));
    expectOk(connection.awareness(says(8, 1, {})));
    expectOk(connection.awareness(says(8, 2, {})));
    const refused = expectErr(connection.awareness(says(8, 3, {})), 'document/rate-limited');
    expect(refused).toMatchObject({ retryAfterMs: 1_000 });
    write(bob, 'a');
    write(bob, 'b');
    expect(ada.text).toBe('ab');
  });

  it('lets one connection speak for so many clients, however they come', async () => {
    await using it = await DocumentWorld.open();
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const many = Array.from({ length: 40 }, (_, client) => ({ client, clock: 1, state: Buffer.from('1') }));
    expectOk(known(ada.connection).awareness(writeAwareness(many)));
    expect(readAwareness(known(known(ada.connection).awarenessStates()))).toHaveLength(16);
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

  it.each([{ open: { viewersMaySpeak: false } }, { documents: { viewersMaySpeak: false } }])(
    'is refused to viewers where the server says so: %j',
    async ({ open = {}, documents = {} }) => {
      await using it = await DocumentWorld.open({ documents });
      const sink = new YjsClient();
      const opened = await it.carrel.documents.open(it.people.viewer, it.ref(), { sink, ...open });
      expectErr(expectOk(opened).awareness(says(7, 1, {})), 'document/read-only');
    },
  );

  it('is of viewers too where nobody says otherwise', async () => {
    await using it = await DocumentWorld.open();
    const reader = await new YjsClient().connect(it.carrel, it.people.viewer, it.ref());
    expectOk(known(reader.connection).awareness(says(7, 1, {})));
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
