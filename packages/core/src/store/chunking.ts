import { err, ok, ResultAsync, type Result } from '../kernel/index.js';
import { collection, type Collection } from './collection.js';
import type { ReadView, ScanPage, ScanPosition, Stored, Transaction } from './record-store.js';
import {
  storeCorrupt,
  type RecordConflict,
  type RecordExists,
  type RecordTooLarge,
  type StoreCorrupt,
  type StoreError,
} from './store-errors.js';

/** The bytes of a value in one record of a chunk collection; the rest of the record's room is for its fields. */
export const CHUNK_BYTES = 64 * 1024;

/** One part of a value that is larger than a record may be. */
export interface Chunk {
  readonly tenantId: string;
  /** What the value belongs to: an id, or several that are joined. */
  readonly ownerId: string;
  /** 0 for the first. */
  readonly part: number;
  /** How many parts the whole value has. */
  readonly parts: number;
}

/** Whose value it is. */
export type ChunkOwner = Pick<Chunk, 'tenantId' | 'ownerId'>;

/** A collection that holds values of any size, each in as many records as it needs. */
export function chunkCollection(name: string): Collection<Chunk> {
  return collection<Chunk>()(name, { key: ['tenantId', 'ownerId', 'part'] });
}

/** Replaces the owner's value by `bytes`; what was longer before is shortened. A value is at most what a transaction may write. */
export function writeChunks(
  tx: Transaction,
  chunks: Collection<Chunk>,
  owner: ChunkOwner,
  bytes: Uint8Array,
): ResultAsync<void, RecordConflict | RecordExists | RecordTooLarge | StoreError> {
  return new ResultAsync(replace(tx, chunks, owner, bytes));
}

/** The owner's value, or `null` when it has none; `store/corrupt` when a part of it is missing. */
export function readChunks(
  view: ReadView,
  chunks: Collection<Chunk>,
  owner: ChunkOwner,
): ResultAsync<Uint8Array | null, StoreError> {
  return allParts(view, chunks, owner).andThen((parts) => (parts.length === 0 ? ok(null) : join(parts)));
}

/** The owner has no value afterwards. */
export function removeChunks(
  tx: Transaction,
  chunks: Collection<Chunk>,
  owner: ChunkOwner,
): ResultAsync<void, RecordConflict | StoreError> {
  return new ResultAsync(removeFrom(tx, chunks, { ...owner, part: 0 }));
}

async function replace(
  tx: Transaction,
  chunks: Collection<Chunk>,
  owner: ChunkOwner,
  bytes: Uint8Array,
): Promise<Result<void, RecordConflict | RecordExists | RecordTooLarge | StoreError>> {
  const parts = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES));
  for (let part = 0; part < parts; part += 1) {
    const slice = bytes.subarray(part * CHUNK_BYTES, (part + 1) * CHUNK_BYTES);
    const { tenantId, ownerId } = owner;
    const written = await tx.put(chunks, { tenantId, ownerId, part, parts }, { bytes: slice });
    if (written.isErr()) return err(written.error);
  }
  return removeFrom(tx, chunks, { ...owner, part: parts });
}

async function removeFrom(
  tx: Transaction,
  chunks: Collection<Chunk>,
  { tenantId, ownerId, part }: ChunkOwner & Pick<Chunk, 'part'>,
): Promise<Result<void, RecordConflict | StoreError>> {
  const rest = await allParts(tx, chunks, { tenantId, ownerId }, part);
  if (rest.isErr()) return err(rest.error);
  for (const { value } of rest.value) {
    const removed = await tx.remove(chunks, [tenantId, ownerId, value.part]);
    if (removed.isErr()) return err(removed.error);
  }
  return ok(undefined);
}

/** How many parts one scan asks for. */
const SCAN_PARTS = 32;

function allParts(
  view: ReadView,
  chunks: Collection<Chunk>,
  { tenantId, ownerId }: ChunkOwner,
  from = 0,
): ResultAsync<readonly Stored<Chunk>[], StoreError> {
  const collect = async (): Promise<Result<readonly Stored<Chunk>[], StoreError>> => {
    const parts: Stored<Chunk>[] = [];
    let after: ScanPosition | null = null;
    do {
      const page: Result<ScanPage<Chunk>, StoreError> = await view.scan(chunks, {
        prefix: [tenantId, ownerId],
        start: [from],
        limit: SCAN_PARTS,
        ...(after === null ? {} : { after }),
      });
      if (page.isErr()) return err(page.error);
      parts.push(...page.value.items);
      after = page.value.next;
    } while (after !== null);
    return ok(parts);
  };
  return new ResultAsync(collect());
}

function join(parts: readonly Stored<Chunk>[]): Result<Uint8Array, StoreCorrupt> {
  const complete = parts.every(({ value }, index) => value.part === index && value.parts === parts.length);
  return complete ? ok(concat(parts)) : err(storeCorrupt());
}

function concat(parts: readonly Stored<Chunk>[]): Uint8Array {
  const { buffer, byteOffset, length } = Buffer.concat(parts.map(({ bytes }) => bytes ?? new Uint8Array()));
  return new Uint8Array(buffer, byteOffset, length);
}
