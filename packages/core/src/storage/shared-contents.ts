import { ok, okAsync, safeTry, type ResultAsync, type SessionId } from '../kernel/index.js';
import type { RecordStore, StoreError } from '../store/index.js';
import { contentDigest } from './content-digest.js';
import { contentReferences } from './stored-records.js';
import type { StorageKey } from './stored-version.js';

/** How many contents of a session are looked for in others. They come in the order of their digests, which is as good as chance. */
const SAMPLE = 64;
/** How many sessions are found by one content. */
const HOLDERS = 50;

/** What very many sessions have without having anything in common. */
const EMPTY = contentDigest(new Uint8Array());

/** Who has stored files in common, by their contents. The work is bounded, however many files and sessions there are. */
export class SharedContents {
  constructor(private readonly store: RecordStore) {}

  /**
   * Sessions of the tenant with a stored file that the session has, too, by content and not by name; empty files do not count. Of
   * a session with many files a sample is looked for, and of a content that many sessions have some are found.
   */
  sessionsWith({ tenantId, sessionId, storage }: StorageKey): ResultAsync<ReadonlySet<SessionId>, StoreError> {
    if (storage === 'none') return okAsync(new Set());
    return this.store.read((view) =>
      safeTry<ReadonlySet<SessionId>, StoreError>(async function* () {
        const own = yield* view.scan(contentReferences, { prefix: [tenantId, storage, sessionId], limit: SAMPLE });
        const found = new Set<SessionId>();
        for (const { value } of own.items) {
          if (value.digest === EMPTY) continue;
          const prefix = [tenantId, storage, value.digest, 1];
          const holders = yield* view.scan(contentReferences, { index: 'byContent', prefix, limit: HOLDERS });
          for (const holder of holders.items) found.add(holder.value.sessionId);
        }
        found.delete(sessionId);
        return ok(found);
      }),
    );
  }
}
