import { err, ok, ResultAsync, safeTry, timeLimit, type Clock, type Result } from '../kernel/index.js';
import type { RecordError, RecordStore, ScanPosition, StoreError } from '../store/index.js';
import type { ContentDigest } from './content-digest.js';
import type { StorageProvider } from './storage-provider.js';
import type { StorageOptions } from './storage-options.js';
import { storageConflict, type StorageConflict, type StoredError } from './stored-errors.js';
import {
  contentReferences,
  doomedContents,
  storedBackups,
  storedHeads,
  type ContentReference,
  type DoomedContent,
} from './stored-records.js';
import { contentKey, headKey } from './stored-repository.js';
import type { Backup, StoredHead } from './stored-version.js';

export interface StoredSweeperDeps {
  readonly store: RecordStore;
  readonly providers: ReadonlyMap<string, StorageProvider>;
  readonly clock: Clock;
  /** Names this life of this process. */
  readonly holder: string;
  readonly isGone: (holder: string) => boolean;
  readonly options: Required<Pick<StorageOptions, 'sweepDelayMs'>>;
}

/** What the versions of one session need. */
export type NeededBy = (
  head: StoredHead,
  backups: readonly Backup[],
) => ResultAsync<ReadonlySet<ContentDigest>, StoredError>;

/** After that, the removal of another process is taken for abandoned: it has far less time. */
const REMOVAL_MS = 60_000;
const REMOVAL_TIME_MS = 20_000;
const DOOMED_PER_SWEEP = 1_000;
const HEADS_PER_SWEEP = 5;
const REFERENCES_AT_ONCE = 200;
const REFERENCES_PER_SWEEP = 100_000;

type WriteFailure = RecordError | StoreError;

/**
 * Takes away the contents that no version needs any more, without racing a save: a reference goes only while its session's head
 * is what it was when the versions were read, and a save whose references may have gone begins anew. A content without any
 * reference is doomed in the same transaction, then removed, and nobody stores it again before that is over.
 */
export class StoredSweeper {
  constructor(private readonly deps: StoredSweeperDeps) {}

  /** One bounded piece of work; what fails is tried again by the next one. */
  async sweep(neededBy: NeededBy): Promise<Result<void, StoredError>> {
    const { clock, options, store } = this.deps;
    const end = [clock.now() - options.sweepDelayMs + 1];
    const dirty = await store.read((view) => view.scan(storedHeads, { index: 'byDirt', end, limit: HEADS_PER_SWEEP }));
    if (dirty.isErr()) return err(dirty.error);
    for (const { value: head } of dirty.value.items) {
      const cleared = await this.clear(head, neededBy);
      if (cleared.isErr() && cleared.error.type !== 'storage/conflict') return err(cleared.error);
    }
    const doomed = await store.read((view) => view.scan(doomedContents, { index: 'byTime', limit: DOOMED_PER_SWEEP }));
    if (doomed.isErr()) return err(doomed.error);
    return (await this.finish(doomed.value.items.map(({ value }) => value))).map(() => undefined);
  }

  /** Removes those that no other process is removing, and says how many are gone. */
  finish(doomed: readonly DoomedContent[]): ResultAsync<number, StoredError> {
    return new ResultAsync(this.removeAll(doomed.filter((content) => this.isMine(content))));
  }

  private isMine({ holder, doomedAt }: DoomedContent): boolean {
    const { clock, isGone, holder: self } = this.deps;
    return holder === self || isGone(holder) || doomedAt < clock.now() - REMOVAL_MS;
  }

  private async removeAll(doomed: readonly DoomedContent[]): Promise<Result<number, StoredError>> {
    const places = new Map<string, DoomedContent[]>();
    for (const content of doomed) {
      const place = `${content.tenantId}/${content.storage}`;
      places.set(place, [...(places.get(place) ?? []), content]);
    }
    for (const contents of places.values()) {
      for (let at = 0; at < contents.length; at += REFERENCES_AT_ONCE) {
        const removed = await this.remove(contents.slice(at, at + REFERENCES_AT_ONCE));
        if (removed.isErr()) return err(removed.error);
      }
    }
    return ok(doomed.length);
  }

