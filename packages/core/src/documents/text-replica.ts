import { err, ok, type Result } from '../kernel/index.js';
import type { Yjs } from './load-yjs.js';
import type { LiveDocument } from './live-document.js';
import type { TextEdit } from './text-edits.js';

/** The root is no plain text: it has embedded things, is of another kind, or Yjs does not apply what the document holds. */
export type NotPlain = 'not-plain';

/** A state of a document whose text was edited. */
export interface EditedState {
  /** The edit alone. */
  readonly update: Uint8Array;
  /** All of it. */
  readonly state: Uint8Array;
}

type Doc = InstanceType<Yjs['Doc']>;

/** One text of a document as it is stored, of which only what is new is applied each time. */
export class TextReplica {
  private readonly doc: Doc;
  private reached = -1;

  constructor(
    private readonly yjs: Yjs,
    private readonly root: string,
  ) {
    this.doc = new yjs.Doc();
  }

  /** The clock that it has come to. */
  get clock(): number {
    return Math.max(0, this.reached);
  }

  /** What the document says, with all that is stored of it. */
  read(live: Pick<LiveDocument, 'clock' | 'content'>): Result<string, NotPlain> {
    const { clock, content } = live;
    const later = this.reached < 0 ? null : content.entriesSince(this.reached);
    const updates = later === null ? content.whole() : later.map(({ bytes }) => bytes);
    try {
      this.doc.transact(() => {
        for (const update of updates) this.yjs.applyUpdate(this.doc, update);
      });
      this.reached = clock;
      return plainText(this.doc, this.root);
    } catch {
      return err('not-plain');
    }
  }

  encode(): Uint8Array {
    return this.yjs.encodeStateAsUpdate(this.doc);
  }

  destroy(): void {
    this.doc.destroy();
  }
}

/** The text of a whole state. */
export function textOfState(yjs: Yjs, root: string, state: Uint8Array): Result<string, NotPlain> {
  return withState(yjs, state, (doc) => plainText(doc, root));
}

/** The state after these edits of its text; of an author that nobody else is. */
export function editState(
  yjs: Yjs,
  root: string,
  { state, edits }: { readonly state: Uint8Array; readonly edits: readonly TextEdit[] },
): Result<EditedState, NotPlain> {
  return withState(yjs, state, (doc) => {
    const text = doc.getText(root);
    let update = EMPTY_UPDATE;
    doc.on('update', (bytes: Uint8Array) => (update = bytes));
    doc.transact(() => {
      // From the last to the first, so that the places of the others stay.
      for (const { at, remove, insert } of [...edits].reverse()) {
        if (remove > 0) text.delete(at, remove);
        if (insert !== '') text.insert(at, insert);
      }
    });
    return ok({ update, state: yjs.encodeStateAsUpdate(doc) });
  });
}

/** No client, no deletion. */
const EMPTY_UPDATE: Uint8Array = Uint8Array.from([0, 0]);

function withState<T>(yjs: Yjs, state: Uint8Array, work: (doc: Doc) => Result<T, NotPlain>): Result<T, NotPlain> {
  const doc = new yjs.Doc();
  try {
    yjs.applyUpdate(doc, state);
    return work(doc);
  } catch {
    return err('not-plain');
  } finally {
    doc.destroy();
  }
}

/** What is embedded counts as one place and is no text, so edits of such a text would be elsewhere than they say. */
function plainText(doc: Doc, root: string): Result<string, NotPlain> {
  const text = doc.getText(root);
  const plain = text.toJSON();
  return plain.length === text.length ? ok(plain) : err('not-plain');
}
