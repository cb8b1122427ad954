import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { expectOk } from '../../test/expect-result.js';
import { VirtualClock } from '../memory/index.js';
import { DocumentContent } from './document-content.js';
import { loadYjs } from './load-yjs.js';

const yjs = await loadYjs();

/** What a change of the document brings. */
function changed(doc: Y.Doc, change: (text: Y.Text) => void): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => {
    change(doc.getText('text'));
  });
  return Y.encodeStateAsUpdate(doc, before);
}

/** The content that takes these, one by one, as another replica stored them. */
function contentOf(updates: readonly Uint8Array[]): DocumentContent {
  const content = new DocumentContent(yjs, new VirtualClock());
  for (const [index, bytes] of updates.entries()) expectOk(content.take({ clock: index + 1, bytes }));
  return content;
}

describe('the tail of a document', () => {
  it('gives each client what it lacks, of one client, of several and of none', () => {
    const [ada, bob] = [new Y.Doc(), new Y.Doc()];
    const first = changed(ada, (text) => {
      text.insert(0, 'ada');
    });
    Y.applyUpdate(bob, first);
    const second = changed(bob, (text) => {
      text.insert(3, ' bob');
    });
    Y.applyUpdate(ada, second);
    // What two wrote, in one update: each a part that nobody has.
    const since = Y.encodeStateVector(ada);
    const [more, other] = [new Y.Doc(), new Y.Doc()];
    for (const doc of [more, other]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(ada));
    more.getText('text').insert(0, '1');
    other.getText('text').insert(0, '2');
    Y.applyUpdate(more, Y.encodeStateAsUpdate(other));
    const both = Y.encodeStateAsUpdate(more, since);
    Y.applyUpdate(ada, both);
    const deletes = changed(ada, (text) => {
      text.delete(0, 1);
    });
    const content = contentOf([first, second, both, deletes]);

    const lackedBy = (doc: Y.Doc) => expectOk(content.diff(Y.encodeStateVector(doc)));
    expect(lackedBy(new Y.Doc())).toEqual([first, second, both, deletes]);
    expect(lackedBy(bob)).toEqual([both, deletes]);
    // A state vector says nothing of what is deleted.
    expect(lackedBy(ada)).toEqual([deletes]);
    const fresh = new Y.Doc();
    for (const update of lackedBy(fresh)) Y.applyUpdate(fresh, update);
    expect(fresh.getText('text').toJSON()).toBe(ada.getText('text').toJSON());
  });

  it('knows what is deleted in it, where it is asked', () => {
    const doc = new Y.Doc();
    const insert = changed(doc, (text) => {
      text.insert(0, 'abc');
    });
    const removal = changed(doc, (text) => {
      text.delete(1, 1);
    });
    const content = contentOf([insert, removal]);
    const again = expectOk(content.propose([removal]));
    expect(again.map(({ isNothing }) => isNothing)).toEqual([true]);
    const next = changed(doc, (text) => {
      text.delete(0, 1);
    });
    expect(expectOk(content.propose([next])).map(({ isNothing }) => isNothing)).toEqual([false]);
  });

  it('counts what it holds, and lets go of what is in a state', () => {
    const doc = new Y.Doc();
    const updates = ['a', 'b', 'c'].map((letter) => changed(doc, (text) => text.insert(0, letter)));
    const content = contentOf(updates);
    expect(content.tailBytes).toBe(updates.reduce((sum, { length }) => sum + length, 0));
    const state = Y.encodeStateAsUpdate(doc);
    content.compacted(2, state);
    expect(content.tailLength).toBe(1);
    expect(content.byteCount).toBe(state.length + (updates[2]?.length ?? 0));
    expect(content.entriesSince(2)).toMatchObject([{ clock: 3, bytes: updates[2] }]);
    expect(content.entriesSince(1)).toBeNull();
  });
});