  private async remove(contents: readonly DoomedContent[]): Promise<Result<void, StoredError>> {
    const [first] = contents;
    const provider = first === undefined ? undefined : this.deps.providers.get(first.storage);
    if (first === undefined || provider === undefined) return ok(undefined);
    const { cancel, signal } = timeLimit(this.deps.clock, REMOVAL_TIME_MS);
    const digests = contents.map(({ digest }) => digest);
    const removed = await provider.remove(first.tenantId, digests, { signal });
    cancel();
    if (removed.isErr()) return err(removed.error);
    return this.deps.store.transact((tx) =>
      safeTry<void, WriteFailure>(async function* () {
        for (const { digest } of contents) yield* tx.remove(doomedContents, contentKey(first, digest));
        return ok(undefined);
      }),
    );
  }

  private async clear(found: StoredHead, neededBy: NeededBy): Promise<Result<void, StoredError>> {
    const { clock, store } = this.deps;
    if ((found.savingUntil ?? 0) > clock.now()) return ok(undefined);
    // The head and its backups as they are together; each step goes on only while the head stays that.
    const seen = await store.read((view) =>
      safeTry<{ readonly head: StoredHead; readonly backups: readonly Backup[] } | null, StoreError>(
        async function* () {
          const head = (yield* view.get(storedHeads, headKey(found)))?.value;
          const { items } = yield* view.scan(storedBackups, { prefix: headKey(found), limit: MAX_BACKUPS });
          return ok(head === undefined ? null : { head, backups: items.map(({ value }) => value) });
        },
      ),
    );
    if (seen.isErr()) return err(seen.error);
    if (seen.value === null) return ok(undefined);
    const { head, backups } = seen.value;
    const needed = await neededBy(head, backups);
    if (needed.isErr()) return err(needed.error);
    return this.dropUnneeded(head, needed.value);
  }

  private async dropUnneeded(seen: StoredHead, needed: ReadonlySet<ContentDigest>): Promise<Result<void, StoredError>> {
    const { store } = this.deps;
    const prefix = [seen.tenantId, seen.storage, seen.sessionId];
    let head = seen;
    let after: ScanPosition | null = null;
    for (let looked = 0; looked < REFERENCES_PER_SWEEP; looked += REFERENCES_AT_ONCE) {
      const from: { readonly after?: ScanPosition } = after === null ? {} : { after };
      const page: Result<
        { readonly items: readonly { readonly value: ContentReference }[]; readonly next: ScanPosition | null },
        StoreError
      > = await store.read((view) => view.scan(contentReferences, { prefix, limit: REFERENCES_AT_ONCE, ...from }));
      if (page.isErr()) return err(page.error);
      const unneeded = page.value.items.map(({ value }) => value).filter(({ digest }) => !needed.has(digest));
      after = page.value.next;
      const dropped: Result<StoredHead, WriteFailure | StorageConflict> = await this.drop(
        head,
        unneeded,
        after === null,
      );
      if (dropped.isErr()) return err(dropped.error);
      head = dropped.value;
      if (after === null) return ok(undefined);
    }
    return ok(undefined);
  }

  private drop(
    seen: StoredHead,
    unneeded: readonly ContentReference[],
    isLast: boolean,
  ): ResultAsync<StoredHead, WriteFailure | StorageConflict> {
    const { clock, holder, store } = this.deps;
    const doomedAt = clock.now();
    return store.transact((tx) =>
      safeTry<StoredHead, WriteFailure | StorageConflict>(async function* () {
        const head = (yield* tx.get(storedHeads, headKey(seen)))?.value;
        if (head === undefined || !isAsSeen(head, seen)) return err(storageConflict());
        for (const { tenantId, storage, sessionId, digest } of unneeded) {
          yield* tx.remove(contentReferences, [tenantId, storage, sessionId, digest]);
          const prefix = contentKey({ tenantId, storage }, digest);
          const { items } = yield* tx.scan(contentReferences, { index: 'byContent', prefix, limit: 1 });
          if (items.length === 0) yield* tx.put(doomedContents, { tenantId, storage, digest, doomedAt, holder });
        }
        const { dirtyAt: _dirtyAt, savingUntil: _savingUntil, ...clean } = head;
        const next = { ...(isLast ? clean : head), sweeps: head.sweeps + (unneeded.length > 0 ? 1 : 0) };
        if (isLast && head.forgotten === true) yield* tx.remove(storedHeads, headKey(head));
        else yield* tx.put(storedHeads, next);
        return ok(next);
      }),
    );
  }
}

/** More than one session can have. */
const MAX_BACKUPS = 10_000;

function isAsSeen(head: StoredHead, seen: StoredHead): boolean {
  return head.sweeps === seen.sweeps && head.current?.id === seen.current?.id && head.savingUntil === seen.savingUntil;
}
