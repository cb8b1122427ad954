import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { createCursorCodec, createIdSource, sessionId, tenantId } from '../kernel/index.js';
import { memoryStore, VirtualClock } from '../memory/index.js';
import { RecordSessionRepository } from '../sessions/index.js';
import { DocumentLog, type Appended } from './document-log.js';
import { DocumentPurge } from './document-purge.js';
import { documentBytes, documentCollections, documentUpdates, type StoredDocument } from './document-records.js';
import { StateLog } from './state-log.js';

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

async function world(options: { readonly maxDocumentsPerSession?: number; readonly keepUpdates?: number } = {}) {
  const clock = new VirtualClock();
  const ids = createIdSource(clock);
  const store = memoryStore();
  expectOk(await store.open(documentCollections));
  const { maxDocumentsPerSession = 3, keepUpdates = 2 } = options;
  const log = new DocumentLog({ store, clock, ids, maxDocumentsPerSession });
  const states = new StateLog({ store, clock, ids, keepUpdates });
  const key = { tenantId: tenantId.create(ids), sessionId: sessionId.create(ids), name: 'notes' };
  return { clock, ids, store, log, states, key };
}

function headOf(appended: Appended) {
  if (appended.type !== 'appended') throw new Error(`expected appended, got ${appended.type}`);
  return appended.head;
}

describe('DocumentLog', () => {
  it('begins a document with its first updates, and counts each', async () => {
    const { log, key } = await world();
    expect(expectOk(await log.load(key))).toBeNull();
    const updates = [bytesOf('a'), bytesOf('bc')];
    const head = headOf(expectOk(await log.append({ key, id: null, clock: 0, updates })));
    expect(head).toMatchObject({ ...key, clock: 2, sizeBytes: 3, version: 1 });
    const loaded = expectOk(await log.load(key));
    expect(loaded).toEqual({
      head,
      state: null,
      tail: [
        { clock: 1, bytes: bytesOf('a') },
        { clock: 2, bytes: bytesOf('bc') },
      ],
    });
  });

  it('stores nothing of who is behind, and gives what others did', async () => {
    const { log, key } = await world();
    const head = headOf(expectOk(await log.append({ key, id: null, clock: 0, updates: [bytesOf('a')] })));
    const mine = headOf(expectOk(await log.append({ key, id: head.id, clock: 1, updates: [bytesOf('b')] })));
    const late = expectOk(await log.append({ key, id: head.id, clock: 1, updates: [bytesOf('c')] }));
    expect(late).toEqual({ type: 'behind', head: mine, entries: [{ clock: 2, bytes: bytesOf('b') }] });
    const unknowing = expectOk(await log.append({ key, id: null, clock: 0, updates: [bytesOf('c')] }));
    expect(unknowing).toMatchObject({ type: 'behind', entries: [{ clock: 1 }, { clock: 2 }] });
    expect(expectOk(await log.load(key))?.tail).toHaveLength(2);
  });

  it('keeps updates of any size whole, and in their order', async () => {
    const { log, key } = await world();
    const sizes = [1, 70_000, 3, 64 * 1024, 200_000, 0, 5];
    const updates = sizes.map((size, index) => new Uint8Array(size).fill(index + 1));
    const head = headOf(expectOk(await log.append({ key, id: null, clock: 0, updates })));
    const many = Array.from({ length: 1_500 }, (_none, index) => bytesOf(`${index}`));
    headOf(expectOk(await log.append({ key, id: head.id, clock: sizes.length, updates: many })));
    const entries = expectOk(await log.load(key))?.tail ?? [];
    expect(entries.map(({ clock }) => clock)).toEqual(Array.from({ length: 1_507 }, (_none, index) => index + 1));
    expect(entries.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).toEqual(
      [...updates, ...many].map((update) => Buffer.from(update).toString('base64')),
    );
    const since = expectOk(await log.entriesSince(head, 500));
    expect(since[0]).toEqual({ clock: 501, bytes: many[501 - sizes.length - 1] });
  });

  it('takes no more documents than a session has, and those of other sessions do not count', async () => {
    const { log, key, ids } = await world({ maxDocumentsPerSession: 1 });
    headOf(expectOk(await log.append({ key, id: null, clock: 0, updates: [bytesOf('a')] })));
    const second = { ...key, name: 'second' };
    const refused = await log.append({ key: second, id: null, clock: 0, updates: [bytesOf('a')] });
    expect(expectErr(refused, 'document/limit')).toMatchObject({ scope: 'session', limit: 1 });
    const elsewhere = { ...second, sessionId: sessionId.create(ids) };
    headOf(expectOk(await log.append({ key: elsewhere, id: null, clock: 0, updates: [bytesOf('a')] })));
  });
});

