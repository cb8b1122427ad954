import { err, ok, safeTry, type Result, type ResultAsync } from '../kernel/index.js';
import type { RecordError, RecordStore, ScanPage, ScanPosition, StoreError, Transaction } from '../store/index.js';
import type { ContentDigest } from './content-digest.js';
import { storageConflict, storageFenced, type StorageConflict, type StorageFenced } from './stored-errors.js';
import { contentReferences, doomedContents, storedBackups, storedHeads, type DoomedContent } from './stored-records.js';
import type { Backup, HeadState, StorageKey, StorageWriter, StoredHead, StoredVersion } from './stored-version.js';

type WriteFailure = RecordError | StoreError;

/** How many backups of a session that is gone one transaction removes. */
const FORGOTTEN_BACKUPS = 500;

export interface Claim {
  /** Claimed, and to be stored before they are settled. */
  readonly needed: readonly ContentDigest[];
  /** Not claimed: they are being removed. */
  readonly doomed: readonly DoomedContent[];
}

/** Keeps which version each session has, and which contents it needs. Each method is one transaction. */
export class StoredRepository {
  constructor(private readonly store: RecordStore) {}

  head(key: StorageKey): ResultAsync<StoredHead, StoreError> {
    return this.store
      .read((view) => view.get(storedHeads, headKey(key)))
      .map((found) => found?.value ?? firstHead(key));
  }

  /** `null` for a session that nothing was ever stored or loaded for. */
  find(key: Pick<StorageKey, 'tenantId' | 'sessionId'>): ResultAsync<StoredHead | null, StoreError> {
    return this.store.read((view) => view.get(storedHeads, headKey(key))).map((found) => found?.value ?? null);
  }

  /** The files belong to this life when ok, and no older one may change them. `storage/fenced` when a newer one has them. */
  open(key: StorageKey, incarnation: number): ResultAsync<StoredHead, StorageFenced | WriteFailure> {
    return this.change(key, (head): Result<StoredHead, StorageFenced> =>
      head.incarnation > incarnation ? err(storageFenced()) : ok({ ...head, incarnation, offline: false }),
    );
  }

  /** The session's own when ok: no sweep takes away what is claimed and not doomed, until `savingUntil`. */
  claim(
    key: StorageKey,
    digests: readonly ContentDigest[],
    { now, savingUntil }: { readonly now: number; readonly savingUntil: number },
  ): ResultAsync<Claim, WriteFailure> {
    return this.store.transact((tx) =>
      safeTry<Claim, WriteFailure>(async function* () {
        const head = (yield* tx.get(storedHeads, headKey(key)))?.value ?? firstHead(key);
        yield* tx.put(storedHeads, { ...head, dirtyAt: head.dirtyAt ?? now, savingUntil });
        const own = yield* tx.getMany(
          contentReferences,
          digests.map((digest) => referenceKey(key, digest)),
        );
        const doomed = yield* tx.getMany(
          doomedContents,
          digests.map((digest) => contentKey(key, digest)),
        );
        const needed: ContentDigest[] = [];
        const waiting: DoomedContent[] = [];
        for (const [at, digest] of digests.entries()) {
          if (own[at]?.value.stored === 1) continue;
          const doom = doomed[at];
          if (doom !== null && doom !== undefined) waiting.push(doom.value);
          else {
            const stored = (yield* isStored(tx, key, digest)) ? 1 : 0;
            yield* tx.put(contentReferences, { ...keyOf(key), digest, stored });
            if (stored === 0) needed.push(digest);
          }
        }
        return ok({ needed, doomed: waiting });
      }),
    );
  }

  /** Taken for stored when ok: call it once they are durable. What a sweep took away meanwhile stays away. */
  settle(key: StorageKey, digests: readonly ContentDigest[]): ResultAsync<void, WriteFailure> {
    return this.store.transact((tx) =>
      safeTry<void, WriteFailure>(async function* () {
        const own = yield* tx.getMany(
          contentReferences,
          digests.map((digest) => referenceKey(key, digest)),
        );
        for (const found of own) {
          if (found?.value.stored === 0) yield* tx.put(contentReferences, { ...found.value, stored: 1 });
        }
        return ok(undefined);
      }),
    );
  }

  /**
   * The session's version when ok. `storage/conflict` when the head is not `base` any more, `storage/fenced` when it belongs to
   * a newer life, or was written since the life of this writer was over.
   */
  commit(
    key: StorageKey,
    version: StoredVersion,
    { base, writer }: { readonly base: HeadState; readonly writer: StorageWriter },
  ): ResultAsync<StoredHead, StorageConflict | StorageFenced | WriteFailure> {
    return this.change(key, (head): Result<StoredHead, StorageConflict | StorageFenced> => {
      if (!mayWrite(head, writer)) return err(storageFenced());
      if (head.sweeps !== base.sweeps || head.current?.id !== base.current?.id) return err(storageConflict());
      const { savingUntil: _savingUntil, ...rest } = head;
      return ok({ ...rest, current: version, offline: writer.offline, incarnation: writer.incarnation });
    });
  }

  addBackup(backup: Backup): ResultAsync<StoredHead, WriteFailure | StorageConflict> {
    return this.store.transact((tx) =>
      safeTry<StoredHead, WriteFailure | StorageConflict>(async function* () {
        const head = (yield* tx.get(storedHeads, headKey(backup)))?.value;
        // What it refers to is certainly there only as long as the head refers to it too.
        if (head?.current?.manifest !== backup.manifest) return err(storageConflict());
        yield* tx.insert(storedBackups, backup);
        return ok(head);
      }),
    );
  }

