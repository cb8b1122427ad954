import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { DocumentWorld, known, YjsClient } from '../../test/document-fixture.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { contentOf, edit } from '../../test/yjs-fixture.js';
import { sessionId } from '../kernel/index.js';
import { memoryMetrics } from '../telemetry/index.js';
import {
  documentBytes,
  documentClients,
  documentRemains,
  documents,
  documentUpdates,
  documentVersions,
} from './document-records.js';

const write = (client: YjsClient, text: string) => {
  client.doc.getText('text').insert(client.text.length, text);
};

const COLLECTIONS = [documents, documentUpdates, documentBytes, documentVersions, documentClients, documentRemains];

async function countRecords(it: DocumentWorld): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const each of COLLECTIONS) {
    const page = expectOk(await it.store.read((view) => view.scan<object>(each, { limit: 1_000 })));
    counts[each.name] = page.items.length;
  }
  return counts;
}

async function metered(documents: object = {}) {
  const metrics = memoryMetrics();
  const it = await DocumentWorld.open({ documents, carrel: { metrics } });
  const valueOf = (name: string) => {
    const line = metrics
      .text()
      .split('\n')
      .find((each) => each.startsWith(`${name} `));
    return Number(line?.split(' ')[1] ?? Number.NaN);
  };
  return { it, valueOf };
}

describe('documents in memory', () => {
  it('go when nobody is connected for a while, and stay while somebody is', async () => {
    const { it, valueOf } = await metered({ unloadAfterMs: 1_000 });
    await using _world = it;
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    const bob = await new YjsClient().connect(it.carrel, it.people.owner, it.ref('other'));
    write(ada, 'kept');
    await it.settle();
    bob.disconnect();
    await it.clock.advance(999);
    expect(valueOf('carrel_documents_live')).toBe(2);
    await it.clock.advance(1);
    expect(valueOf('carrel_documents_live')).toBe(1);
    ada.disconnect();
    await it.clock.advance(500);
    const again = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    await it.clock.advance(10_000);
    expect(again.text).toBe('kept');
    expect(valueOf('carrel_documents_live')).toBe(1);
    again.disconnect();
    await it.clock.advance(1_000);
    expect(valueOf('carrel_documents_live')).toBe(0);
    expect(valueOf('carrel_documents_live_bytes')).toBe(0);
  });

  it('are one however many open them at once, also at the instant in which they go', async () => {
    await using it = await DocumentWorld.open({ documents: { unloadAfterMs: 1_000 } });
    const first = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    write(first, 'a');
    await it.settle();
    first.disconnect();
    const going = it.clock.advance(1_000);
    const clients = await Promise.all(
      [1, 2, 3, 4].map(() => new YjsClient().connect(it.carrel, it.people.owner, it.ref())),
    );
    await going;
    write(known(clients[0]), 'b');
    expect(clients.map(({ text }) => text)).toEqual(['ab', 'ab', 'ab', 'ab']);
    await it.settle();
    expect(clients[0]?.clocks).toEqual([2]);
  });

  it('stay while something waits for the store, whoever left', async () => {
    await using it = await DocumentWorld.open({ documents: { unloadAfterMs: 100 } });
    const replica = known(it.replicas[0]);
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    replica.isFailing = true;
    write(ada, 'x');
    ada.disconnect();
    await it.clock.advance(20_000);
    replica.isFailing = false;
    await it.clock.advance(10_000);
    const bob = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    expect(bob.text).toBe('x');
  });

  it('give room to others when they have too many bytes, those that nobody used for longest first', async () => {
    const { it, valueOf } = await metered({ maxLiveBytes: 2_500 });
    await using _world = it;
    for (const name of ['one', 'two', 'three']) {
      const client = await new YjsClient().connect(it.carrel, it.people.owner, it.ref(name));
      write(client, 'x'.repeat(1_000));
      await it.settle();
      if (name !== 'one') client.disconnect();
    }
    // The first is in use, so the second goes.
    expect(valueOf('carrel_documents_live')).toBe(2);
    expect(valueOf('carrel_documents_live_bytes')).toBeLessThan(2_500);
  });
});