describe('an append by who wrote last', () => {
  it('takes the record as it is known, and goes on from there', async () => {
    const { log, key } = await world();
    const first = headOf(expectOk(await log.append({ key, id: null, clock: 0, updates: [bytesOf('a')] })));
    // Of a record that was read again nothing of this would be left.
    const known = { ...first, versionedAt: 'as it is known' };
    const next = { key, id: first.id, clock: 1, updates: [bytesOf('b')], head: known };
    const second = headOf(expectOk(await log.append(next)));
    expect(second).toMatchObject({ clock: 2, version: 2, sizeBytes: 2, versionedAt: 'as it is known' });
    expect(expectOk(await log.head(key))).toEqual(second);
    expect(expectOk(await log.entriesSince(first, 0)).map(({ clock }) => clock)).toEqual([1, 2]);
  });

  it('stores nothing where somebody else wrote since, and is told what', async () => {
    const { log, key } = await world();
    const head = headOf(expectOk(await log.append({ key, id: null, clock: 0, updates: [bytesOf('a')] })));
    const other = headOf(expectOk(await log.append({ key, id: head.id, clock: 1, updates: [bytesOf('b')] })));
    const late = await log.append({ key, id: head.id, clock: 1, updates: [bytesOf('c')], head });
    expect(expectOk(late)).toEqual({ type: 'behind', head: other, entries: [{ clock: 2, bytes: bytesOf('b') }] });
    expect(expectOk(await log.load(key))?.tail).toHaveLength(2);
  });

  it('is stored where only the state was made anew since', async () => {
    const { log, states, key } = await world();
    const head = headOf(expectOk(await log.append({ key, id: null, clock: 0, updates: [bytesOf('a')] })));
    const state = { head, clock: 1, bytes: bytesOf('s'), foldedBytes: 1, isVersioned: false };
    expect(expectOk(await states.write(state))?.isOurs).toBe(true);
    const next = await log.append({ key, id: head.id, clock: 1, updates: [bytesOf('b')], head });
    expect(headOf(expectOk(next))).toMatchObject({ clock: 2, stateClock: 1, stateBytes: 1, version: 3 });
  });

  it('never writes over another document of its name that is at the same version', async () => {
    const { clock, log, key, store } = await world();
    const cursors = createCursorCodec(new Uint8Array(32));
    const sessions = new RecordSessionRepository(store, cursors);
    const purge = new DocumentPurge({ store, clock, sessions });
    const old = headOf(expectOk(await log.append({ key, id: null, clock: 0, updates: [bytesOf('old')] })));
    expect(expectOk(await purge.remove(old))).toBe(true);
    const fresh = headOf(expectOk(await log.append({ key, id: null, clock: 0, updates: [bytesOf('new')] })));
    expect([fresh.version, fresh.clock, fresh.id === old.id]).toEqual([old.version, old.clock, false]);
    const late = await log.append({ key, id: old.id, clock: 1, updates: [bytesOf('late')], head: old });
    expect(expectOk(late)).toEqual({ type: 'gone' });
    expect(expectOk(await log.load(key))).toMatchObject({ head: fresh, tail: [{ clock: 1, bytes: bytesOf('new') }] });
  });

  it('stores all of several documents, whichever of them is known', async () => {
    const { log, key } = await world();
    const keys = ['a', 'b', 'c'].map((name) => ({ ...key, name }));
    const heads: StoredDocument[] = [];
    for (const each of keys.slice(0, 2))
      heads.push(headOf(expectOk(await log.append({ key: each, id: null, clock: 0, updates: [bytesOf('1')] }))));
    const appends = keys.map((each, index) => {
      const head = heads[index] ?? null;
      // The second one is known by its clock alone.
      return {
        key: each,
        id: head?.id ?? null,
        clock: head?.clock ?? 0,
        updates: [bytesOf('2')],
        head: index === 0 ? head : null,
      };
    });
    const outcomes = expectOk(await log.appendAll(appends));
    expect(outcomes.map((outcome) => headOf(expectOk(outcome)).clock)).toEqual([2, 2, 1]);
  });
});

describe('StateLog', () => {
  it('puts a state in place of what it was made from, and keeps the latest updates readable', async () => {
    const { log, states, key, store } = await world();
    const updates = ['a', 'b', 'c', 'd'].map(bytesOf);
    const head = headOf(expectOk(await log.append({ key, id: null, clock: 0, updates })));
    const bytes = new Uint8Array(150_000).fill(7);
    const state = { head, clock: 4, bytes, foldedBytes: 4, isVersioned: false };
    const current = expectOk(await states.write(state));
    expect(current?.head).toMatchObject({
      clock: 4,
      stateClock: 4,
      stateBytes: 150_000,
      loggedBytes: 4,
      foldedBytes: 4,
      trimmedTo: 2,
    });
    headOf(expectOk(await log.append({ key, id: head.id, clock: 4, updates: [bytesOf('e')] })));
    const loaded = expectOk(await log.load(key));
    expect(loaded).toMatchObject({ head: { clock: 5, sizeBytes: 150_001 }, tail: [{ clock: 5 }] });
    expect(Buffer.from(loaded?.state ?? []).equals(Buffer.from(bytes))).toBe(true);
    // All four were written together, so their record stays for the sake of the latest.
    expect(expectOk(await log.entriesSince(head, 2)).map(({ clock }) => clock)).toEqual([3, 4, 5]);
    if (loaded === null) return;
    expectOk(await states.write({ ...state, head: loaded.head, clock: 5, foldedBytes: 5 }));
    const listed = await store.read((view) => view.scan(documentBytes, { limit: 100 }));
    expect(expectOk(listed).items).toHaveLength(3);
    const kept = await store.read((view) => view.scan(documentUpdates, { limit: 100 }));
    expect(expectOk(kept).items.map(({ value }) => value.clock)).toEqual([4, 5]);
    const late = await log.append({ key, id: head.id, clock: 1, updates: [bytesOf('x')] });
    expect(expectOk(late)).toEqual({ type: 'far-behind' });
  });

  it('leaves the state of who was first, and nothing of who was second', async () => {
    const { log, states, key, store } = await world();
    const head = headOf(expectOk(await log.append({ key, id: null, clock: 0, updates: [bytesOf('a')] })));
    const one = { head, clock: 1, bytes: bytesOf('first'), foldedBytes: 1, isVersioned: false };
    const both = await Promise.all([states.write(one), states.write({ ...one, bytes: bytesOf('second') })]);
    expect(both.map((result) => expectOk(result)?.isOurs).sort()).toEqual([false, true]);
    const listed = await store.read((view) => view.scan(documentBytes, { limit: 100 }));
    expect(expectOk(listed).items).toHaveLength(1);
    expect(expectOk(await log.load(key))?.state).not.toBeNull();
  });
});
