/** A document of Yjs. */
export interface YjsDocument {
  /** What could not be put together, for lack of what it builds on. */
  readonly store: { readonly pendingStructs: unknown; readonly pendingDs: unknown };
  transact(change: () => void, origin?: unknown): void;
  destroy(): void;
}

/** What of Yjs is used here. Its own types ask for those of a browser, which whoever installs this need not have. */
export interface Yjs {
  readonly Doc: new () => YjsDocument;
  readonly UndoManager: new (doc: YjsDocument, options: object) => { undo(): unknown };
  applyUpdate(doc: YjsDocument, update: Uint8Array, origin?: unknown): void;
  diffUpdate(update: Uint8Array, stateVector: Uint8Array): Uint8Array;
  encodeStateAsUpdate(doc: YjsDocument, stateVector?: Uint8Array): Uint8Array;
  encodeStateVector(doc: YjsDocument): Uint8Array;
}

let loading: Promise<Yjs> | undefined;

/** Yjs, loaded at first use; asking again costs next to nothing, which a repeated `import()` does not. */
export function loadYjs(): Promise<Yjs> {
  loading ??= import('yjs') as Promise<unknown> as Promise<Yjs>;
  return loading;
}
