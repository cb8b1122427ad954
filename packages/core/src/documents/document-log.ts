import {
  documentId as documentIds,
  err,
  invariant,
  ok,
  ResultAsync,
  toTimestamp,
  type Clock,
  type DocumentId,
  type IdSource,
  type Result,
} from '../kernel/index.js';
import { readChunks, storeCorrupt } from '../store/index.js';
import type { EntityRecord, ReadView, RecordError, RecordStore, StoreError, Transaction } from '../store/index.js';
import { documentLimit, type DocumentLimit } from './document-errors.js';
import { documentBytes, documents, documentUpdates, type StoredDocument } from './document-records.js';
import type { DocumentKey } from './document.js';
import { ownerOfState } from './state-bytes.js';
import { packUpdates, readEntries, type LogEntry } from './update-records.js';

/** A document as it is stored, whole. */
export interface LoadedDocument {
  readonly head: StoredDocument;
  /** `null` while the log is all there is. */
  readonly state: Uint8Array | null;
  /** The updates after the state. */
  readonly tail: readonly LogEntry[];
}

/** Updates to be stored, by somebody who knows the document up to `clock`. */
export interface Append {
  readonly key: DocumentKey;
  /** `null` for who knows of no such document. */
  readonly id: DocumentId | null;
  readonly clock: number;
  readonly updates: readonly Uint8Array[];
  /**
   * The record as `append` gave it last, of this id and clock. Where nobody wrote it since, it is not read again.
   *
   * @default it is read
   */
  readonly head?: StoredDocument | null;
}

export type Appended =
  /** They are stored, with the clocks that follow. */
  | { readonly type: 'appended'; readonly head: StoredDocument }
  /** Others came before. These are what they did next, maybe not all of it; nothing was stored. */
  | { readonly type: 'behind'; readonly head: StoredDocument; readonly entries: readonly LogEntry[] }
  /** So much happened that it is not kept one by one; load it anew. */
  | { readonly type: 'far-behind' }
  /** It was removed, and maybe made again. */
  | { readonly type: 'gone' };

export interface DocumentLogDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly maxDocumentsPerSession: number;
}

export type AppendError = DocumentLimit | RecordError | StoreError;

/** What became of one document of several. */
type AppendOutcome = Result<Appended, DocumentLimit>;

/** An append with what it takes where there is no such document yet. */
interface Draft extends Append {
  readonly freshId: DocumentId;
  readonly now: string;
}

/** How much of what others did is read at a time. */
const MAX_READ_BYTES = 4 * 1024 * 1024;

/** Documents in a record store: one head each, the updates one after the other, and now and then the whole state. */
export class DocumentLog {
  constructor(private readonly deps: DocumentLogDeps) {}

  head(key: DocumentKey): ResultAsync<StoredDocument | null, StoreError> {
    return this.deps.store.read((view) => headIn(view, key));
  }

  /** In the order of `keys`, `null` for one that is not there. */
  heads(keys: readonly DocumentKey[]): ResultAsync<readonly (StoredDocument | null)[], StoreError> {
    return this.deps.store.read((view) => ResultAsync.combine(keys.map((key) => headIn(view, key))));
  }

  /** The whole document of one moment; `null` when nobody wrote to it. */
  load(key: DocumentKey): ResultAsync<LoadedDocument | null, StoreError> {
    return this.deps.store.read((view) => new ResultAsync(loadIn(view, key)));
  }

  /** What follows `since`, from the one document `head`: about 4 MiB of it at most. */
  entriesSince(
    { tenantId, id: documentId }: Pick<StoredDocument, 'tenantId' | 'id'>,
    since: number,
  ): ResultAsync<readonly LogEntry[], StoreError> {
    const bounds = { maxBytes: MAX_READ_BYTES };
    return this.deps.store.read((view) => new ResultAsync(readEntries(view, { tenantId, documentId }, since, bounds)));
  }

  /**
   * Stores the updates where nobody came before. `document/limit` when they would make one document too many of their session.
   * Both the document and its first updates are there, or neither is.
   */
  append(append: Append): ResultAsync<Appended, AppendError> {
    return this.appendAll([append]).andThen(([outcome]): AppendOutcome => {
      invariant(outcome !== undefined, 'each append has an outcome');
      return outcome;
    });
  }

  /**
   * `append` of different documents in one transaction: what became of each, in their order. The error is that of the transaction,
   * of which nothing is stored then.
   */
  appendAll(appends: readonly Append[]): ResultAsync<readonly AppendOutcome[], RecordError | StoreError> {
    const { clock, ids } = this.deps;
    const now = toTimestamp(clock.now());
    const drafts = appends.map((append): Draft => ({ ...append, freshId: append.id ?? documentIds.create(ids), now }));
    return this.deps.store.transact((tx) => new ResultAsync(this.appendAllIn(tx, drafts)));
  }

  private async appendAllIn(
    tx: Transaction,
    drafts: readonly Draft[],
  ): Promise<Result<readonly AppendOutcome[], RecordError | StoreError>> {
    // Documents that are there do not touch each other, so that a store that is far away is asked for all at once.
    const known = await Promise.all(drafts.map((draft) => appendIfThere(tx, draft)));
    const outcomes: AppendOutcome[] = [];
    for (const [index, draft] of drafts.entries()) {
      // New ones are counted, each with those before it.
      const done = known[index] ?? (await this.begin(tx, draft));
      if (done.isOk()) outcomes.push(ok(done.value));
      else if (done.error.type === 'document/limit') outcomes.push(err(done.error));
      else return err(done.error);
    }
    return ok(outcomes);
  }

