import {
  documentVersionId,
  err,
  errAsync,
  ok,
  pageLimit,
  ResultAsync,
  toTimestamp,
  type Clock,
  type CursorCodec,
  type DocumentId,
  type DocumentVersionId,
  type IdSource,
  type InvalidInput,
  type Page,
  type PageRequest,
  type Result,
  type TenantId,
  type UserId,
} from '../kernel/index.js';
import {
  readChunks,
  storeCorrupt,
  type RecordStore,
  type StoreError,
  type Transaction,
  type WriteError,
} from '../store/index.js';
import { headIn } from './document-log.js';
import { documentBytes, documentVersions, type StoredDocument } from './document-records.js';
import type { Document, DocumentSnapshot, DocumentVersion } from './document.js';
import { ownerOfVersion, removeBytes, writeBytes } from './state-bytes.js';

export interface NewVersion {
  readonly document: StoredDocument;
  readonly clock: number;
  readonly state: Uint8Array;
  /** @default nobody: it was time */
  readonly createdBy?: UserId | undefined;
  readonly label?: string | undefined;
}

export interface DocumentVersionLogDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly cursors: CursorCodec;
  readonly maxVersions: number;
}

interface VersionKey {
  readonly tenantId: TenantId;
  readonly documentId: DocumentId;
  readonly id: DocumentVersionId;
}

/** States of documents that are kept. Their bytes are written before anybody can find them, and go after nobody can. */
export class DocumentVersionLog {
  constructor(private readonly deps: DocumentVersionLogDeps) {}

  /** Kept when ok, the oldest having gone; `null` when the document is gone meanwhile. */
  async keep(version: NewVersion): Promise<Result<DocumentVersion | null, WriteError>> {
    const { clock, ids, store } = this.deps;
    const { document, state, createdBy, label } = version;
    const { tenantId, sessionId, id: documentId } = document;
    const record: DocumentVersion = {
      ...{ id: documentVersionId.create(ids), tenantId, sessionId, documentId },
      ...{ clock: version.clock, sizeBytes: state.length, createdAt: toTimestamp(clock.now()) },
      ...(createdBy === undefined ? {} : { createdBy }),
      ...(label === undefined ? {} : { label }),
    };
    const owner = ownerOfVersion(record);
    const written = await writeBytes(store, owner, state);
    if (written.isErr()) return err(written.error);
    const kept = await store.transact((tx) => new ResultAsync(this.keepIn(tx, document, record)));
    if (kept.isErr()) return err(kept.error);
    if (kept.value === null) return (await removeBytes(store, owner)).map(() => null);
    for (const { id } of kept.value) {
      const removed = await removeBytes(store, ownerOfVersion({ tenantId, documentId, id }));
      if (removed.isErr()) return err(removed.error);
    }
    return ok(record);
  }

  /** The newest first. */
  list(
    document: Pick<Document, 'tenantId' | 'id'>,
    request: PageRequest,
  ): ResultAsync<Page<DocumentVersion>, InvalidInput | StoreError> {
    const { cursors, store } = this.deps;
    const { tenantId, id } = document;
    const scope = JSON.stringify(['document-versions', tenantId, id]);
    const limit = pageLimit(request);
    if (limit.isErr()) return errAsync(limit.error);
    const after = request.cursor === undefined ? ok(undefined) : cursors.decode(scope, request.cursor);
    if (after.isErr()) return errAsync(after.error);
    const range = { prefix: [tenantId, id], reverse: true, limit: limit.value };
    return store
      .read((view) =>
        view.scan(documentVersions, { ...range, ...(after.value === undefined ? {} : { after: after.value }) }),
      )
      .map(({ items, next }) => ({
        items: items.map(({ value }) => value),
        nextCursor: next === null ? null : cursors.encode(scope, next),
      }));
  }

  /** `null` when it is not kept. */
  get({ tenantId, documentId, id }: VersionKey): ResultAsync<DocumentSnapshot | null, StoreError> {
    return this.deps.store.read((view) =>
      view.get(documentVersions, [tenantId, documentId, id]).andThen((found) => {
        if (found === null) return new ResultAsync(Promise.resolve(ok(null)));
        return readChunks(view, documentBytes, ownerOfVersion(found.value)).andThen((state) =>
          state === null ? err(storeCorrupt()) : ok({ version: found.value, state }),
        );
      }),
    );
  }

  /** The versions that went for it, whose bytes are still there. */
  private async keepIn(
    tx: Transaction,
    document: StoredDocument,
    record: DocumentVersion,
  ): Promise<Result<readonly DocumentVersion[] | null, WriteError>> {
    const head = await headIn(tx, document);
    if (head.isErr()) return err(head.error);
    if (head.value?.id !== document.id) return ok(null);
    const { tenantId, documentId } = record;
    const limit = this.deps.maxVersions + MAX_SURPLUS;
    const listed = await tx.scan(documentVersions, { prefix: [tenantId, documentId], limit });
    if (listed.isErr()) return err(listed.error);
    const { items } = listed.value;
    const surplus = items.slice(0, Math.max(0, items.length + 1 - this.deps.maxVersions)).map(({ value }) => value);
    for (const { id } of surplus) {
      const removed = await tx.remove(documentVersions, [tenantId, documentId, id]);
      if (removed.isErr()) return err(removed.error);
    }
    return (await tx.insert(documentVersions, record)).map(() => surplus);
  }
}

/** How many more than may be are looked at: there are more after the option was made smaller. */
const MAX_SURPLUS = 100;
