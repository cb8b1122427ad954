import { ok, safeTry, type ResultAsync } from '../kernel/index.js';
import type { RecordError, RecordStore, StoreError, Transaction } from '../store/index.js';
import { ALL_OF_TENANT, cachedPackages, type CachedPackages, type CacheKey } from './cached-packages.js';
import { withRoomFor, type CacheLimits } from './cache-room.js';

type WriteFailure = RecordError | StoreError;

/** What became of wanting room; those that had to go are on no record any more. */
export interface Reserved {
  /** `exists`: somebody else was first. `full`: all the room is taken by those that are being saved. */
  readonly outcome: 'reserved' | 'exists' | 'full';
  readonly removed: readonly CachedPackages[];
}

/** Keeps what packages are stored for which lock files. Each method is one transaction. */
export class CacheRepository {
  constructor(private readonly store: RecordStore) {}

  /** What can be given to a session of the tenant, the one that was used last first. */
  usable(
    { tenantId, manager }: Pick<CacheKey, 'tenantId' | 'manager'>,
    now: number,
  ): ResultAsync<readonly CachedPackages[], StoreError> {
    return this.store
      .read((view) => view.scan(cachedPackages, { prefix: [tenantId, manager], limit: ALL_OF_TENANT }))
      .map(({ items }) =>
        items
          .map(({ value }) => value)
          .filter(({ state, expiresAt }) => state === 'ready' && expiresAt > now)
          .sort((one, other) => other.usedAt - one.usedAt),
      );
  }

  /** Whether packages are stored, or being stored, for the lock file. */
  has(key: CacheKey, now: number): ResultAsync<boolean, StoreError> {
    return this.store
      .read((view) => view.get(cachedPackages, keyOf(key)))
      .map((found) => found !== null && found.value.expiresAt > now);
  }

  /** On record with all of its room when `reserved`: what was used longest ago had to go for it, and what is over. */
  reserve(wanted: CachedPackages, limits: CacheLimits): ResultAsync<Reserved, WriteFailure> {
    const now = wanted.createdAt;
    return this.store.transact((tx) =>
      safeTry<Reserved, WriteFailure>(async function* () {
        const there = (yield* tx.get(cachedPackages, keyOf(wanted)))?.value;
        if (there !== undefined && there.expiresAt > now)
          return ok<Reserved, WriteFailure>({ outcome: 'exists', removed: [] });
        const { items } = yield* tx.scan(cachedPackages, { prefix: [wanted.tenantId], limit: ALL_OF_TENANT });
        const all = items.map(({ value }) => value);
        const removed = withRoomFor(wanted, all, limits);
        if (removed === null) return ok<Reserved, WriteFailure>({ outcome: 'full', removed: [] });
        for (const one of removed) yield* tx.remove(cachedPackages, keyOf(one));
        yield* tx.insert(cachedPackages, wanted);
        return ok<Reserved, WriteFailure>({ outcome: 'reserved', removed });
      }),
    );
  }

  /** Can be given from now on when `true`; it is not on record any more when `false`. */
  complete(saved: CachedPackages): ResultAsync<boolean, WriteFailure> {
    return this.change(saved, (tx) => tx.put(cachedPackages, { ...saved, state: 'ready' }));
  }

  /** Nothing happens to one that is gone. */
  use(used: CachedPackages, now: number): ResultAsync<boolean, WriteFailure> {
    return this.change(used, (tx, there) => tx.put(cachedPackages, { ...there, usedAt: Math.max(there.usedAt, now) }));
  }

  remove(one: CachedPackages): ResultAsync<boolean, WriteFailure> {
    return this.change(one, (tx) => tx.remove(cachedPackages, keyOf(one)));
  }

  /** Those whose time is over, of all tenants. */
  expired(now: number, limit: number): ResultAsync<readonly CachedPackages[], StoreError> {
    return this.store
      .read((view) => view.scan(cachedPackages, { index: 'byExpiry', end: [now + 1], limit }))
      .map(({ items }) => items.map(({ value }) => value));
  }

  /** Whether that which is stored under this id is on record. */
  hasId(id: string): ResultAsync<boolean, StoreError> {
    return this.store
      .read((view) => view.scan(cachedPackages, { index: 'byId', prefix: [id], limit: 1 }))
      .map(({ items }) => items.length > 0);
  }

  private change(
    of: CachedPackages,
    write: (tx: Transaction, there: CachedPackages) => ResultAsync<unknown, WriteFailure>,
  ): ResultAsync<boolean, WriteFailure> {
    return this.store.transact((tx) =>
      safeTry<boolean, WriteFailure>(async function* () {
        const there = (yield* tx.get(cachedPackages, keyOf(of)))?.value;
        if (there?.id !== of.id) return ok(false);
        yield* write(tx, there);
        return ok(true);
      }),
    );
  }
}

function keyOf({ tenantId, manager, lock }: CacheKey): readonly [string, string, string] {
  return [tenantId, manager, lock];
}
