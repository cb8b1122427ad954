import type { TenantId } from '../kernel/index.js';
import { CHUNK_BYTES, chunkCollection, collection, type ChunkOwner, type CollectionSchema } from '../store/index.js';
import type { ContentDigest } from './content-digest.js';

/** A content is written in segments of this many bytes, each in a transaction of its own; the last has what is left. */
export const SEGMENT_BYTES = 64 * CHUNK_BYTES;

/** That a content is there. */
export interface ContentRecord {
  readonly tenantId: TenantId;
  readonly digest: ContentDigest;
  readonly bytes: number;
  readonly storedAt: number;
  /** The upload whose chunks it has; empty for a content of one chunk, which is only ever written whole. */
  readonly upload: string;
}

/** Chunks that no content has: of an upload that goes on, was left, or was replaced. */
export interface UploadRecord {
  readonly tenantId: TenantId;
  readonly digest: ContentDigest;
  readonly upload: string;
  /** How many segments there are. */
  readonly segments: number;
  /** When its last segment was written, in milliseconds since the epoch; 0 once nobody writes it any more. */
  readonly touchedAt: number;
}

export const storedContents = collection<ContentRecord>()('stored_contents', { key: ['tenantId', 'digest'] });

export const contentUploads = collection<UploadRecord>()('content_uploads', {
  key: ['tenantId', 'digest', 'upload'],
  indexes: { byTouched: ['touchedAt'] },
});

export const contentChunks = chunkCollection('content_chunks');

/** What a store has to be opened with before a `databaseStorage` over it is. */
export const storageCollections: readonly CollectionSchema[] = [storedContents, contentUploads, contentChunks];

/** Whose chunks a segment of a content are. */
export function segmentOwner(
  { tenantId, digest, upload }: Pick<ContentRecord, 'tenantId' | 'digest' | 'upload'>,
  segment: number,
): ChunkOwner {
  return { tenantId, ownerId: upload === '' ? digest : `${digest}/${upload}/${segment}` };
}

export function segmentsOf({ bytes }: Pick<ContentRecord, 'bytes'>): number {
  return Math.max(1, Math.ceil(bytes / SEGMENT_BYTES));
}

/** Whether a content of so many bytes has one chunk, which is written and removed in place. */
export function isOneChunk(bytes: number): boolean {
  return bytes <= CHUNK_BYTES;
}
