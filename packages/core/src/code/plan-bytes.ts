import { err, ok, ResultAsync, type Result } from '../kernel/index.js';
import { CHUNK_BYTES, readChunks, type RecordStore, type StoreError, type WriteError } from '../store/index.js';
import { codePlanBytes, ownerOf, type PlanKey, type PlanPart } from './plan-records.js';

/** How many chunks one transaction writes or removes: well within what one may write. */
const CHUNKS_AT_ONCE = 48;

export interface PartBytes {
  readonly part: PlanPart;
  readonly bytes: Uint8Array;
}

interface PlanChunk {
  readonly ownerId: string;
  readonly part: number;
  readonly parts: number;
  readonly bytes: Uint8Array;
}

/** All are there when ok, written in as many transactions as it takes; again after an error. */
export async function writeParts(
  store: RecordStore,
  key: PlanKey,
  parts: readonly PartBytes[],
): Promise<Result<void, WriteError>> {
  const chunks = parts.flatMap(({ part, bytes }) => chunksOf(ownerOf(key, part).ownerId, bytes));
  const { tenantId } = key;
  for (let first = 0; first < chunks.length; first += CHUNKS_AT_ONCE) {
    const some = chunks.slice(first, first + CHUNKS_AT_ONCE);
    const written = await store.transact((tx) =>
      ResultAsync.combine(some.map(({ bytes, ...chunk }) => tx.put(codePlanBytes, { tenantId, ...chunk }, { bytes }))),
    );
    if (written.isErr()) return err(written.error);
  }
  return ok(undefined);
}

/** `null` for a part that was never written. */
export function readPart(store: RecordStore, key: PlanKey, part: PlanPart): ResultAsync<Uint8Array | null, StoreError> {
  return store.read((view) => readChunks(view, codePlanBytes, ownerOf(key, part)));
}

/** Nothing stands beside the plan any more when ok; again after an error. */
export async function removeParts(store: RecordStore, { tenantId, id }: PlanKey): Promise<Result<void, WriteError>> {
  // `0` is the character after `/`.
  const range = { prefix: [tenantId], start: [`${id}/`], end: [`${id}0`], limit: CHUNKS_AT_ONCE };
  for (;;) {
    const removed = await store.transact((tx) =>
      tx
        .scan(codePlanBytes, range)
        .andThen(({ items }) =>
          ResultAsync.combine(
            items.map(({ value: { ownerId, part } }) => tx.remove(codePlanBytes, [tenantId, ownerId, part])),
          ).map(() => items.length),
        ),
    );
    if (removed.isErr()) return err(removed.error);
    if (removed.value < CHUNKS_AT_ONCE) return ok(undefined);
  }
}

function chunksOf(ownerId: string, bytes: Uint8Array): readonly PlanChunk[] {
  const parts = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES));
  return Array.from({ length: parts }, (_none, part) => ({
    ...{ ownerId, part, parts },
    bytes: bytes.subarray(part * CHUNK_BYTES, (part + 1) * CHUNK_BYTES),
  }));
}
