import { errorMaker, type CarrelError } from '../kernel/index.js';

/** There is no such document, or not for this caller. One exists from its first update on. */
export type DocumentNotFound = CarrelError<'document/not-found'>;
/** There is no such version of the document. */
export type DocumentVersionNotFound = CarrelError<'document/version-not-found'>;

/**
 * Why an update was refused:
 * - `malformed`: it does not decode, has bytes left over, or names what cannot be;
 * - `unsupported`: it decodes, and holds content of a kind that is not taken: a document within the document, or a value that is
 *   nested deeper than 64.
 */
export type UpdateFault = 'malformed' | 'unsupported';

/** The bytes are no Yjs update (v1) that can be taken; nothing of it was. Sent again, it is refused again. */
export interface DocumentUpdateInvalid extends CarrelError<'document/update-invalid'> {
  readonly fault: UpdateFault;
}
/** The update builds on what the server does not have, or leaves out some of its own. Send what is newer than its state vector. */
export type DocumentUpdateAhead = CarrelError<'document/update-ahead'>;

/** The update, what a connection says of itself, or the document with it, is larger than may be. */
export interface DocumentTooLarge extends CarrelError<'document/too-large'> {
  readonly scope: 'update' | 'document' | 'awareness';
  readonly maxBytes: number;
}

/** As many documents, or connections to this one, are there as may be. */
export interface DocumentLimit extends CarrelError<'document/limit'> {
  readonly scope: 'session' | 'connections';
  readonly limit: number;
}

/** The connection sends more than it may. */
export interface DocumentRateLimited extends CarrelError<'document/rate-limited'> {
  readonly retryAfterMs: number;
}

/** The caller may read this document, and not write to it. */
export type DocumentReadOnly = CarrelError<'document/read-only'>;
/** `since` is past the clock of the document: it is of another document of this name, which is gone. Begin again from 0. */
export type DocumentStaleClock = CarrelError<'document/stale-clock'>;
/** The bytes are no awareness update of `y-protocols`. */
export type DocumentAwarenessInvalid = CarrelError<'document/awareness-invalid'>;
/** More updates wait for the store than may; nothing of this one was taken. */
export type DocumentUnavailable = CarrelError<'document/unavailable'>;
/** The connection is over, so it takes nothing any more. */
export type DocumentClosed = CarrelError<'document/closed'>;

export type DocumentError =
  | DocumentNotFound
  | DocumentVersionNotFound
  | DocumentUpdateInvalid
  | DocumentUpdateAhead
  | DocumentTooLarge
  | DocumentLimit
  | DocumentRateLimited
  | DocumentReadOnly
  | DocumentStaleClock
  | DocumentAwarenessInvalid
  | DocumentUnavailable
  | DocumentClosed;

export const documentNotFound = errorMaker('document/not-found', 'There is no such document.', false);
export const documentVersionNotFound = errorMaker(
  'document/version-not-found',
  'There is no such version of the document.',
  false,
);
export const documentUpdateAhead = errorMaker(
  'document/update-ahead',
  'The update builds on what the server does not have; send all that is newer than its state vector.',
  true,
);
export const documentReadOnly = errorMaker(
  'document/read-only',
  'You may read this document; writing takes the role of a participant.',
  false,
);
export const documentStaleClock = errorMaker(
  'document/stale-clock',
  'The document has not come that far, so it is another one than before; begin again from 0.',
  false,
);
export const documentAwarenessInvalid = errorMaker(
  'document/awareness-invalid',
  'The bytes are no awareness update.',
  false,
);
export const documentUnavailable = errorMaker(
  'document/unavailable',
  'Too many updates of this document wait to be stored; try again.',
  true,
  1_000,
);
export const documentClosed = errorMaker('document/closed', 'The connection to the document is over.', false);

const FAULTS: Readonly<Record<UpdateFault, string>> = {
  malformed: 'The bytes are no Yjs update in encoding v1.',
  unsupported: 'The update holds content of a kind that is not taken.',
};

export function documentUpdateInvalid(fault: UpdateFault): DocumentUpdateInvalid {
  return { type: 'document/update-invalid', message: FAULTS[fault], retryable: false, fault };
}

const TOO_LARGE: Readonly<Record<DocumentTooLarge['scope'], (maxBytes: number) => string>> = {
  update: (maxBytes) => `An update has at most ${maxBytes} bytes; send it in pieces.`,
  document: (maxBytes) => `A document has at most ${maxBytes} bytes, encoded; begin another.`,
  awareness: (maxBytes) => `What a connection says of itself has at most ${maxBytes} bytes.`,
};

export function documentTooLarge(scope: DocumentTooLarge['scope'], maxBytes: number): DocumentTooLarge {
  return { type: 'document/too-large', message: TOO_LARGE[scope](maxBytes), retryable: false, scope, maxBytes };
}

const LIMITED: Readonly<Record<DocumentLimit['scope'], (limit: number) => string>> = {
  session: (limit) => `A session has at most ${limit} documents; remove one.`,
  connections: (limit) => `A document has at most ${limit} connections; try again when somebody has left.`,
};

export function documentLimit(scope: DocumentLimit['scope'], limit: number): DocumentLimit {
  const isPassing = scope === 'connections';
  const hint = isPassing ? { retryAfterMs: 1_000 } : {};
  return { type: 'document/limit', message: LIMITED[scope](limit), retryable: isPassing, ...hint, scope, limit };
}

export function documentRateLimited(retryAfterMs: number): DocumentRateLimited {
  const message = 'This connection sends more updates than it may; gather several into one.';
  return { type: 'document/rate-limited', message, retryable: true, retryAfterMs };
}
