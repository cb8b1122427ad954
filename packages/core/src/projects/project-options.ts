import type { SessionId, TenantId } from '../kernel/index.js';

/** For whom and with what packages are fetched. */
export interface InstallScope {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  /** As detection names it, such as `npm`. */
  readonly manager: string;
}

/** How far projects are looked for, and how packages are installed. */
export interface ProjectOptions {
  /** How many entries of directories one detection looks at; the rest is left out, and told. @default 20,000 */
  readonly maxEntries?: number;
  /** How many directories one detection looks into. @default 2,000 */
  readonly maxDirectories?: number;
  /** How many manifests one detection reads. @default 64 */
  readonly maxManifests?: number;
  /** A manifest of more bytes is not read. @default 256 KiB */
  readonly maxManifestBytes?: number;
  /** How many directories below the one that is asked for manifests are looked for. @default 6 */
  readonly maxDepth?: number;
  /** The time of an installation whose caller names none. @default 600,000 */
  readonly installTimeoutMs?: number;
  /** The longest time a caller may name; `commands.maxTimeoutMs` where that is less. @default 3,600,000 */
  readonly maxInstallTimeoutMs?: number;
  /** The most output of an installation; past it, it is ended. `commands.maxOutputBytes` where that is less. @default 8 MiB */
  readonly maxInstallOutputBytes?: number;
  /** How many packages one request may name. @default 64 */
  readonly maxPackages?: number;
  /**
   * Where tools keep what they may lose. `session`: below `.carrel/cache` of the workspace. `tool`: where they do by themselves,
   * below `HOME`, which is the workspace too. `tenant`: as `session`, and what a lock file names by its digest and was verified by
   * it is stored for the other sessions of the tenant, where the tool allows that; it takes a storage. @default 'session'
   */
  readonly cache?: 'session' | 'tool' | 'tenant';
  /** The most bytes that are stored for one lock file; with more, nothing is. @default 512 MiB */
  readonly cacheMaxEntryBytes?: number;
  /** The most packages that are stored for one lock file; with more, nothing is. @default 10,000 */
  readonly cacheMaxEntryFiles?: number;
  /** The most bytes that are stored for one tenant; what was not used for the longest time goes first. @default 4 GiB */
  readonly cacheMaxBytes?: number;
  /** For how many lock files packages are stored for one tenant, at most 1,000. The least recently used go first. @default 100 */
  readonly cacheMaxEntries?: number;
  /** How long packages stay stored, whether they are used or not. @default 2,592,000,000, which are 30 days */
  readonly cacheMaxAgeMs?: number;
  /** How long an installation waits for stored packages before it goes on without them, at most 45,000. @default 30,000 */
  readonly cacheLoadTimeoutMs?: number;
  /** How long storing the packages of one lock file may take; then nothing is stored. @default 120,000 */
  readonly cacheSaveTimeoutMs?: number;
  /**
   * Laid over the environment of every installation: addresses of registries and mirrors, such as `npm_config_registry` or
   * `PIP_INDEX_URL`. A function can give each tenant a mirror of its own, which is a cache that no session can poison. What is in
   * it can be read by everything that runs in the workspace. @default none
   */
  readonly env?: Readonly<Record<string, string>> | ((scope: InstallScope) => Readonly<Record<string, string>>);
}

export type ResolvedProjectOptions = Required<ProjectOptions>;

export const defaultProjectOptions: ResolvedProjectOptions = {
  maxEntries: 20_000,
  maxDirectories: 2_000,
  maxManifests: 64,
  maxManifestBytes: 256 * 1024,
  maxDepth: 6,
  installTimeoutMs: 600_000,
  maxInstallTimeoutMs: 3_600_000,
  maxInstallOutputBytes: 8 * 1024 * 1024,
  maxPackages: 64,
  cache: 'session',
  cacheMaxEntryBytes: 512 * 1024 * 1024,
  cacheMaxEntryFiles: 10_000,
  cacheMaxBytes: 4 * 1024 * 1024 * 1024,
  cacheMaxEntries: 100,
  cacheMaxAgeMs: 30 * 86_400_000,
  cacheLoadTimeoutMs: 30_000,
  cacheSaveTimeoutMs: 120_000,
  env: {},
};

/** All entries of a tenant are looked at in one transaction. */
const MAX_CACHE_ENTRIES = 1_000;
/** Less than a turn to install lasts before its command runs. */
const MAX_CACHE_LOAD_MS = 45_000;

/** An installation is a command, and keeps within the bounds of commands. */
export function resolveProjectOptions(
  options: ProjectOptions,
  bounds: { readonly maxTimeoutMs: number; readonly maxOutputBytes: number },
): ResolvedProjectOptions {
  const wanted = { ...defaultProjectOptions, ...options };
  const maxInstallTimeoutMs = Math.min(wanted.maxInstallTimeoutMs, bounds.maxTimeoutMs);
  return Object.freeze({
    ...wanted,
    maxInstallTimeoutMs,
    installTimeoutMs: Math.min(wanted.installTimeoutMs, maxInstallTimeoutMs),
    maxInstallOutputBytes: Math.min(wanted.maxInstallOutputBytes, bounds.maxOutputBytes),
    cacheMaxEntries: Math.min(wanted.cacheMaxEntries, MAX_CACHE_ENTRIES),
    cacheLoadTimeoutMs: Math.min(wanted.cacheLoadTimeoutMs, MAX_CACHE_LOAD_MS),
  });
}