describe('compaction', () => {
  it('leaves the same document, and a log that does not grow', async () => {
    await using it = await DocumentWorld.open({
      documents: { compactAfterUpdates: 10, keepUpdates: 20, versionEveryMs: 0 },
    });
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    for (let round = 0; round < 200; round += 1) {
      edit(ada.doc, round, round * 7, round * 3);
      await it.settle();
    }
    await vi.waitUntil(() => ada.unacknowledged.length === 0);
    const fresh = await it.replica();
    const reader = await new YjsClient().connect(fresh.carrel, it.people.viewer, it.ref());
    expect(contentOf(reader.doc)).toEqual(contentOf(ada.doc));
    const counts = await countRecords(it);
    expect(counts['document_bytes']).toBe(1);
    expect(counts['document_updates']).toBeLessThan(130);
  });
});

describe('sync', () => {
  const updateOf = (doc: Y.Doc, change: () => void): Uint8Array => {
    const before = Y.encodeStateVector(doc);
    doc.transact(change);
    return Y.encodeStateAsUpdate(doc, before);
  };

  it('stores what a client brings, and gives what it lacks and did not bring', async () => {
    await using it = await DocumentWorld.open();
    const { documents: service } = it.carrel;
    const caller = it.people.participant;
    const [phone, tablet] = [new Y.Doc(), new Y.Doc()];
    const sync = async (doc: Y.Doc, clientId: string, since: number, updates: Uint8Array[] = []) => {
      const synced = expectOk(await service.sync(caller, it.ref(), { clientId, since, updates }));
      for (const update of synced.updates) Y.applyUpdate(doc, update);
      return synced;
    };
    const one = updateOf(phone, () => phone.getText('text').insert(0, 'one'));
    expect(await sync(phone, 'phone', 0, [one])).toEqual({ clock: 1, updates: [], isWhole: false });
    const two = updateOf(tablet, () => tablet.getText('text').insert(0, 'two'));
    expect(await sync(tablet, 'tablet', 0, [two])).toEqual({ clock: 2, updates: [one], isWhole: false });
    expect(await sync(phone, 'phone', 1)).toEqual({ clock: 2, updates: [two], isWhole: false });
    expect(phone.getText('text').toJSON()).toBe(tablet.getText('text').toJSON());
    // The same request again, whose answer was lost.
    expect(await sync(tablet, 'tablet', 0, [two])).toMatchObject({ clock: 2 });
    const pollers = expectOk(await service.pollers(caller, it.ref()));
    expect(pollers).toMatchObject([
      { clientId: 'phone', clock: 2, userId: caller.userId },
      { clientId: 'tablet', clock: 2 },
    ]);
    expectErr(await service.sync(caller, it.ref(), { clientId: 'phone', since: 3 }), 'document/stale-clock');
  });

  it('knows a clock that another replica gave, before any message of it has come', async () => {
    await using it = await DocumentWorld.open({ hasBus: false });
    const second = await it.replica();
    const [caller, doc] = [it.people.participant, new Y.Doc()];
    const idle = await new YjsClient().connect(second.carrel, it.people.viewer, it.ref());
    const update = updateOf(doc, () => doc.getText('text').insert(0, 'one'));
    const brought = await it.carrel.documents.sync(caller, it.ref(), {
      clientId: 'phone',
      since: 0,
      updates: [update],
    });
    const { clock } = expectOk(brought);
    expect(idle.text).toBe('');
    const next = await second.carrel.documents.sync(caller, it.ref(), { clientId: 'phone', since: clock });
    expect(expectOk(next)).toEqual({ clock: 1, updates: [], isWhole: false });
    expectErr(
      await second.carrel.documents.sync(caller, it.ref(), { clientId: 'phone', since: 2 }),
      'document/stale-clock',
    );
  });

  it('takes all of what a client brings, or nothing', async () => {
    await using it = await DocumentWorld.open();
    const doc = new Y.Doc();
    const good = updateOf(doc, () => doc.getText('text').insert(0, 'a'));
    const request = { clientId: 'phone', since: 0, updates: [good, Uint8Array.of(9)] };
    expectErr(await it.carrel.documents.sync(it.people.owner, it.ref(), request), 'document/update-invalid');
    expectErr(await it.carrel.documents.get(it.people.owner, it.ref()), 'document/not-found');
    const both = { ...request, updates: [good, updateOf(doc, () => doc.getText('text').insert(1, 'b'))] };
    expect(expectOk(await it.carrel.documents.sync(it.people.owner, it.ref(), both))).toMatchObject({ clock: 2 });
  });

  it('gives the whole to who is too far behind', async () => {
    await using it = await DocumentWorld.open({ documents: { compactAfterUpdates: 4, keepUpdates: 4 } });
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    for (let count = 0; count < 20; count += 1) {
      write(ada, `${count} `);
      await it.settle();
    }
    const { documents: service } = it.carrel;
    const near = expectOk(await service.sync(it.people.owner, it.ref(), { clientId: 'near', since: 17 }));
    expect(near).toMatchObject({ clock: 20, isWhole: false });
    expect(near.updates).toHaveLength(3);
    const far = expectOk(await service.sync(it.people.owner, it.ref(), { clientId: 'far', since: 2 }));
    expect(far).toMatchObject({ clock: 20, isWhole: true });
    const doc = new Y.Doc();
    for (const update of far.updates) Y.applyUpdate(doc, update);
    expect(doc.getText('text').toJSON()).toBe(ada.text);
  });

  it.each([
    ['a client id with a space', { clientId: 'a b', since: 0 }],
    ['a clock that is none', { clientId: 'a', since: -1 }],
    ['too many updates', { clientId: 'a', since: 0, updates: Array<Uint8Array>(101).fill(Uint8Array.of(0, 0)) }],
  ])('refuses %s', async (_what, request) => {
    await using it = await DocumentWorld.open();
    expectErr(await it.carrel.documents.sync(it.people.owner, it.ref(), request), 'request/invalid');
  });

  it.each(['', 'a//b', '/a', 'a/', '..', 'a/./b', 'a b', 'ä', 'x'.repeat(201)])('refuses the name %j', async (name) => {
    await using it = await DocumentWorld.open();
    expectErr(await it.carrel.documents.get(it.people.owner, it.ref(name)), 'request/invalid');
  });
});

