import { randomUUID } from 'node:crypto';
import { errAsync, okAsync, ResultAsync, type Clock, type Result, type TenantId } from '../kernel/index.js';
import { writeChunks, type RecordError, type RecordStore, type StoreError, type Transaction } from '../store/index.js';
import type { ContentDigest } from './content-digest.js';
import { discardUpload } from './database-leftovers.js';
import {
  contentChunks,
  contentUploads,
  segmentOwner,
  SEGMENT_BYTES,
  type ContentRecord,
  type UploadRecord,
} from './database-records.js';
import { putContent } from './database-writes.js';
import { storageUnavailable, type StorageUnavailable } from './storage-errors.js';

export type UploadError = StoreError | RecordError | StorageUnavailable;

/** Where and when an upload happens. */
export interface UploadPlace {
  readonly store: RecordStore;
  readonly clock: Clock;
}

/**
 * One content on its way into the store, a segment a transaction. The transaction of the last one makes the content be there; until
 * then nobody sees any of it.
 */
export class DatabaseUpload {
  private segments = 0;
  private bytes = 0;
  private readonly id = randomUUID();

  constructor(
    private readonly place: UploadPlace,
    private readonly tenantId: TenantId,
    private readonly digest: ContentDigest,
  ) {}

  /** Stores `chunks`, which throw when they are not what they should be. On an error, or a throw, nothing of it remains. */
  async write(chunks: AsyncIterable<Uint8Array>): Promise<Result<void, UploadError>> {
    let written: Result<void, UploadError> | undefined;
    try {
      written = await this.writeAll(chunks);
      return written;
    } finally {
      if (written?.isOk() !== true && this.segments > 0) await this.discard(this.key());
    }
  }

  private async writeAll(chunks: AsyncIterable<Uint8Array>): Promise<Result<void, UploadError>> {
    let last: Uint8Array = new Uint8Array();
    for await (const segment of inSegments(chunks)) {
      if (last.length > 0) {
        const appended = await this.append(last);
        if (appended.isErr()) return appended;
      }
      last = segment;
    }
    return this.finish(last);
  }

  /** Writes a segment that is not the last. */
  private append(data: Uint8Array): ResultAsync<void, UploadError> {
    const { store, clock } = this.place;
    const record: UploadRecord = { ...this.key(), segments: this.segments + 1, touchedAt: clock.now() };
    const written = store.transact((tx) =>
      this.goesOn(tx)
        .andThen(() => writeChunks(tx, contentChunks, segmentOwner(record, this.segments), data))
        .andThen(() => tx.put(contentUploads, record)),
    );
    return written.map(() => {
      this.segments += 1;
      this.bytes += data.length;
    });
  }

  /** Writes the last segment, and makes the content be there instead of an earlier one. */
  private finish(data: Uint8Array): ResultAsync<void, UploadError> {
    const { store, clock } = this.place;
    const bytes = this.bytes + data.length;
    const record: ContentRecord = { ...this.key(), bytes, storedAt: clock.now() };
    const { tenantId, digest, upload } = this.key();
    const replaced = store.transact((tx) =>
      this.goesOn(tx)
        .andThen(() => writeChunks(tx, contentChunks, segmentOwner(record, this.segments), data))
        .andThen(() => tx.remove(contentUploads, [tenantId, digest, upload]))
        .andThen(() => putContent(tx, record)),
    );
    return replaced.map((earlier) => this.discard(earlier));
  }

  private key(): Pick<ContentRecord, 'tenantId' | 'digest' | 'upload'> {
    return { tenantId: this.tenantId, digest: this.digest, upload: this.id };
  }

  /** Whether the upload is as it was left: one that was silent for too long is given up by a sweep. */
  private goesOn(tx: Transaction): ResultAsync<void, UploadError> {
    if (this.segments === 0) return okAsync(undefined);
    const { tenantId, digest, upload } = this.key();
    return tx.get(contentUploads, [tenantId, digest, upload]).andThen((found) => {
      const untouched = found !== null && found.value.touchedAt > 0 && found.value.segments === this.segments;
      return untouched ? okAsync(undefined) : errAsync(storageUnavailable());
    });
  }

  /** Takes away what an upload wrote; the next sweep does it when that fails. */
  private async discard(upload: Pick<UploadRecord, 'tenantId' | 'digest' | 'upload'> | null): Promise<void> {
    if (upload !== null) await new ResultAsync(discardUpload(this.place.store, upload)).unwrapOr(undefined);
  }
}

async function* inSegments(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined, undefined> {
  let parts: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    while (held + rest.length >= SEGMENT_BYTES) {
      const room = SEGMENT_BYTES - held;
      yield Buffer.concat([...parts, rest.subarray(0, room)]);
      rest = rest.subarray(room);
      parts = [];
      held = 0;
    }
    if (rest.length > 0) parts.push(rest);
    held += rest.length;
  }
  if (held > 0) yield Buffer.concat(parts);
}
