import {
  errAsync,
  type Caller,
  type Page,
  type PageRequest,
  type ResultAsync,
  type SessionId,
} from '../kernel/index.js';
import type { DocumentFailure, OpenDocument, SyncDocument, SyncedDocument } from './document-calls.js';
import type { DocumentConnection } from './document-connection.js';
import { documentUnavailable } from './document-errors.js';
import { DocumentVersionService } from './document-version-service.js';
import type { Document, DocumentRef } from './document.js';

/**
 * Shared documents of sessions: Yjs documents that many edit at once, each known by its session and name. One that nobody wrote to
 * is empty, and one exists from its first update on.
 */
export class DocumentService {
  readonly versions = new DocumentVersionService();

  /**
   * A connection to the document, which is in memory when ok. `session/not-found` for who may not know of the session,
   * `document/limit` when it has as many connections as may be.
   */
  open(_caller: Caller, _ref: DocumentRef, _options: OpenDocument): ResultAsync<DocumentConnection, DocumentFailure> {
    return errAsync(documentUnavailable());
  }

  /**
   * For who polls: what it brought is stored when ok, all of it, and it has what is newer than `since`. To read takes no more than
   * `documents.read`. Repeat it after an error that leaves open whether it was done: what is there already is not taken twice.
   *
   * `document/stale-clock` for a `since` past the clock; errors of `push` for what it brings, of which nothing is taken then.
   */
  sync(_caller: Caller, _ref: DocumentRef, _request: SyncDocument): ResultAsync<SyncedDocument, DocumentFailure> {
    return errAsync(documentUnavailable());
  }

  /** The documents of the session, by their names. */
  list(_caller: Caller, _sessionId: SessionId, _page: PageRequest = {}): ResultAsync<Page<Document>, DocumentFailure> {
    return errAsync(documentUnavailable());
  }

  /** `document/not-found` for one that nobody wrote to. */
  get(_caller: Caller, _ref: DocumentRef): ResultAsync<Document, DocumentFailure> {
    return errAsync(documentUnavailable());
  }

  /** Gone when ok, with its versions; who is connected is told `removed`. `document/not-found` when it is not there. */
  remove(_caller: Caller, _ref: DocumentRef): ResultAsync<void, DocumentFailure> {
    return errAsync(documentUnavailable());
  }
}
