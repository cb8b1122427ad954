import { defaultFileOptions, FileService, StoredAccess } from '../files/index.js';
import { unwrap } from '../kernel/index.js';
import { CacheRepository, CacheUpkeep } from '../projects/index.js';
import { isGoneProcess, processHolder } from '../leases/index.js';
import type { SessionRepository } from '../sessions/index.js';
import {
  defaultStorageOptions,
  StoredContents,
  StoredRepository,
  StoredSweeper,
  StoredTrees,
  type StorageProvider,
  type StoredHead,
} from '../storage/index.js';
import {
  BackupService,
  StoredUpkeep,
  TreeLoader,
  TreeSaver,
  WorkspaceStorage,
  type ActivityTracker,
  type WorkspaceAccess,
  type WorkspaceLifecycle,
  type WorkspaceLinks,
  type WorkspaceRepository,
} from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { PlatformContext } from './platform-context.js';

/** What stores the files of sessions, over the storages of the installation. */
export function composeStorage(
  options: CarrelOptions,
  { clock, ids, logger, store }: PlatformContext,
  { links, sessions }: { readonly links: WorkspaceLinks; readonly sessions: SessionRepository },
) {
  const storageOptions = { ...defaultStorageOptions, ...options.storage };
  const providers = new Map(storagesOf(options).map((provider) => [provider.name, provider]));
  const repository = new StoredRepository(store);
  const sweeping = { store, providers, clock, isGone: isGoneProcess, options: storageOptions };
  const sweeper = new StoredSweeper({ ...sweeping, holder: processHolder(ids) });
  const contents = new StoredContents({ repository, sweeper, providers, clock, options: storageOptions });
  const trees = new StoredTrees({ repository, contents, clock, ids, options: storageOptions });
  const saver = new TreeSaver({ trees, contents, clock, options: storageOptions });
  const loader = new TreeLoader({ trees, contents, clock });
  const live = new WorkspaceStorage({
    ...{ repository, saver, loader, links, clock, logger },
    options: providers.size === 0 ? { ...storageOptions, loadTimeoutMs: 0, saveTimeoutMs: 0 } : storageOptions,
  });
  const packages = new CacheRepository(store);
  const packageUpkeep = new CacheUpkeep({ repository: packages, stored: repository, clock });
  const isKept = (head: StoredHead) => packageUpkeep.keeps(head);
  const upkeep = new StoredUpkeep({ repository, trees, sweeper, sessions, isKept, clock, options: storageOptions });
  return { providers, repository, contents, trees, live, upkeep, packages, packageUpkeep, options: storageOptions };
}

/** The files of sessions, live or stored, and their backups. */
export function composeFiles(
  options: CarrelOptions,
  { clock, ids, installation }: PlatformContext,
  { access, activity, lifecycle, repository, stored }: FileParts,
) {
  const fileOptions = { ...defaultFileOptions, ...options.files };
  const { contents, trees } = stored;
  const storedAccess = new StoredAccess({ access, clock, contents, trees, maxFileBytes: fileOptions.maxFileBytes });
  const filing = { access, activity, stored: storedAccess, options: fileOptions };
  const files = new FileService(filing);
  // What a plan takes away it keeps, and gives back.
  const planFiles = new FileService({ ...filing, removal: 'files.write' });
  const backups = new BackupService({
    ...{ access, lifecycle, clock, ids, trees, cursors: installation.cursors, workspaces: repository },
    ...{ live: stored.live, repository: stored.repository, options: stored.options },
  });
  return { files, planFiles, backups };
}

interface FileParts {
  readonly access: WorkspaceAccess;
  readonly activity: ActivityTracker;
  readonly lifecycle: WorkspaceLifecycle;
  readonly repository: WorkspaceRepository;
  readonly stored: ReturnType<typeof composeStorage>;
}

/** @throws CarrelException when one of them cannot be opened. */
export async function openStorages(options: CarrelOptions): Promise<void> {
  for (const storage of storagesOf(options)) await unwrap(storage.open());
}

export async function disposeStorages(options: CarrelOptions): Promise<void> {
  await Promise.all(storagesOf(options).map((storage) => storage.dispose()));
}

function storagesOf({ storages = [] }: CarrelOptions): readonly StorageProvider[] {
  return storages;
}