describe('versions', () => {
  it('bring a document back as it was, for everybody who is connected', async () => {
    await using it = await DocumentWorld.open();
    const { versions } = it.carrel.documents;
    const { owner } = it.people;
    const ada = await new YjsClient().connect(it.carrel, owner, it.ref());
    const bob = await new YjsClient().connect(it.carrel, it.people.participant, it.ref());
    for (let round = 0; round < 30; round += 1) edit(ada.doc, round, round * 7, round * 3);
    await it.settle();
    const past = contentOf(ada.doc);
    const kept = expectOk(await versions.create(owner, { ...it.ref(), label: 'good' }));
    const { clock } = expectOk(await it.carrel.documents.get(owner, it.ref()));
    expect(kept).toMatchObject({ label: 'good', createdBy: owner.userId, clock });
    for (let round = 0; round < 40; round += 1) edit(bob.doc, round + 1, round * 11, round * 5);
    await it.settle();
    expect(contentOf(ada.doc)).not.toEqual(past);
    const restored = expectOk(await versions.restore(owner, { ...it.ref(), id: kept.id }));
    await it.settle();
    expect(contentOf(bob.doc)).toEqual(past);
    expect(contentOf(ada.doc)).toEqual(past);
    expect(restored.clock).toBeGreaterThan(clock);
    const { items } = expectOk(await versions.list(owner, it.ref()));
    expect(items.map(({ id }) => id)).toContain(kept.id);
    expect(items).toHaveLength(2);
    const { state } = expectOk(await versions.get(owner, { ...it.ref(), id: kept.id }));
    const doc = new Y.Doc();
    Y.applyUpdate(doc, state);
    expect(contentOf(doc)).toEqual(past);
  });

  it('are so many at most, the oldest going', async () => {
    await using it = await DocumentWorld.open({ documents: { maxVersions: 2 } });
    const { versions } = it.carrel.documents;
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    write(ada, 'x');
    await it.settle();
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      ids.push(expectOk(await versions.create(it.people.owner, it.ref())).id);
      await it.clock.advance(10);
    }
    const { items } = expectOk(await versions.list(it.people.owner, it.ref()));
    expect(items.map(({ id }) => id)).toEqual([ids[3], ids[2]]);
    expect((await countRecords(it))['document_bytes']).toBe(2);
    const page = expectOk(await versions.list(it.people.owner, { ...it.ref(), limit: 1 }));
    const next = { ...it.ref(), limit: 1, cursor: known(page.nextCursor) };
    expect(expectOk(await versions.list(it.people.owner, next)).items).toMatchObject([{ id: ids[2] }]);
  });

  it('are kept by themselves now and then', async () => {
    await using it = await DocumentWorld.open({ documents: { versionEveryMs: 60_000, compactAfterUpdates: 3 } });
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    for (let count = 0; count < 12; count += 1) {
      write(ada, 'x');
      await it.clock.advance(10_000);
    }
    const { items } = expectOk(await it.carrel.documents.versions.list(it.people.owner, it.ref()));
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ createdBy }) => createdBy === undefined)).toBe(true);
  });
});

