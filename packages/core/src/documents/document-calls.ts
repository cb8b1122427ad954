import type { Forbidden, InvalidInput } from '../kernel/index.js';
import type { AccessError, SessionArchived } from '../sessions/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { DocumentSink } from './document-connection.js';
import type { DocumentError } from './document-errors.js';

/** Why a call to a document was not done. */
export type DocumentFailure =
  DocumentError | AccessError | SessionArchived | Forbidden | InvalidInput | RecordError | StoreError;

export interface OpenDocument {
  /** Who takes what the connection gets. */
  readonly sink: DocumentSink;
  /** Never takes updates, whatever the caller's role allows: for tokens that may only read. @default false */
  readonly readOnly?: boolean | undefined;
  /** Whether who may not write may say something of themselves. @default `documents.viewersMaySpeak` */
  readonly viewersMaySpeak?: boolean | undefined;
  /** Gives the opening up, with `request/aborted`; closes the connection later, as its `close` does. */
  readonly signal?: AbortSignal | undefined;
}

/** What a client that polls brings, and where it is. */
export interface SyncDocument {
  /** The client's own name for itself, the same at every call: 1 to 64 letters, digits and `. _ ~ -`. */
  readonly clientId: string;
  /** The clock of the latest answer that it has applied; 0 at first. */
  readonly since: number;
  /** Its new updates, in their order; at most `documents.maxSyncUpdates`. @default none */
  readonly updates?: readonly Uint8Array[] | undefined;
  /** What its user calls the device, at most 200 characters. @default none */
  readonly device?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a client that polls gets. */
export interface SyncedDocument {
  /** The `since` of its next call; 0 while there is no such document. */
  readonly clock: number;
  /** To be applied in this order. Without those that it brought, unless they come within the whole. */
  readonly updates: readonly Uint8Array[];
  /** Whether `updates` hold the document from its beginning, because what came after `since` is not kept one by one. */
  readonly isWhole: boolean;
}
