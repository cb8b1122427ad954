import { aborted, err, ok, type Caller, type CarrelError, type Result } from '../kernel/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { ClientLog } from './client-log.js';
import type { SyncDocument, SyncedDocument } from './document-calls.js';
import { documentStaleClock, type DocumentError } from './document-errors.js';
import type { DocumentLog } from './document-log.js';
import type { Author } from './outbox.js';
import type { LiveDocument } from './live-document.js';
import type { Submitting } from './live-observer.js';
import type { LogEntry } from './update-records.js';

export interface DocumentSyncDeps {
  readonly log: Pick<DocumentLog, 'entriesSince'>;
  readonly clients: ClientLog;
}

type SyncError = DocumentError | RecordError | StoreError;

/** Serves clients that poll: stores what they bring, and gives what they lack. */
export class DocumentSync {
  constructor(private readonly deps: DocumentSyncDeps) {}

  async sync(
    live: LiveDocument,
    caller: Caller,
    { clientId, since, updates = [], device, signal }: SyncDocument,
  ): Promise<Result<SyncedDocument, SyncError>> {
    // Another replica may have told it a clock that has not come here yet.
    const reached = await live.reached(since);
    if (reached.isErr()) return err(reached.error);
    if (since > live.clock) return err(documentStaleClock());
    const stored = await store(live, updates, { signal });
    if (stored.isErr()) return err(stored.error);
    const { clock, head } = live;
    const given = await this.since(live, since);
    if (given.isErr()) return err(given.error);
    const { entries, isWhole, updates: whole } = given.value;
    const own = new Set(stored.value);
    const synced = {
      ...{ clock, isWhole },
      updates: isWhole ? whole : entries.filter((entry) => !own.has(entry.clock)).map(({ bytes }) => bytes),
    };
    if (head === null) return ok(synced);
    const { tenantId, userId } = caller;
    const client = {
      tenantId,
      documentId: head.id,
      clientId,
      userId,
      clock,
      ...(device === undefined ? {} : { device }),
    };
    return (await this.deps.clients.seen(client)).map(() => synced);
  }

  /** All that is stored after `since`, or all there is. */
  private async since(
    live: LiveDocument,
    since: number,
  ): Promise<
    Result<
      { readonly entries: readonly LogEntry[]; readonly updates: readonly Uint8Array[]; readonly isWhole: boolean },
      StoreError
    >
  > {
    const { content, clock, head } = live;
    const whole = { entries: [], updates: content.whole(), isWhole: true };
    const near = content.entriesSince(since);
    if (near !== null) return ok({ entries: near, updates: [], isWhole: false });
    if (head === null || since < head.trimmedTo) return ok(whole);
    const entries: LogEntry[] = [];
    for (let at = since; at < clock; at = entries.at(-1)?.clock ?? clock) {
      const read = await this.deps.log.entriesSince(head, at);
      if (read.isErr()) return err(read.error);
      // They were trimmed meanwhile.
      if (read.value.length === 0) return ok(whole);
      entries.push(...read.value.filter((entry) => entry.clock <= clock));
    }
    return ok({ entries, updates: [], isWhole: false });
  }
}

/** Stored when ok: the clocks of those that were not there before. What is not stored yet when it fails is tried again by itself. */
export function store(
  live: LiveDocument,
  updates: readonly Uint8Array[],
  { signal, ...submitting }: Submitting & { readonly signal?: AbortSignal | undefined } = {},
): Promise<Result<readonly number[], DocumentError | RecordError | StoreError>> {
  if (updates.length === 0) return Promise.resolve(ok([]));
  return new Promise((resolve) => {
    const own: number[] = [];
    let left = updates.length;
    const finish = (result: Result<readonly number[], SyncError>) => {
      signal?.removeEventListener('abort', stop);
      resolve(result);
    };
    const stop = () => {
      finish(err(aborted('syncing the document')));
    };
    const author: Author = {
      stored: (_clock, count, clocks) => {
        own.push(...clocks);
        left -= count;
        if (left === 0) finish(ok(own));
      },
      delayed: (error: CarrelError) => {
        finish(err(error as SyncError));
      },
    };
    const submitted = live.submit(updates, author, submitting);
    if (submitted.isErr()) return finish(err(submitted.error));
    if (signal?.aborted === true) return stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
}
