import { CarrelException, err, ok, type Result, type ResultAsync, type TenantId } from '../kernel/index.js';
import { readChunks, type ReadView, type RecordKey, type RecordStore, type StoreError } from '../store/index.js';
import { contentDigest, type ContentDigest } from './content-digest.js';
import { toStorageError } from './database-errors.js';
import { contentChunks, segmentOwner, segmentsOf, storedContents, type ContentRecord } from './database-records.js';
import {
  contentCorrupt,
  contentNotFound,
  type ContentCorrupt,
  type ContentNotFound,
  type StorageError,
} from './storage-errors.js';
import type { ContentPage } from './storage-provider.js';

/** Where one content is. */
export interface ContentPlace {
  readonly store: RecordStore;
  readonly tenantId: TenantId;
  readonly digest: ContentDigest;
}

/** That the content is there. */
export function findContent(
  { store, tenantId, digest }: ContentPlace,
  over: AbortSignal,
): ResultAsync<ContentRecord, StorageError> {
  return store
    .read((view) => recordIn(view, tenantId, digest), { signal: over })
    .mapErr((error) => (error.type === 'storage/content-not-found' ? error : toStorageError(error)));
}

/**
 * The bytes of a content, a segment at a time. Each is read together with the record that says where it is, so that a content which is
 * stored again meanwhile is read on, and one that is removed is missed.
 */
export async function* readSegments(
  place: ContentPlace,
  content: ContentRecord,
  over: AbortSignal,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  for (let segment = 0; segment < segmentsOf(content); segment += 1) {
    const read = await readSegment(place, segment, over);
    if (read.isErr()) throw new CarrelException(read.error);
    yield read.value;
  }
}

/** What is read at once: contents of one chunk with their bytes, others with where they are. */
export type FoundContent = { readonly record: ContentRecord; readonly data: Uint8Array | null };

/** Several contents at once, checked as far as their bytes were read. */
export async function findContents(
  store: RecordStore,
  tenantId: TenantId,
  digests: readonly ContentDigest[],
  over: AbortSignal,
): Promise<Result<readonly FoundContent[], StorageError>> {
  const found = await store.read((view) => recordsIn(view, tenantId, digests), { signal: over });
  if (found.isErr()) return err(toStorageError(found.error));
  const contents: FoundContent[] = [];
  for (const [index, digest] of digests.entries()) {
    const content = found.value[index] ?? null;
    if (content === null) return err(contentNotFound(digest));
    const { record, data } = content;
    if (record.upload === '' && (data === null || contentDigest(data) !== digest)) return err(contentCorrupt(digest));
    contents.push(content);
  }
  return ok(contents);
}

/** A page of what the tenant has, in the order of the digests. */
export function listContents(
  store: RecordStore,
  tenantId: TenantId,
  { after, limit, over }: { readonly after: string | undefined; readonly limit: number; readonly over: AbortSignal },
): ResultAsync<ContentPage, StoreError> {
  // No digest is between one and the same with the lowest digit behind it.
  const start = after === undefined ? {} : { start: [`${after}0`] };
  const options = { prefix: [tenantId], limit, ...start };
  return store
    .read((view) => view.scan(storedContents, options), { signal: over })
    .map(({ items, next }) => {
      const found = items.map(({ value: { digest, bytes, storedAt } }) => ({ digest, bytes, storedAt }));
      return { items: found, next: next === null ? null : (found.at(-1)?.digest ?? null) };
    });
}

function readSegment(
  { store, tenantId, digest }: ContentPlace,
  segment: number,
  over: AbortSignal,
): ResultAsync<Uint8Array, StorageError> {
  const read = store.read<Uint8Array, StoreError | ContentNotFound | ContentCorrupt>(
    (view) =>
      recordIn(view, tenantId, digest).andThen((record) =>
        readChunks(view, contentChunks, segmentOwner(record, segment)).andThen((data) =>
          data === null ? err(contentCorrupt(digest)) : ok(data),
        ),
      ),
    { signal: over },
  );
  return read.mapErr((error) => {
    if (error.type === 'storage/content-not-found' || error.type === 'storage/content-corrupt') return error;
    return error.type === 'store/corrupt' ? contentCorrupt(digest) : toStorageError(error);
  });
}

function recordIn(
  view: ReadView,
  tenantId: TenantId,
  digest: ContentDigest,
): ResultAsync<ContentRecord, StoreError | ContentNotFound> {
  return view
    .get(storedContents, [tenantId, digest])
    .andThen((found) => (found === null ? err(contentNotFound(digest)) : ok(found.value)));
}

function recordsIn(
  view: ReadView,
  tenantId: TenantId,
  digests: readonly ContentDigest[],
): ResultAsync<readonly (FoundContent | null)[], StoreError> {
  const contentKeys = digests.map((digest): RecordKey => [tenantId, digest]);
  return view.getMany(storedContents, contentKeys).andThen((records) => {
    const inPlace = records.map((stored) => stored?.value).filter((record) => record?.upload === '');
    const chunkKeys = inPlace.map((record): RecordKey => [tenantId, record?.digest ?? '', 0]);
    return view.getMany(contentChunks, chunkKeys).map((chunks) => {
      const bytes = new Map(chunks.map((chunk) => [chunk?.value.ownerId, chunk?.bytes ?? null]));
      return records.map((stored) =>
        stored === null ? null : { record: stored.value, data: bytes.get(stored.value.digest) ?? null },
      );
    });
  });
}
