import {
  err,
  errAsync,
  ok,
  ResultAsync,
  type Caller,
  type DocumentVersionId,
  type Page,
  type PageRequest,
  type Result,
} from '../kernel/index.js';
import { storeCorrupt } from '../store/index.js';
import { compactUpdates, revertUpdates } from './compact-updates.js';
import type { DocumentAccess, DocumentAction } from './document-access.js';
import type { DocumentFailure } from './document-calls.js';
import { documentNotFound, documentVersionNotFound } from './document-errors.js';
import { checkLabel } from './document-input.js';
import type { DocumentLog } from './document-log.js';
import { toDocument, type StoredDocument } from './document-records.js';
import { store } from './document-sync.js';
import type { DocumentVersionLog } from './document-version-log.js';
import {
  parseDocumentName,
  type Document,
  type DocumentRef,
  type DocumentSnapshot,
  type DocumentVersion,
} from './document.js';
import type { LiveDocument } from './live-document.js';
import type { LiveDocuments } from './live-documents.js';
import { loadYjs } from './load-yjs.js';

/** How large the edit may be that makes a document as it was: what a store takes in one transaction. */
const MAX_EDIT_BYTES = 4 * 1024 * 1024;

/** Names one version of one document. */
export interface DocumentVersionRef extends DocumentRef {
  readonly id: DocumentVersionId;
}

export interface DocumentVersionServiceDeps {
  readonly access: DocumentAccess;
  readonly log: DocumentLog;
  readonly live: LiveDocuments;
  readonly versionLog: DocumentVersionLog;
}

/** The states of documents that are kept. */
export class DocumentVersionService {
  constructor(private readonly deps: DocumentVersionServiceDeps) {}

  /** The newest first. `document/not-found` for a document that is not there. */
  list(
    caller: Caller,
    { sessionId, name, ...page }: DocumentRef & PageRequest,
  ): ResultAsync<Page<DocumentVersion>, DocumentFailure> {
    return this.document(caller, { sessionId, name }, 'documents.read').andThen((document) =>
      this.deps.versionLog.list(document, page),
    );
  }

  /** The version with its state; `document/version-not-found` for one that is not kept. */
  get(caller: Caller, ref: DocumentVersionRef): ResultAsync<DocumentSnapshot, DocumentFailure> {
    return this.document(caller, ref, 'documents.read').andThen((document) => this.snapshot(document, ref.id));
  }

  /**
   * Keeps the document as it is, with all that is stored of it. The oldest version goes past `documents.maxVersions`.
   * `document/not-found` for a document that is not there.
   */
  create(
    caller: Caller,
    ref: DocumentRef & { readonly label?: string | undefined },
  ): ResultAsync<DocumentVersion, DocumentFailure> {
    const label = checkLabel(ref.label);
    if (label.isErr()) return errAsync(label.error);
    return this.document(caller, ref, 'documents.write').andThen(
      (document) => new ResultAsync(this.held(document, (live) => this.keep(live, caller, label.value))),
    );
  }

  /**
   * The document is as it was in that version when ok, by an edit that everybody who is connected merges; what they do at the same
   * time stays. What it was before is kept as a version. `document/too-large` when the edit has more than 4 MiB.
   */
  restore(caller: Caller, ref: DocumentVersionRef): ResultAsync<Document, DocumentFailure> {
    return this.document(caller, ref, 'documents.restore').andThen((document) =>
      this.snapshot(document, ref.id).andThen(
        ({ state }) => new ResultAsync(this.held(document, (live) => this.revert(live, caller, state))),
      ),
    );
  }

  private document(
    caller: Caller,
    { sessionId, name }: DocumentRef,
    action: DocumentAction,
  ): ResultAsync<StoredDocument, DocumentFailure> {
    const { access, log } = this.deps;
    const valid = parseDocumentName(name);
    if (valid.isErr()) return errAsync(valid.error);
    return access
      .check(caller, sessionId, action)
      .andThen(() => log.head({ tenantId: caller.tenantId, sessionId, name }))
      .andThen((head) => (head === null ? err(documentNotFound()) : ok(head)));
  }

  private snapshot(document: StoredDocument, id: DocumentVersionId): ResultAsync<DocumentSnapshot, DocumentFailure> {
    const { tenantId, id: documentId } = document;
    return this.deps.versionLog
      .get({ tenantId, documentId, id })
      .andThen((found) => (found === null ? err(documentVersionNotFound()) : ok(found)));
  }

  private async held<T>(
    document: StoredDocument,
    work: (live: LiveDocument) => Promise<Result<T, DocumentFailure>>,
  ): Promise<Result<T, DocumentFailure>> {
    const hold = await this.deps.live.hold(document);
    if (hold.isErr()) return err(hold.error);
    try {
      return await work(hold.value.live);
    } finally {
      hold.value.release();
    }
  }

  private async keep(
    live: LiveDocument,
    caller: Caller,
    label: string | undefined,
  ): Promise<Result<DocumentVersion, DocumentFailure>> {
    const { head, clock } = live;
    if (head === null) return err(documentNotFound());
    const state = compactUpdates(await loadYjs(), live.content.whole());
    if (state.isErr()) return err(storeCorrupt(state.error.cause));
    const { userId: createdBy } = caller;
    const kept = await this.deps.versionLog.keep({ document: head, clock, state: state.value, createdBy, label });
    if (kept.isErr()) return err(kept.error);
    return kept.value === null ? err(documentNotFound()) : ok(kept.value);
  }

  private async revert(
    live: LiveDocument,
    caller: Caller,
    past: Uint8Array,
  ): Promise<Result<Document, DocumentFailure>> {
    const kept = await this.keep(live, caller, undefined);
    if (kept.isErr()) return err(kept.error);
    const edit = revertUpdates(await loadYjs(), past, live.content.whole());
    if (edit.isErr()) return err(storeCorrupt(edit.error.cause));
    const stored = await store(live, [edit.value], { maxUpdateBytes: MAX_EDIT_BYTES });
    if (stored.isErr()) return err(stored.error);
    return live.head === null ? err(documentNotFound()) : ok(toDocument(live.head));
  }
}
