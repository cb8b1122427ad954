import type { Result } from '../kernel/index.js';
import type { DocumentError } from './document-errors.js';

/** What goes to many connections at once. Its bytes belong to all of them: nobody writes to them. */
export interface Relayed {
  /** A Yjs update (v1), or an awareness update. */
  readonly bytes: Uint8Array;
  /**
   * What `make` makes of the bytes, made once for all connections that ask under the same `dialect`. So a frame of a socket is
   * encoded once however many get it.
   */
  frame(dialect: string, make: (bytes: Uint8Array) => Uint8Array): Uint8Array;
}

/** Why a connection is over. */
export type DocumentCloseReason =
  /** The caller may not see the session any more, or it was deleted. */
  | 'access-lost'
  /** Its sink could not take more. Connect again; what was missed comes by state vectors. */
  | 'too-slow'
  /** Its sink threw. What it threw is in the log. */
  | 'sink-failed'
  /** The document was removed; who connects again begins an empty one. */
  | 'removed'
  /** The document cannot be read or was damaged; `error` says why. */
  | 'failed'
  /** The server is ending. Connect again, elsewhere or later. */
  | 'shutting-down';

/** How a connection ended. */
export interface DocumentEnd {
  readonly reason: DocumentCloseReason;
  /** The clock of the latest update that is known to be stored. */
  readonly clock: number;
  /** Set for `failed`. */
  readonly error?: { readonly type: string; readonly message: string };
}

/**
 * Who takes what a connection gets. Called in order and never at the same time, from when `open` is under way until `closed`;
 * nothing waits for it. `false` says that it cannot take more: the connection is closed as `too-slow`. One that throws is closed as
 * `sink-failed`; nobody else hears of it.
 */
export interface DocumentSink {
  /** An update of somebody else, here or in another replica, or of a restored version. Maybe not stored yet. */
  update(update: Relayed): boolean;
  /** What other connections say of themselves, or that they are gone. An awareness update of `y-protocols`. */
  awareness(awareness: Relayed): boolean;
  /** `count` more of the updates that this connection pushed are stored, in the order in which they were pushed. */
  acknowledged(acknowledged: { readonly clock: number; readonly count: number }): boolean;
  /** Whether this connection may write changed with the caller's role. */
  role(canWrite: boolean): void;
  /** The connection is over; nothing follows. Not called after its own `close`. */
  closed(end: DocumentEnd): void;
}

/** One client of one document. */
export interface DocumentConnection extends Disposable {
  /** Whether updates of this connection are taken now. */
  readonly canWrite: boolean;
  /** The clock of the latest update that is known to be stored; 0 for a document that does not exist yet. */
  readonly clock: number;
  /**
   * Checks the update, gives it to all other connections, and has it stored: `acknowledged` of the sink tells when it is. Until
   * then it may be lost with this process, and the client keeps it. An update with nothing new is only acknowledged. The bytes
   * belong to the document from here on: do not write to them.
   *
   * `document/update-invalid`, `document/update-ahead`, `document/too-large`, `document/rate-limited`, `document/read-only`,
   * `document/unavailable` while the store takes nothing and too much waits, `document/closed`. After an error nothing was done.
   */
  push(update: Uint8Array): Result<void, DocumentError>;
  /**
   * What a client with this state vector (encoded, v1) lacks: updates to be applied in order; none of them may be new to it.
   * At least one. `document/update-invalid` for bytes that are no state vector.
   */
  diff(stateVector: Uint8Array): Result<readonly Uint8Array[], DocumentError>;
  /** What the document has, stored or not, as an encoded state vector (v1): the first step of the sync protocol. */
  stateVector(): Uint8Array;
  /**
   * What this connection says of itself: an awareness update of `y-protocols`, given to all others. A client id belongs to the
   * connection that spoke first for it; what is said of those of others is left out. What it said is taken back when it is over.
   *
   * `document/awareness-invalid`, `document/too-large`, `document/rate-limited`, `document/closed`.
   */
  awareness(update: Uint8Array): Result<void, DocumentError>;
  /** What all connections say of themselves, as one awareness update; `null` when nobody says anything. */
  awarenessStates(): Uint8Array | null;
  /** Ends it; what it pushed is stored nevertheless. Idempotent. */
  close(): void;
}
