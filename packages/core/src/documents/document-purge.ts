import { err, ok, ResultAsync, toTimestamp, type CarrelError, type Clock, type Result } from '../kernel/index.js';
import type { SessionKey, SessionRepository } from '../sessions/index.js';
import type { Collection, RecordStore, ScanPosition, StoreError, Transaction, WriteError } from '../store/index.js';
import { removeFileIn } from './document-file-log.js';
import { headIn } from './document-log.js';
import type { DocumentKey } from './document.js';
import {
  documentClients,
  documentRemains,
  documents,
  documentVersions,
  type DocumentRemains,
  type StoredDocument,
} from './document-records.js';
import { removeAllBytes } from './state-bytes.js';
import { trimUpdates } from './state-log.js';

export interface DocumentPurgeDeps {
  readonly store: RecordStore;
  readonly sessions: Pick<SessionRepository, 'getMany'>;
  readonly clock: Clock;
}

const HEADS_PER_SWEEP = 100;
const REMAINS_PER_SWEEP = 20;
const RECORDS_AT_ONCE = 100;

type Removable = DocumentKey & Pick<StoredDocument, 'id'>;

/**
 * Erases documents. The first transaction takes the record away, so that nobody finds the document any more and its name is free, and
 * writes down what is left of it; so after a crash the next sweep goes on.
 */
export class DocumentPurge {
  private position: ScanPosition | null = null;

  constructor(private readonly deps: DocumentPurgeDeps) {}

  /** Nobody finds it when ok; `false` when it was gone already, or is another one. Its content goes after, or with a sweep. */
  remove(document: Removable): ResultAsync<boolean, WriteError> {
    const removedAt = toTimestamp(this.deps.clock.now());
    const { tenantId, id: documentId } = document;
    return this.deps.store
      .transact((tx) => new ResultAsync(removeIn(tx, document, removedAt)))
      .andThen((isRemoved) => {
        const remains = { tenantId, documentId, removedAt };
        // What is not erased now is with the next sweep.
        const erased = isRemoved ? this.erase(remains) : Promise.resolve(ok(undefined));
        return new ResultAsync(erased.then(() => ok(isRemoved)));
      });
  }

  /** One bounded piece of work: documents of deleted sessions go, and what is left of others. `null`, or what could not be done. */
  async sweep(signal: AbortSignal): Promise<CarrelError | null> {
    const { sessions, store } = this.deps;
    const after = this.position === null ? {} : { after: this.position };
    const page = await store.read((view) => view.scan(documents, { limit: HEADS_PER_SWEEP, ...after }));
    if (page.isErr()) return page.error;
    const heads = page.value.items.map(({ value }) => value);
    const found = await sessions.getMany(heads.map(({ tenantId, sessionId: id }): SessionKey => ({ tenantId, id })));
    if (found.isErr()) return found.error;
    for (const [index, head] of heads.entries()) {
      if (signal.aborted) return null;
      if (found.value[index] !== null) continue;
      const removed = await this.remove(head);
      if (removed.isErr()) return removed.error;
    }
    this.position = page.value.next;
    return this.eraseRemains(signal);
  }

  private async eraseRemains(signal: AbortSignal): Promise<CarrelError | null> {
    const left = await this.deps.store.read((view) => view.scan(documentRemains, { limit: REMAINS_PER_SWEEP }));
    if (left.isErr()) return left.error;
    for (const { value } of left.value.items) {
      if (signal.aborted) return null;
      const erased = await this.erase(value);
      if (erased.isErr()) return erased.error;
    }
    return null;
  }

  /** All of it is gone when ok; again after an error. */
  private async erase({ tenantId, documentId }: DocumentRemains): Promise<Result<void, WriteError>> {
    const { store } = this.deps;
    const updates = await trimUpdates(store, { tenantId, id: documentId }, Number.MAX_SAFE_INTEGER - 1);
    if (updates.isErr()) return updates;
    const bytes = await removeAllBytes(store, { tenantId, documentId });
    if (bytes.isErr()) return bytes;
    const versions = await this.eraseEach(documentVersions, { tenantId, documentId }, ({ id }) => id);
    if (versions.isErr()) return versions;
    const clients = await this.eraseEach(documentClients, { tenantId, documentId }, ({ clientId }) => clientId);
    if (clients.isErr()) return clients;
    return store.transact((tx) => tx.remove(documentRemains, [tenantId, documentId]));
  }

  private async eraseEach<R extends object>(
    collection: Collection<R>,
    { tenantId, documentId }: Omit<DocumentRemains, 'removedAt'>,
    nameOf: (record: R) => string,
  ): Promise<Result<void, WriteError>> {
    const range = { prefix: [tenantId, documentId], limit: RECORDS_AT_ONCE };
    for (;;) {
      const removed = await this.deps.store.transact((tx) =>
        tx
          .scan(collection, range)
          .andThen(({ items }) =>
            ResultAsync.combine(
              items.map(({ value }) => tx.remove(collection, [tenantId, documentId, nameOf(value)])),
            ).map(() => items.length),
          ),
      );
      if (removed.isErr()) return err(removed.error);
      if (removed.value < RECORDS_AT_ONCE) return ok(undefined);
    }
  }
}

async function removeIn(
  tx: Transaction,
  document: Removable,
  removedAt: string,
): Promise<Result<boolean, WriteError | StoreError>> {
  const found = await headIn(tx, document);
  if (found.isErr()) return err(found.error);
  if (found.value?.id !== document.id) return ok(false);
  const { tenantId, sessionId, name, id: documentId } = document;
  const removed = await tx.remove(documents, [tenantId, sessionId, name, documentId]);
  if (removed.isErr()) return err(removed.error);
  const unbound = await removeFileIn(tx, document);
  if (unbound.isErr()) return err(unbound.error);
  return (await tx.put(documentRemains, { tenantId, documentId, removedAt })).map(() => true);
}
