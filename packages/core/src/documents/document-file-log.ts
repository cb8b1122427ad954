import { err, ok, ResultAsync, toTimestamp, type Clock, type Result } from '../kernel/index.js';
import {
  readChunks,
  recordConflict,
  removeChunks,
  storeCorrupt,
  writeChunks,
  type ReadView,
  type RecordStore,
  type ScanPosition,
  type StoreError,
  type Transaction,
  type WriteError,
} from '../store/index.js';
import {
  documentFiles,
  documentFileStates,
  ownerOfMark,
  type BoundFile,
  type FileMark,
  type StoredDocumentFile,
} from './document-file-records.js';
import type { DocumentKey } from './document.js';

export interface DocumentFileLogDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
}

/** A state that goes with the record that names it. */
export interface MarkedState {
  readonly mark: FileMark;
  readonly state: Uint8Array;
}

/** Which documents are bound to which files, and what both had last. A record and the state that it names are written together. */
export class DocumentFileLog {
  constructor(private readonly deps: DocumentFileLogDeps) {}

  /** The binding of the document, or `null`. */
  get(key: DocumentKey): ResultAsync<BoundFile | null, StoreError> {
    return this.deps.store.read((view) => boundIn(view, key));
  }

  /** The state that a mark of the binding names. */
  state(bound: BoundFile, mark: FileMark): ResultAsync<Uint8Array, StoreError> {
    return this.deps.store
      .read((view) => readChunks(view, documentFileStates, ownerOfMark(bound, mark)))
      .andThen((bytes) => (bytes === null ? err(storeCorrupt()) : ok(bytes)));
  }

  /** Bound when ok, in place of what the document was bound to. `record/exists` when another one is bound to this path. */
  put(binding: StoredDocumentFile, state: Uint8Array): ResultAsync<BoundFile, WriteError> {
    return this.deps.store.transact((tx) =>
      removeFileIn(tx, binding)
        .andThen(() => tx.insert(documentFiles, binding))
        .andThen(({ value, version }) =>
          writeChunks(tx, documentFileStates, ownerOfMark(binding, binding.base), state).map(() => ({
            ...value,
            version,
          })),
        ),
    );
  }

  /** Changed when ok. `record/conflict` when somebody changed or removed it since it was read. */
  change(
    bound: BoundFile,
    changes: Partial<Pick<BoundFile, 'base' | 'intent' | 'status' | 'reason' | 'boundBy' | 'as'>>,
    marked?: MarkedState,
  ): ResultAsync<BoundFile, WriteError> {
    const updatedAt = toTimestamp(this.deps.clock.now());
    return this.deps.store.transact((tx) => new ResultAsync(changeIn(tx, bound, { ...changes, updatedAt }, marked)));
  }

  /** Gone when ok, also when it was not there; `bindingId` spares another one that came in its place. */
  remove(key: DocumentKey, bindingId?: string): ResultAsync<void, WriteError> {
    return this.deps.store.transact((tx) =>
      boundIn(tx, key).andThen((bound) =>
        bound === null || (bindingId !== undefined && bound.bindingId !== bindingId)
          ? ok(undefined)
          : removeFileIn(tx, key),
      ),
    );
  }

  /** The bindings of one session, at most so many. */
  ofSession(
    { tenantId, sessionId }: Pick<DocumentKey, 'tenantId' | 'sessionId'>,
    limit: number,
  ): ResultAsync<readonly StoredDocumentFile[], StoreError> {
    return this.deps.store
      .read((view) => view.scan(documentFiles, { prefix: [tenantId, sessionId], limit }))
      .map(({ items }) => items.map(({ value }) => value));
  }

  /** Some bindings of all tenants, from a position on. */
  page(
    limit: number,
    after: ScanPosition | null,
  ): ResultAsync<{ readonly items: readonly StoredDocumentFile[]; readonly next: ScanPosition | null }, StoreError> {
    const range = after === null ? { limit } : { limit, after };
    return this.deps.store
      .read((view) => view.scan(documentFiles, range))
      .map(({ items, next }) => ({ items: items.map(({ value }) => value), next }));
  }
}

/** Takes the binding of a document away with what it names, where there is one. */
export function removeFileIn(tx: Transaction, key: DocumentKey): ResultAsync<void, WriteError> {
  const { tenantId, sessionId, name } = key;
  return tx
    .remove(documentFiles, [tenantId, sessionId, name])
    .andThen(() => removeChunks(tx, documentFileStates, ownerOfMark(key, { slot: 0 })))
    .andThen(() => removeChunks(tx, documentFileStates, ownerOfMark(key, { slot: 1 })));
}

function boundIn(
  view: ReadView,
  { tenantId, sessionId, name }: DocumentKey,
): ResultAsync<BoundFile | null, StoreError> {
  return view
    .get(documentFiles, [tenantId, sessionId, name])
    .map((stored) => stored && { ...stored.value, version: stored.version });
}

async function changeIn(
  tx: Transaction,
  bound: BoundFile,
  changes: Partial<StoredDocumentFile>,
  marked: MarkedState | undefined,
): Promise<Result<BoundFile, WriteError>> {
  const found = await boundIn(tx, bound);
  if (found.isErr()) return err(found.error);
  const current = found.value;
  const isSame = current?.version === bound.version && current.bindingId === bound.bindingId;
  if (!isSame) return err(recordConflict(documentFiles.name, bound.version, current?.version ?? null));
  const { version, ...record } = bound;
  const put = await tx.put(documentFiles, { ...record, ...changes }, { expectVersion: version });
  if (put.isErr()) return err(put.error);
  if (marked !== undefined) {
    const written = await writeChunks(tx, documentFileStates, ownerOfMark(bound, marked.mark), marked.state);
    if (written.isErr()) return err(written.error);
  }
  return ok({ ...put.value.value, version: put.value.version });
}
