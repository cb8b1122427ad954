import { err, ok, ResultAsync, toTimestamp, type Clock, type IdSource, type Result } from '../kernel/index.js';
import type { RecordError, RecordStore, StoreError, Transaction, WriteError } from '../store/index.js';
import { headIn, putHead } from './document-log.js';
import { documentUpdates, type StoredDocument } from './document-records.js';
import { ownerOfState, removeBytes, writeBytes } from './state-bytes.js';

/** A whole state in place of the updates that made it. */
export interface NewState {
  /** The document as the state was made from: its `stateClock` is that of the state before. */
  readonly head: StoredDocument;
  /** The clock of the new state. */
  readonly clock: number;
  readonly bytes: Uint8Array;
  /** The bytes of all updates that are in it. */
  readonly foldedBytes: number;
  /** Whether a version of it is kept. */
  readonly isVersioned: boolean;
}

/** The document, with a state that this call wrote or somebody else did. */
export interface WrittenState {
  readonly head: StoredDocument;
  readonly isOurs: boolean;
}

export interface StateLogDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** How many of the latest updates stay. */
  readonly keepUpdates: number;
}

const STATE_ID_BYTES = 9;
const RECORDS_AT_ONCE = 100;

/**
 * Writes whole states of documents, in an order in which each crash leaves the document as it was or as it is: the new state stands
 * beside the old one, the head switches to it, and only then what nobody needs any more goes.
 */
export class StateLog {
  constructor(private readonly deps: StateLogDeps) {}

  /**
   * The document with its new state, or with that of somebody else who wrote one meanwhile; `null` when it is gone.
   */
  async write(state: NewState): Promise<Result<WrittenState | null, WriteError>> {
    const { store, ids } = this.deps;
    const { head, bytes } = state;
    const stateId = ids.nextSecret(STATE_ID_BYTES);
    const owner = ownerOfState({ ...head, stateId });
    const placed = await writeBytes(store, owner, bytes);
    if (placed.isErr()) return err(placed.error);
    const switched = await store.transact((tx) => new ResultAsync(this.switchIn(tx, state, stateId)));
    if (switched.isErr()) return err(switched.error);
    const written = switched.value;
    // What is left over when this fails goes with the next sweep.
    if (written?.isOurs !== true) (await removeBytes(store, owner)).unwrapOr(undefined);
    else await this.tidy(head, written.head);
    return ok(written);
  }

  private async switchIn(
    tx: Transaction,
    { head: before, clock, bytes, foldedBytes, isVersioned }: NewState,
    stateId: string,
  ): Promise<Result<WrittenState | null, RecordError | StoreError>> {
    const found = await headIn(tx, before);
    if (found.isErr()) return err(found.error);
    const head = found.value;
    if (head?.id !== before.id) return ok(null);
    if (head.stateClock !== before.stateClock) return ok({ head, isOurs: false });
    const put = await putHead(tx, {
      ...head,
      ...{ stateClock: clock, stateId, stateBytes: bytes.length, foldedBytes },
      sizeBytes: bytes.length + head.loggedBytes - foldedBytes,
      trimmedTo: Math.max(head.trimmedTo, Math.min(clock, head.clock - this.deps.keepUpdates)),
      ...(isVersioned ? { versionedAt: toTimestamp(this.deps.clock.now()) } : {}),
    });
    return put.map((written) => ({ head: written, isOurs: true }));
  }

  /** What is left over when this fails goes with the next state, or the next sweep. */
  private async tidy(before: StoredDocument, current: StoredDocument): Promise<void> {
    const { store } = this.deps;
    if (before.stateId !== '') (await removeBytes(store, ownerOfState(before))).unwrapOr(undefined);
    (await trimUpdates(store, current, current.trimmedTo)).unwrapOr(undefined);
  }
}

/** Removes the updates up to `clock`. */
export async function trimUpdates(
  store: RecordStore,
  { tenantId, id: documentId }: Pick<StoredDocument, 'tenantId' | 'id'>,
  clock: number,
): Promise<Result<void, WriteError>> {
  const range = { prefix: [tenantId, documentId], end: [clock + 1], limit: RECORDS_AT_ONCE };
  for (;;) {
    const removed = await store.transact((tx) =>
      tx
        .scan(documentUpdates, range)
        .andThen(({ items }) =>
          ResultAsync.combine(
            items.map(({ value }) => tx.remove(documentUpdates, [tenantId, documentId, value.clock, value.part])),
          ).map(() => items.length),
        ),
    );
    if (removed.isErr()) return err(removed.error);
    if (removed.value < RECORDS_AT_ONCE) return ok(undefined);
  }
}
