import type { SessionId, TenantId } from '../kernel/index.js';
import { collection, type Collection } from '../store/index.js';

/** What packages are stored for: the lock file that named them. */
export interface CacheKey {
  readonly tenantId: TenantId;
  /** As detection names it. */
  readonly manager: string;
  /** The SHA-256 of the lock file. */
  readonly lock: string;
}

/** The packages that are stored for one lock file of a tenant. They never change. */
export interface CachedPackages extends CacheKey {
  /** What they are stored under, as the files of a session are; it is none. */
  readonly id: SessionId;
  /** The name of the storage. */
  readonly storage: string;
  /** One that is being saved has its room already, and is not given to anybody. */
  readonly state: 'saving' | 'ready';
  readonly bytes: number;
  readonly files: number;
  /** Milliseconds since the Unix epoch, like all times here. */
  readonly createdAt: number;
  readonly usedAt: number;
  /** When they are too old, or when their save is certainly over. */
  readonly expiresAt: number;
}

/** How many of one tenant are read at once, which is more than it can have. */
export const ALL_OF_TENANT = 2_000;

export const cachedPackages: Collection<CachedPackages> = collection<CachedPackages>()('cached_packages', {
  key: ['tenantId', 'manager', 'lock'],
  indexes: { byExpiry: ['expiresAt'] },
  unique: { byId: ['id'] },
});
