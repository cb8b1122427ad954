import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { crashingStore } from '../../test/crashing-store.js';
import { expectOk } from '../../test/expect-result.js';
import { createCursorCodec, createIdSource, sessionId, tenantId } from '../kernel/index.js';
import { memoryStore, VirtualClock } from '../memory/index.js';
import type { RecordStore } from '../store/index.js';
import { compactUpdates } from './compact-updates.js';
import { DocumentLeftovers } from './document-leftovers.js';
import { DocumentLog } from './document-log.js';
import { documentBytes, documentCollections, type StoredDocument } from './document-records.js';
import { DocumentVersionLog } from './document-version-log.js';
import { loadYjs } from './load-yjs.js';
import { StateLog } from './state-log.js';

const ROUNDS = 4;
/** More than everything here takes. */
const MOST_TRANSACTIONS = 60;

const clock = new VirtualClock();
const ids = createIdSource(clock);
const key = { tenantId: tenantId.create(ids), sessionId: sessionId.create(ids), name: 'notes' };

/** A process that writes, compacts and keeps versions until it dies; what it was told is stored. */
async function writeUntilDead(store: RecordStore): Promise<readonly Uint8Array[]> {
  const log = new DocumentLog({ store, clock, ids, maxDocumentsPerSession: 10 });
  const states = new StateLog({ store, clock, ids, keepUpdates: 2 });
  const cursors = createCursorCodec(new Uint8Array(32));
  const versions = new DocumentVersionLog({ store, clock, ids, cursors, maxVersions: 2 });
  const doc = new Y.Doc();
  const acknowledged: Uint8Array[] = [];
  let head: StoredDocument | null = null;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let count = 0; count < 3; count += 1) {
      const before = Y.encodeStateVector(doc);
      doc.getText('text').insert(0, `${round}.${count} ${'x'.repeat(40_000)}`);
      const update = Y.encodeStateAsUpdate(doc, before);
      const append = { key, id: head?.id ?? null, clock: head?.clock ?? 0, updates: [update] };
      const appended = await log.append(append);
      if (appended.isErr() || appended.value.type !== 'appended') return acknowledged;
      acknowledged.push(update);
      head = appended.value.head;
    }
    if (head === null) return acknowledged;
    const state = compactUpdates(await loadYjs(), acknowledged)._unsafeUnwrap();
    const foldedBytes = acknowledged.reduce((sum, { length }) => sum + length, 0);
    const written = await states.write({ head, clock: head.clock, bytes: state, foldedBytes, isVersioned: true });
    if (written.isErr() || written.value === null) return acknowledged;
    head = written.value.head;
    const kept = await versions.keep({ document: head, clock: head.clock, state });
    if (kept.isErr()) return acknowledged;
  }
  return acknowledged;
}

describe.each(['before', 'after'] as const)('a process that dies %s a commit', (when) => {
  it('leaves everything that was acknowledged, wherever it dies', async () => {
    let crashes = 0;
    for (let transactions = 0; transactions < MOST_TRANSACTIONS; transactions += 1) {
      const inner = memoryStore();
      expectOk(await inner.open(documentCollections));
      const dying = crashingStore(inner, when);
      dying.crashAfter(transactions);
      const acknowledged = await writeUntilDead(dying.store);
      if (dying.crashed) crashes += 1;

      const log = new DocumentLog({ store: inner, clock, ids, maxDocumentsPerSession: 10 });
      const loaded = expectOk(await log.load(key));
      const doc = new Y.Doc();
      if (loaded?.state) Y.applyUpdate(doc, loaded.state);
      for (const { bytes } of loaded?.tail ?? []) Y.applyUpdate(doc, bytes);
      const before = Buffer.from(Y.encodeStateAsUpdate(doc));
      for (const update of acknowledged) Y.applyUpdate(doc, update);
      expect(Buffer.from(Y.encodeStateAsUpdate(doc)).equals(before)).toBe(true);
      expect(loaded?.head.clock ?? 0).toBeGreaterThanOrEqual(acknowledged.length);
      if (loaded === null) continue;
      // The next one writes on, compacts, and reads what is still kept one by one.
      const next = new Y.Doc();
      next.getText('text').insert(0, 'after the crash');
      const updates = [Y.encodeStateAsUpdate(next)];
      const appended = expectOk(await log.append({ key, id: loaded.head.id, clock: loaded.head.clock, updates }));
      expect(appended.type).toBe('appended');
      const entries = expectOk(await log.entriesSince(loaded.head, loaded.head.trimmedTo));
      expect(entries.at(-1)?.clock).toBe(loaded.head.clock + 1);
    }
    expect(crashes).toBeGreaterThan(30);
  });
});

describe('what a dead process left', () => {
  it('goes after a while, and nothing else does', async () => {
    const inner = memoryStore();
    expectOk(await inner.open(documentCollections));
    const dying = crashingStore(inner);
    // Three updates, and the bytes of a state; not the switch to it.
    dying.crashAfter(4);
    await writeUntilDead(dying.store);
    const bytes = async () =>
      expectOk(await inner.read((view) => view.scan(documentBytes, { limit: 100 }))).items.length;
    const left = await bytes();
    expect(left).toBeGreaterThan(0);
    const time = new VirtualClock();
    const leftovers = new DocumentLeftovers({ store: inner, clock: time });
    const { signal } = new AbortController();
    expect(await leftovers.sweep(signal)).toBeNull();
    await time.advance(60_000);
    expect(await leftovers.sweep(signal)).toBeNull();
    expect(await bytes()).toBe(left);
    await time.advance(15 * 60_000);
    expect(await leftovers.sweep(signal)).toBeNull();
    expect(await bytes()).toBe(0);

    expect(await writeUntilDead(inner)).toHaveLength(0);
    const log = new DocumentLog({ store: inner, clock, ids, maxDocumentsPerSession: 10 });
    expect(expectOk(await log.load(key))?.tail).toHaveLength(3);
  });
});
