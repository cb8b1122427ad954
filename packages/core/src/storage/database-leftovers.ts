import { ok, okAsync, type Clock, type Result, type ResultAsync } from '../kernel/index.js';
import { removeChunks, type RecordError, type RecordStore, type StoreError } from '../store/index.js';
import { contentChunks, contentUploads, segmentOwner, storedContents, type UploadRecord } from './database-records.js';

type UploadKey = Pick<UploadRecord, 'tenantId' | 'digest' | 'upload'>;
type LeftoverError = StoreError | RecordError;

/** How many uploads one look takes. */
const PAGE = 50;

/**
 * Takes away the chunks of an upload that no content has, one segment a transaction; what a crash leaves of that the next one takes.
 * Nothing happens when the upload is over and done with. Who still writes it is refused from the first step on.
 */
export async function discardUpload(
  store: RecordStore,
  upload: UploadKey,
  over?: AbortSignal,
): Promise<Result<void, LeftoverError>> {
  while (over?.aborted !== true) {
    const left = await discardSegment(store, upload);
    if (left.isErr()) return left.map(() => undefined);
    if (left.value === 0) break;
  }
  return ok(undefined);
}

/** Discards the uploads that were not written to since `before`. */
export async function discardStaleUploads(
  store: RecordStore,
  before: number,
  over: AbortSignal,
): Promise<Result<void, LeftoverError>> {
  for (;;) {
    const page = await store.read((view) =>
      view.scan(contentUploads, { index: 'byTouched', end: [before], limit: PAGE }),
    );
    if (page.isErr()) return page.map(() => undefined);
    for (const { value } of page.value.items) {
      if (over.aborted) return ok(undefined);
      const discarded = await discardUpload(store, value, over);
      if (discarded.isErr()) return discarded;
    }
    if (page.value.next === null) return ok(undefined);
  }
}

/** Runs `sweep` at once and then every `everyMs`, one at a time, until it says that it is over. The returned function ends it, too. */
export function sweepRegularly(clock: Clock, everyMs: number, sweep: () => PromiseLike<boolean>): () => void {
  let cancel = (): void => undefined;
  let ended = false;
  const run = (): void => {
    void sweep().then((goesOn) => {
      if (goesOn && !ended) cancel = clock.setTimer(everyMs, run);
    });
  };
  run();
  return () => {
    ended = true;
    cancel();
  };
}

/** How many segments are left then. */
function discardSegment(store: RecordStore, key: UploadKey): ResultAsync<number, LeftoverError> {
  const { tenantId, digest, upload } = key;
  return store.transact((tx) =>
    tx.get(contentUploads, [tenantId, digest, upload]).andThen((found) => {
      if (found === null) return okAsync(0);
      const segments = Math.max(0, found.value.segments - 1);
      return tx.get(storedContents, [tenantId, digest]).andThen<number, LeftoverError>((content) => {
        const forget = () => tx.remove(contentUploads, [tenantId, digest, upload]).map(() => 0);
        if (content?.value.upload === upload) return forget();
        const removed = removeChunks(tx, contentChunks, segmentOwner(key, segments));
        if (segments === 0) return removed.andThen(forget);
        return removed
          .andThen(() => tx.put(contentUploads, { ...found.value, segments, touchedAt: 0 }))
          .map(() => segments);
      });
    }),
  );
}
