import { DocumentBytes } from './document-bytes.js';

/** The kinds of messages, the first number of each. */
export const SYNC = 0;
export const AWARENESS = 1;
export const AUTH = 2;
export const QUERY_AWARENESS = 3;
/** Of Hocuspocus: words between clients, which go nowhere here. */
const STATELESS = 5;
/** Of Hocuspocus: the client leaves this document. */
const CLOSE = 7;
/** How what was sent stands: of Hocuspocus, and here for who asks. */
export const SYNC_STATUS = 8;

/** The kinds of messages of synchronisation, the second number of each. */
export const STEP_ONE = 0;
export const STEP_TWO = 1;
export const UPDATE = 2;

/** What a client of a document says. */
export type DocumentRequest =
  /** Asks for what a document with this state vector lacks. */
  | { readonly type: 'step-one'; readonly vector: Uint8Array }
  /** An edit, in the memory of its message; `isWhole` for the answer to step one, which brings all that the server lacked. */
  | { readonly type: 'update'; readonly update: Uint8Array; readonly isWhole: boolean }
  | { readonly type: 'awareness'; readonly update: Uint8Array }
  | { readonly type: 'query-awareness' }
  | { readonly type: 'token' }
  | { readonly type: 'leave' }
  /** Nothing that means anything here. */
  | { readonly type: 'nothing' };

/** What a message of y-protocols asks for; `null` for one that is none, is cut short or goes on behind its end. */
export function readDocumentMessage(message: Uint8Array): DocumentRequest | null {
  return readAll(new DocumentBytes(message), readRequest);
}

/** The same in the dialect of Hocuspocus, where the name of the document comes first. */
export function readNamedMessage(message: Uint8Array, name: Uint8Array): DocumentRequest | null {
  return readAll(new DocumentBytes(message), (bytes) => {
    const named = bytes.view();
    return named === null || Buffer.compare(named, name) !== 0 ? null : readNamed(bytes);
  });
}

function readAll(bytes: DocumentBytes, read: (bytes: DocumentBytes) => DocumentRequest | null): DocumentRequest | null {
  const request = read(bytes);
  return bytes.isAtEnd ? request : null;
}

function readRequest(bytes: DocumentBytes): DocumentRequest | null {
  return readKind(bytes.uint(), bytes);
}

function readNamed(bytes: DocumentBytes): DocumentRequest | null {
  const kind = bytes.uint();
  switch (kind) {
    case AUTH:
      return bytes.uint() === 0 && bytes.view() !== null ? { type: 'token' } : null;
    case STATELESS:
      return bytes.view() === null ? null : { type: 'nothing' };
    case CLOSE:
      return { type: 'leave' };
    default:
      return readKind(kind, bytes);
  }
}

function readKind(kind: number | null, bytes: DocumentBytes): DocumentRequest | null {
  switch (kind) {
    case SYNC:
      return readSync(bytes);
    case AWARENESS: {
      const update = bytes.piece();
      return update === null || !isAwareness(new DocumentBytes(update)) ? null : { type: 'awareness', update };
    }
    case QUERY_AWARENESS:
      return { type: 'query-awareness' };
    default:
      return null;
  }
}

/** Whether the bytes are states of clients: their ids, their clocks and text. */
function isAwareness(bytes: DocumentBytes): boolean {
  let left = bytes.uint();
  for (; left !== null && left > 0; left -= 1) {
    if (bytes.uint() === null || bytes.uint() === null || bytes.view() === null) return false;
  }
  return left === 0 && bytes.isAtEnd;
}

function readSync(bytes: DocumentBytes): DocumentRequest | null {
  const kind = bytes.uint();
  // Who keeps an edit has bytes of its own.
  const piece = bytes.view();
  if (piece === null) return null;
  if (kind === STEP_ONE) return { type: 'step-one', vector: piece };
  return kind === STEP_TWO || kind === UPDATE ? { type: 'update', update: piece, isWhole: kind === STEP_TWO } : null;
}
