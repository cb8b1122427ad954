import type { Clock, IdSource, TenantId } from '../kernel/index.js';
import type { CallOptions, FileConnection } from '../runtime/index.js';
import type { StorageKey, StoredContents, StoredRepository, StoredTrees } from '../storage/index.js';
import type { SaveError } from '../workspaces/index.js';
import type { CacheRepository } from './cache-repository.js';
import type { CachedPackages } from './cached-packages.js';
import type { ResolvedProjectOptions } from './project-options.js';
import type { SharedPackages } from './shared-packages.js';

/** What stores packages for tenants. */
export interface PackageCacheDeps {
  readonly repository: CacheRepository;
  readonly stored: StoredRepository;
  readonly trees: StoredTrees;
  readonly contents: StoredContents;
  /** The name of the storage that they are kept in. */
  readonly storage: string;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly options: ResolvedProjectOptions;
}

/** A cache in a workspace, and the project that it is for. */
export interface WorkspaceCache {
  readonly tenantId: TenantId;
  readonly files: FileConnection;
  /** As detection names it. */
  readonly manager: string;
  readonly shared: SharedPackages;
  /** Where the shared part is, from the workspace's root. */
  readonly place: string;
  /** Where the lock file is. */
  readonly directory: string;
  readonly call: CallOptions;
}

export type CacheError = SaveError;

/** What packages are stored under, as the files of a session are. */
export function storedUnder({ tenantId, id, storage }: CachedPackages): StorageKey {
  return { tenantId, sessionId: id, storage };
}