  private async begin(tx: Transaction, draft: Draft): Promise<Result<Appended, AppendError>> {
    if (draft.id !== null) return ok({ type: 'gone' });
    const room = await this.checkRoom(tx, draft.key);
    return room.isErr() ? err(room.error) : writeUpdates(tx, newDocument(draft), draft);
  }

  private async checkRoom(
    tx: Transaction,
    { tenantId, sessionId }: DocumentKey,
  ): Promise<Result<void, DocumentLimit | StoreError>> {
    const limit = this.deps.maxDocumentsPerSession;
    const listed = await tx.scan(documents, { prefix: [tenantId, sessionId], limit: Math.max(1, limit) });
    if (listed.isErr()) return err(listed.error);
    return listed.value.items.length >= limit ? err(documentLimit('session', limit)) : ok(undefined);
  }
}

/** The record of the document in this view. */
export function headIn(view: ReadView, key: DocumentKey): ResultAsync<StoredDocument | null, StoreError> {
  const { tenantId, sessionId, name } = key;
  return view.scan(documents, { prefix: [tenantId, sessionId, name], limit: 1 }).map(({ items: [found] }) => {
    return found === undefined ? null : { ...found.value, version: found.version };
  });
}

function newDocument({ key: { tenantId, sessionId, name }, freshId: id, now }: Draft): EntityRecord<StoredDocument> {
  return {
    ...{ id, tenantId, sessionId, name, clock: 0, sizeBytes: 0, createdAt: now, updatedAt: now },
    ...{ stateClock: 0, stateId: '', stateBytes: 0, loggedBytes: 0, foldedBytes: 0, trimmedTo: 0, versionedAt: now },
  };
}

/** `null` where there is no such document. */
async function appendIfThere(
  tx: Transaction,
  draft: Draft,
): Promise<Result<Appended, RecordError | StoreError> | null> {
  const { head: last = null } = draft;
  if (last !== null) {
    // No other document ever has this id, so that the version alone tells whether it is as it was.
    const written = await writeUpdates(tx, last, draft, { expectVersion: last.version });
    if (written.isOk() || written.error.type !== 'record/conflict') return written;
  }
  const found = await headIn(tx, draft.key);
  if (found.isErr()) return err(found.error);
  return found.value === null ? null : appendTo(tx, found.value, draft);
}

async function appendTo(
  tx: Transaction,
  head: StoredDocument,
  draft: Draft,
): Promise<Result<Appended, RecordError | StoreError>> {
  const { id, clock } = draft;
  if (id !== null && head.id !== id) return ok({ type: 'gone' });
  if (head.clock === clock && id !== null) return writeUpdates(tx, head, draft);
  if (head.trimmedTo > clock) return ok({ type: 'far-behind' });
  const owner = { tenantId: head.tenantId, documentId: head.id };
  const entries = await readEntries(tx, owner, clock, { maxBytes: MAX_READ_BYTES });
  return entries.map((others): Appended => ({ type: 'behind', head, entries: others }));
}

/** `record/conflict`, and nothing was written, where the record is not at the version. */
async function writeUpdates(
  tx: Transaction,
  head: EntityRecord<StoredDocument>,
  { updates, now }: Pick<Draft, 'updates' | 'now'>,
  known: { readonly expectVersion?: number } = {},
): Promise<Result<Appended, RecordError | StoreError>> {
  const loggedBytes = head.loggedBytes + updates.reduce((sum, { length }) => sum + length, 0);
  const next = {
    ...head,
    ...{ clock: head.clock + updates.length, loggedBytes },
    sizeBytes: head.stateBytes + loggedBytes - head.foldedBytes,
    updatedAt: now > head.updatedAt ? now : head.updatedAt,
  };
  const put = await putHead(tx, next, known);
  if (put.isErr()) return err(put.error);
  const owner = { tenantId: head.tenantId, documentId: head.id };
  for (const { record, bytes } of packUpdates(owner, head.clock, updates)) {
    const written = await tx.put(documentUpdates, record, { bytes });
    if (written.isErr()) return err(written.error);
  }
  return ok({ type: 'appended', head: put.value });
}

/** The record of the document from here on. */
export async function putHead(
  tx: Transaction,
  head: EntityRecord<StoredDocument>,
  known: { readonly expectVersion?: number } = {},
): Promise<Result<StoredDocument, RecordError | StoreError>> {
  const { version: _version, ...record } = head as StoredDocument;
  const put = await tx.put(documents, record, known);
  return put.map(({ version }) => ({ ...record, version }));
}

async function loadIn(view: ReadView, key: DocumentKey): Promise<Result<LoadedDocument | null, StoreError>> {
  const found = await headIn(view, key);
  if (found.isErr()) return err(found.error);
  const head = found.value;
  if (head === null) return ok(null);
  const owner = { tenantId: head.tenantId, documentId: head.id };
  const state = head.stateClock === 0 ? ok(null) : await readChunks(view, documentBytes, ownerOfState(head));
  if (state.isErr()) return err(state.error);
  if (state.value === null && head.stateClock > 0) return err(storeCorrupt());
  const tail = await readEntries(view, owner, head.stateClock, { maxBytes: Infinity });
  if (tail.isErr()) return err(tail.error);
  const isWhole = head.stateClock + tail.value.length === head.clock;
  return isWhole ? ok({ head, state: state.value, tail: tail.value }) : err(storeCorrupt());
}
