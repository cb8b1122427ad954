import {
  errAsync,
  type Caller,
  type DocumentVersionId,
  type Page,
  type PageRequest,
  type ResultAsync,
} from '../kernel/index.js';
import type { DocumentFailure } from './document-calls.js';
import { documentUnavailable } from './document-errors.js';
import type { Document, DocumentRef, DocumentSnapshot, DocumentVersion } from './document.js';

/** Names one version of one document. */
export interface DocumentVersionRef extends DocumentRef {
  readonly id: DocumentVersionId;
}

/** The states of documents that are kept. */
export class DocumentVersionService {
  /** The newest first. `document/not-found` for a document that is not there. */
  list(_caller: Caller, _ref: DocumentRef & PageRequest): ResultAsync<Page<DocumentVersion>, DocumentFailure> {
    return errAsync(documentUnavailable());
  }

  /** The version with its state; `document/version-not-found` for one that is not kept. */
  get(_caller: Caller, _ref: DocumentVersionRef): ResultAsync<DocumentSnapshot, DocumentFailure> {
    return errAsync(documentUnavailable());
  }

  /** Keeps the document as it is, with all that is stored of it. The oldest version goes past `documents.maxVersions`. */
  create(
    _caller: Caller,
    _ref: DocumentRef & { readonly label?: string | undefined },
  ): ResultAsync<DocumentVersion, DocumentFailure> {
    return errAsync(documentUnavailable());
  }

  /**
   * The document is as it was in that version when ok, by an edit that everybody who is connected merges; what they do at the same
   * time stays. What it was before is kept as a version.
   */
  restore(_caller: Caller, _ref: DocumentVersionRef): ResultAsync<Document, DocumentFailure> {
    return errAsync(documentUnavailable());
  }
}
