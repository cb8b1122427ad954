import {
  err,
  ok,
  ResultAsync,
  type DocumentId,
  type DocumentVersionId,
  type Result,
  type TenantId,
} from '../kernel/index.js';
import { CHUNK_BYTES, type ChunkOwner, type RecordStore, type ScanOptions, type WriteError } from '../store/index.js';
import { documentBytes } from './document-records.js';

/** How many chunks one transaction writes or removes: well within what one may write. */
const CHUNKS_AT_ONCE = 48;

/** Whose the bytes of a state are. A state is written under a name of its own, so that nobody writes into it. */
export function ownerOfState({
  tenantId,
  id,
  stateId,
}: {
  readonly tenantId: TenantId;
  readonly id: DocumentId;
  readonly stateId: string;
}): ChunkOwner {
  return { tenantId, ownerId: `${id}:s:${stateId}` };
}

/** Whose the bytes of a version are. */
export function ownerOfVersion({
  tenantId,
  documentId,
  id,
}: {
  readonly tenantId: TenantId;
  readonly documentId: DocumentId;
  readonly id: DocumentVersionId;
}): ChunkOwner {
  return { tenantId, ownerId: `${documentId}:v:${id}` };
}

/**
 * Writes bytes of any size, in as many transactions as it takes. Nobody knows of them before a record names their owner, so after
 * a crash they are only left over.
 */
export async function writeBytes(
  store: RecordStore,
  { tenantId, ownerId }: ChunkOwner,
  bytes: Uint8Array,
): Promise<Result<void, WriteError>> {
  const parts = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES));
  for (let first = 0; first < parts; first += CHUNKS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(CHUNKS_AT_ONCE, parts - first) }, (_none, index) => first + index);
    const written = await store.transact((tx) =>
      ResultAsync.combine(
        numbers.map((part) => {
          const slice = bytes.subarray(part * CHUNK_BYTES, (part + 1) * CHUNK_BYTES);
          return tx.put(documentBytes, { tenantId, ownerId, part, parts }, { bytes: slice });
        }),
      ),
    );
    if (written.isErr()) return err(written.error);
  }
  return ok(undefined);
}

/** Removes all bytes of one owner; again after an error, until it is ok. */
export function removeBytes(store: RecordStore, { tenantId, ownerId }: ChunkOwner): Promise<Result<void, WriteError>> {
  return removeAll(store, { prefix: [tenantId, ownerId] });
}

/** Removes all bytes of a document: its states and its versions. */
export function removeAllBytes(
  store: RecordStore,
  { tenantId, documentId }: { readonly tenantId: TenantId; readonly documentId: DocumentId },
): Promise<Result<void, WriteError>> {
  return removeAll(store, { prefix: [tenantId], start: [`${documentId}:`], end: [`${documentId};`] });
}

async function removeAll(store: RecordStore, range: Omit<ScanOptions, 'limit'>): Promise<Result<void, WriteError>> {
  for (;;) {
    const removed = await store.transact((tx) =>
      tx
        .scan(documentBytes, { ...range, limit: CHUNKS_AT_ONCE })
        .andThen(({ items }) =>
          ResultAsync.combine(
            items.map(({ value: { tenantId, ownerId, part } }) => tx.remove(documentBytes, [tenantId, ownerId, part])),
          ).map(() => items.length),
        ),
    );
    if (removed.isErr()) return err(removed.error);
    if (removed.value < CHUNKS_AT_ONCE) return ok(undefined);
  }
}