describe('upkeep', () => {
  it('leaves nothing of a removed document, nor of those of a deleted session', async () => {
    await using it = await DocumentWorld.open();
    const { owner } = it.people;
    for (const name of ['one', 'two']) {
      const client = await new YjsClient().connect(it.carrel, owner, it.ref(name));
      write(client, 'x'.repeat(100_000));
      await it.settle();
      expectOk(await it.carrel.documents.versions.create(owner, it.ref(name)));
      expectOk(await it.carrel.documents.sync(owner, it.ref(name), { clientId: 'a', since: 0 }));
      client.disconnect();
    }
    expectOk(await it.carrel.documents.remove(owner, it.ref('one')));
    expect(await countRecords(it)).toMatchObject({ documents: 1, document_versions: 1, document_clients: 1 });
    expectOk(await it.carrel.sessions.remove(owner, it.sessionId));
    await it.clock.advance(120_000);
    const nothing = Object.fromEntries(COLLECTIONS.map(({ name }) => [name, 0]));
    expect(await countRecords(it)).toEqual(nothing);
  });

  it('forgets clients that did not poll for long', async () => {
    await using it = await DocumentWorld.open({ documents: { clientTtlMs: 100_000 } });
    const ada = await new YjsClient().connect(it.carrel, it.people.owner, it.ref());
    write(ada, 'x');
    await it.settle();
    expectOk(await it.carrel.documents.sync(it.people.owner, it.ref(), { clientId: 'a', since: 0 }));
    await it.clock.advance(90_000);
    expect((await countRecords(it))['document_clients']).toBe(1);
    await it.clock.advance(90_000);
    expect((await countRecords(it))['document_clients']).toBe(0);
  });

  it('answers like a stranger for a session that never was', async () => {
    await using it = await DocumentWorld.open();
    const ref = { ...it.ref(), sessionId: sessionId.create({ nextBody: () => '0'.repeat(26), nextSecret: () => '' }) };
    expectErr(await it.carrel.documents.get(it.people.owner, ref), 'session/not-found');
    expectErr(await it.carrel.documents.get(await it.stranger(), it.ref()), 'session/not-found');
  });
});