  backup(key: StorageKey, id: string): ResultAsync<Backup | null, StoreError> {
    return this.store
      .read((view) => view.get(storedBackups, [key.tenantId, key.sessionId, id]))
      .map((found) => found?.value ?? null);
  }

  /** The session's backups, the newest first. */
  backups(
    { tenantId, sessionId }: Pick<StorageKey, 'tenantId' | 'sessionId'>,
    { limit, after }: { readonly limit: number; readonly after?: ScanPosition },
  ): ResultAsync<{ readonly items: readonly Backup[]; readonly next: ScanPosition | null }, StoreError> {
    const options = { prefix: [tenantId, sessionId], reverse: true, limit, ...(after === undefined ? {} : { after }) };
    return this.store
      .read((view) => view.scan(storedBackups, options))
      .map(({ items, next }) => ({ items: items.map(({ value }) => value), next }));
  }

  /** Gone when ok; what only they needed is swept later. */
  removeBackups(
    key: Pick<StorageKey, 'tenantId' | 'sessionId'>,
    ids: readonly string[],
    now: number,
  ): ResultAsync<void, WriteFailure> {
    return this.store.transact((tx) =>
      safeTry<void, WriteFailure>(async function* () {
        for (const id of ids) yield* tx.remove(storedBackups, [key.tenantId, key.sessionId, id]);
        const head = (yield* tx.get(storedHeads, headKey(key)))?.value;
        if (head !== undefined) yield* tx.put(storedHeads, { ...head, dirtyAt: head.dirtyAt ?? now });
        return ok(undefined);
      }),
    );
  }

  /** Its session is gone when ok: no version is left, and a sweep takes the rest. Ok also when there was nothing. */
  forget(key: Pick<StorageKey, 'tenantId' | 'sessionId'>, now: number): ResultAsync<void, WriteFailure> {
    return this.store.transact((tx) =>
      safeTry<void, WriteFailure>(async function* () {
        const head = (yield* tx.get(storedHeads, headKey(key)))?.value;
        if (head === undefined || head.forgotten === true) return ok(undefined);
        const { items } = yield* tx.scan(storedBackups, { prefix: headKey(key), limit: FORGOTTEN_BACKUPS });
        for (const { value } of items) yield* tx.remove(storedBackups, [...headKey(key), value.id]);
        if (items.length < FORGOTTEN_BACKUPS) {
          yield* tx.put(storedHeads, { ...head, current: null, forgotten: true, dirtyAt: head.dirtyAt ?? now });
        }
        return ok(undefined);
      }),
    );
  }

  /** The heads of all tenants in the order of their keys, a page of them. */
  heads(options: {
    readonly limit: number;
    readonly after?: ScanPosition;
  }): ResultAsync<ScanPage<StoredHead>, StoreError> {
    return this.store.read((view) => view.scan(storedHeads, options));
  }

  /** Backups of all tenants made before `time`, the oldest first. */
  backupsBefore(time: string, limit: number): ResultAsync<readonly Backup[], StoreError> {
    return this.store
      .read((view) => view.scan(storedBackups, { index: 'byTime', end: [time], limit }))
      .map(({ items }) => items.map(({ value }) => value));
  }

  private change<E>(
    key: StorageKey,
    change: (head: StoredHead) => Result<StoredHead, E>,
  ): ResultAsync<StoredHead, E | WriteFailure> {
    return this.store.transact((tx) =>
      safeTry<StoredHead, E | WriteFailure>(async function* () {
        const head = (yield* tx.get(storedHeads, headKey(key)))?.value ?? firstHead(key);
        const changed = change(head);
        if (changed.isErr()) return err(changed.error);
        yield* tx.put(storedHeads, changed.value);
        return ok(changed.value);
      }),
    );
  }
}

/** Whether this writer may still change what is stored: the life that has it, or who saw it stopped and still is right. */
export function mayWrite(head: StorageWriter, writer: StorageWriter): boolean {
  if (writer.offline) return head.incarnation <= writer.incarnation;
  return head.incarnation === writer.incarnation && !head.offline;
}

export function headKey({
  tenantId,
  sessionId,
}: Pick<StorageKey, 'tenantId' | 'sessionId'>): readonly [string, string] {
  return [tenantId, sessionId];
}

export function contentKey(
  { tenantId, storage }: Pick<StorageKey, 'tenantId' | 'storage'>,
  digest: ContentDigest,
): readonly [string, string, string] {
  return [tenantId, storage, digest];
}

function referenceKey(key: StorageKey, digest: ContentDigest): readonly [string, string, string, string] {
  return [key.tenantId, key.storage, key.sessionId, digest];
}

function keyOf({ tenantId, sessionId, storage }: StorageKey): StorageKey {
  return { tenantId, sessionId, storage };
}

function firstHead(key: StorageKey): StoredHead {
  return { ...keyOf(key), incarnation: 0, offline: true, current: null, sweeps: 0 };
}

/** Whether any session of the tenant has the content stored. */
function isStored(tx: Transaction, key: StorageKey, digest: ContentDigest): ResultAsync<boolean, StoreError> {
  return tx
    .scan(contentReferences, { index: 'byContent', prefix: [...contentKey(key, digest), 1], limit: 1 })
    .map(({ items }) => items.length > 0);
}
