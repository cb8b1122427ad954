import * as Y from 'yjs';
import { StateVector } from '../src/documents/state-vector.js';

/** What a document has, as the server keeps it. */
export function vectorOf(doc: Y.Doc): StateVector {
  const vector = new StateVector();
  vector.advance([...Y.decodeStateVector(Y.encodeStateVector(doc))]);
  return vector;
}

/** Whether Yjs holds something back that it could not apply. */
export function hasPending(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
}

/** All that can be seen of a document, whatever its roots are. */
export function contentOf(doc: Y.Doc): unknown {
  return {
    text: doc.getText('text').toDelta() as unknown,
    list: doc.getArray('list').toJSON() as unknown,
    map: doc.getMap('map').toJSON() as unknown,
    xml: doc.getXmlFragment('xml').toJSON(),
  };
}

/** One edit of one kind; `a` and `b` say where and what. */
export function edit(doc: Y.Doc, kind: number, a: number, b: number): void {
  doc.transact(() => {
    EDITS[kind % EDITS.length]?.(doc, a, b);
  });
}

const EDITS: readonly ((doc: Y.Doc, a: number, b: number) => void)[] = [
  (doc, a, b) => {
    const text = doc.getText('text');
    text.insert(a % (text.length + 1), ['x', 'ab', 'é漢', '\n'][b % 4] ?? '');
  },
  (doc, a, b) => {
    const text = doc.getText('text');
    const at = a % (text.length + 1);
    text.delete(at, Math.min(b % 4, text.length - at));
  },
  (doc, a, b) => {
    const text = doc.getText('text');
    const at = a % (text.length + 1);
    text.format(at, Math.min(b % 5, text.length - at), { bold: b % 2 === 0 ? true : null, meta: { b } });
  },
  (doc, a, b) => {
    doc.getText('text').insertEmbed(0, { image: a, b });
  },
  (doc, a, b) => {
    const list = doc.getArray('list');
    const values = [
      a,
      'é',
      null,
      true,
      { none: undefined },
      1.5,
      -b,
      { deep: [a, { b }] },
      new Uint8Array([a % 256]),
      { big: 2n ** 40n },
    ];
    list.insert(a % (list.length + 1), [values[b % values.length]]);
  },
  (doc, a, b) => {
    const list = doc.getArray('list');
    if (list.length > 0) list.delete(a % list.length, Math.min(b % 3, list.length - (a % list.length)));
  },
  (doc, a, b) => {
    doc.getMap('map').set(`k${a % 4}`, b);
  },
  (doc, a) => {
    doc.getMap('map').delete(`k${a % 4}`);
  },
  (doc, a, b) => {
    const inner = new Y.Map();
    doc.getMap('map').set(`m${a % 2}`, inner);
    inner.set('list', Y.Array.from([b, { a }]));
  },
  (doc, a, b) => {
    const xml = doc.getXmlFragment('xml');
    const element = new Y.XmlElement(`e${a % 3}`);
    element.setAttribute('id', `${b}`);
    element.insert(0, [new Y.XmlText('inside')]);
    xml.insert(a % (xml.length + 1), [element]);
  },
];
