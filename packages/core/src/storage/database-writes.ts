import { err, ok, okAsync, ResultAsync, type Clock, type Result, type TenantId } from '../kernel/index.js';
import type { RecordError, RecordKey, RecordStore, StoreError, Transaction } from '../store/index.js';
import type { ContentDigest } from './content-digest.js';
import {
  contentChunks,
  contentUploads,
  segmentOwner,
  segmentsOf,
  storedContents,
  type ContentRecord,
  type UploadRecord,
} from './database-records.js';
import type { SmallContent } from './storage-provider.js';

type WriteError = StoreError | RecordError;

/** Writes a record, reads it and takes it away: ok when the store lets it. */
export function probeWriting(store: RecordStore): ResultAsync<void, WriteError> {
  const probe: UploadRecord = {
    tenantId: PROBE as TenantId,
    digest: PROBE as ContentDigest,
    upload: PROBE,
    segments: 0,
    touchedAt: 0,
  };
  return store.transact((tx) =>
    tx
      .put(contentUploads, probe)
      .andThen(() => tx.get(contentUploads, [PROBE, PROBE, PROBE]))
      .andThen(() => tx.remove(contentUploads, [PROBE, PROBE, PROBE])),
  );
}

const PROBE = 'probe';

/** Stores contents of one chunk each, all of them or none. */
export function putSmallContents(
  { store, clock }: { readonly store: RecordStore; readonly clock: Clock },
  tenantId: TenantId,
  contents: readonly SmallContent[],
  over: AbortSignal,
): ResultAsync<void, WriteError> {
  const storedAt = clock.now();
  return store
    .transact(
      (tx) =>
        each(contents, ({ digest, data }) => {
          const record: ContentRecord = { tenantId, digest, bytes: data.length, storedAt, upload: '' };
          // The one chunk of an earlier one is where this one's is: nothing is left over, and nothing has to be looked for.
          return tx
            .put(contentChunks, { ...segmentOwner(record, 0), part: 0, parts: 1 }, { bytes: data })
            .andThen(() => tx.put(storedContents, record));
        }),
      { signal: over },
    )
    .map(() => undefined);
}

/** None of them is there then; the uploads that are to be discarded. */
export function removeContents(
  store: RecordStore,
  tenantId: TenantId,
  digests: readonly ContentDigest[],
  over: AbortSignal,
): ResultAsync<readonly UploadRecord[], WriteError> {
  const keys = digests.map((digest): RecordKey => [tenantId, digest]);
  return store
    .transact(
      (tx) =>
        tx.getMany(storedContents, keys).andThen((found) =>
          each(
            found.flatMap((stored) => (stored === null ? [] : [stored.value])),
            (content) => tx.remove(storedContents, [tenantId, content.digest]).andThen(() => leave(tx, content)),
          ),
        ),
      { signal: over },
    )
    .map((left) => left.filter((upload) => upload !== null));
}

async function eachInTurn<I, T>(
  items: readonly I[],
  step: (item: I) => ResultAsync<T, WriteError>,
): Promise<Result<readonly T[], WriteError>> {
  const values: T[] = [];
  for (const item of items) {
    const result = await step(item);
    if (result.isErr()) return err(result.error);
    values.push(result.value);
  }
  return ok(values);
}

function each<I, T>(
  items: readonly I[],
  step: (item: I) => ResultAsync<T, WriteError>,
): ResultAsync<readonly T[], WriteError> {
  return new ResultAsync(eachInTurn(items, step));
}

/** Makes the content be there; the upload of an earlier one that is to be discarded, `null` when there is none. */
export function putContent(tx: Transaction, record: ContentRecord): ResultAsync<UploadRecord | null, WriteError> {
  return tx
    .get(storedContents, [record.tenantId, record.digest])
    .andThen((earlier) =>
      tx
        .put(storedContents, record)
        .andThen(() =>
          earlier === null || earlier.value.upload === record.upload ? okAsync(null) : leave(tx, earlier.value),
        ),
    );
}

/** What holds the chunks of a content that is no more. */
function leave(tx: Transaction, content: ContentRecord): ResultAsync<UploadRecord | null, WriteError> {
  const { tenantId, digest, upload } = content;
  if (upload === '') {
    return tx.remove(contentChunks, [tenantId, segmentOwner(content, 0).ownerId, 0]).map(() => null);
  }
  const left: UploadRecord = { tenantId, digest, upload, segments: segmentsOf(content), touchedAt: 0 };
  return tx.put(contentUploads, left).map(() => left);
}
