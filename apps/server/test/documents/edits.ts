import * as Y from 'yjs';
import type { Chance } from '../kill/chance.js';

/** Changes the document in one of the ways that people do. */
export function edit(document: Y.Doc, chance: Chance): void {
  const kind = EDITS[chance.below(EDITS.length)];
  document.transact(() => kind?.(document, chance));
}

/** All that can be seen of a document. */
export function contentOf(document: Y.Doc): unknown {
  return {
    text: document.getText('text').toDelta() as unknown,
    list: document.getArray('list').toJSON() as unknown,
    map: document.getMap('map').toJSON() as unknown,
  };
}

/** Whether Yjs holds something back that builds on what it lacks. */
export function hasPending(document: Y.Doc): boolean {
  return document.store.pendingStructs !== null || document.store.pendingDs !== null;
}

/** How many of the updates say something that the document does not have. It has them afterwards. */
export function countLost(document: Y.Doc, updates: readonly Uint8Array[]): number {
  let lost = 0;
  let before = Buffer.from(Y.encodeStateAsUpdate(document));
  // Most often none is: all are looked at together, and one by one where that tells.
  const copy = new Y.Doc();
  Y.applyUpdate(copy, before);
  for (const update of updates) Y.applyUpdate(copy, update);
  if (before.equals(Y.encodeStateAsUpdate(copy)) && !hasPending(copy)) return 0;
  for (const update of updates) {
    Y.applyUpdate(document, update);
    const after = Buffer.from(Y.encodeStateAsUpdate(document));
    if (!after.equals(before)) lost += 1;
    before = after;
  }
  return lost;
}

type Edit = (document: Y.Doc, chance: Chance) => void;

/** Deleting is as likely as inserting, so that a document stays small. */
const EDITS: readonly Edit[] = [
  (document, chance) => {
    const text = document.getText('text');
    text.insert(chance.below(text.length + 1), ['x', 'ab', 'é', '\n'][chance.below(4)] ?? '');
  },
  (document, chance) => {
    const text = document.getText('text');
    const at = chance.below(text.length + 1);
    text.delete(at, Math.min(chance.below(4), text.length - at));
  },
  (document, chance) => {
    const text = document.getText('text');
    const at = chance.below(text.length + 1);
    text.format(at, Math.min(chance.below(5), text.length - at), { bold: chance.below(2) === 0 ? true : null });
  },
  (document, chance) => {
    const list = document.getArray('list');
    list.insert(chance.below(list.length + 1), [[chance.below(100), 'é🙂', { deep: [1] }][chance.below(3)]]);
  },
  (document, chance) => {
    const list = document.getArray('list');
    if (list.length > 0) list.delete(chance.below(list.length));
  },
  (document, chance) => {
    document.getMap('map').set(`k${String(chance.below(4))}`, chance.below(1_000));
  },
  (document, chance) => {
    document.getMap('map').delete(`k${String(chance.below(4))}`);
  },
];
