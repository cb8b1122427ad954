import { err, ok, type CarrelError, type Clock, type Result, type ResultAsync } from '../kernel/index.js';
import type { RecordStore, ScanPosition, StoreError } from '../store/index.js';
import { headIn } from './document-log.js';
import { documentBytes, documents, documentVersions, type StoredDocument } from './document-records.js';
import { ownerOfState, ownerOfVersion, removeBytes } from './state-bytes.js';

export interface DocumentLeftoversDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
}

const DOCUMENTS_PER_SWEEP = 20;
/** For how long nobody must have named bytes before they go: long after whoever wrote them has, or has died. */
const GRACE_MS = 15 * 60_000;
const MAX_SEEN = 10_000;

/** Erases bytes of states and versions that a process wrote and did not come to name, because it died. */
export class DocumentLeftovers {
  private position: ScanPosition | null = null;
  /** When bytes were first seen that nothing names. */
  private readonly seen = new Map<string, number>();

  constructor(private readonly deps: DocumentLeftoversDeps) {}

  /** Looks at some documents, from where it ended before; `null`, or what could not be done. */
  async sweep(signal: AbortSignal): Promise<CarrelError | null> {
    const after = this.position === null ? {} : { after: this.position };
    const page = await this.deps.store.read((view) => view.scan(documents, { limit: DOCUMENTS_PER_SWEEP, ...after }));
    if (page.isErr()) return page.error;
    for (const { value } of page.value.items) {
      if (signal.aborted) return null;
      const failed = await this.sweepOne(value);
      if (failed !== null) return failed;
    }
    this.position = page.value.next;
    return null;
  }

  private async sweepOne(document: Omit<StoredDocument, 'version'>): Promise<CarrelError | null> {
    const owners = await this.ownersOf(document);
    if (owners.isErr()) return owners.error;
    // Read after the others, so that what was named meanwhile is in it.
    const named = await this.namesOf(document);
    if (named.isErr()) return named.error;
    const nowMs = this.deps.clock.now();
    for (const ownerId of owners.value) {
      if (named.value.has(ownerId)) this.seen.delete(ownerId);
      else if (nowMs - this.firstSeen(ownerId, nowMs) >= GRACE_MS) {
        const removed = await removeBytes(this.deps.store, { tenantId: document.tenantId, ownerId });
        if (removed.isErr()) return removed.error;
        this.seen.delete(ownerId);
      }
    }
    return null;
  }

  /** Whose bytes there are of the document; only the first part of each is read. */
  private async ownersOf({
    tenantId,
    id,
  }: Pick<StoredDocument, 'tenantId' | 'id'>): Promise<Result<readonly string[], StoreError>> {
    const owners: string[] = [];
    let start = `${id}:`;
    for (;;) {
      const range = { prefix: [tenantId], start: [start], end: [`${id};`], limit: 1 };
      const page = await this.deps.store.read((view) => view.scan(documentBytes, range));
      if (page.isErr()) return err(page.error);
      const [first] = page.value.items;
      if (first === undefined) return ok(owners);
      owners.push(first.value.ownerId);
      start = `${first.value.ownerId}!`;
    }
  }

  /** Whose bytes the document needs. */
  private namesOf(document: Omit<StoredDocument, 'version'>): ResultAsync<ReadonlySet<string>, StoreError> {
    const { tenantId, id: documentId } = document;
    const range = { prefix: [tenantId, documentId], limit: MAX_VERSIONS };
    return this.deps.store.read((view) =>
      headIn(view, document).andThen((head) =>
        view.scan(documentVersions, range).map(({ items }) => {
          const states = head === null ? [] : [ownerOfState(head).ownerId];
          return new Set([...states, ...items.map(({ value }) => ownerOfVersion(value).ownerId)]);
        }),
      ),
    );
  }

  private firstSeen(ownerId: string, nowMs: number): number {
    const seenMs = this.seen.get(ownerId) ?? nowMs;
    // Forgotten ones only wait longer.
    if (this.seen.size >= MAX_SEEN) this.seen.clear();
    this.seen.set(ownerId, seenMs);
    return seenMs;
  }
}

/** More than the options allow. */
const MAX_VERSIONS = 2_000;
