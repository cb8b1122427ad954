import { ok, Semaphore, timeLimit, ResultAsync, type CarrelError, type Clock, type Result } from '../kernel/index.js';
import type { CallOptions, FileConnection } from '../runtime/index.js';
import type { Counter, Logger, Metrics } from '../telemetry/index.js';
import type { CommandService, WorkspaceAccess, WorkspaceTarget } from '../workspaces/index.js';
import { CacheLoader } from './cache-loader.js';
import { CacheSaver, type CacheSave } from './cache-saver.js';
import { cachePath } from './install-environment.js';
import type { InstallPlan } from './install-plan.js';
import type { InstallCache, StartedInstall } from './install.js';
import type { CacheError, PackageCacheDeps, WorkspaceCache } from './package-cache.js';
import { packageManager } from './package-managers.js';

export interface InstallCacheDeps {
  readonly cache: PackageCacheDeps;
  readonly access: WorkspaceAccess;
  readonly commands: Pick<CommandService, 'get' | 'output'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

type Environment = Readonly<Record<string, string>>;

/** How many installations are stored at once by one process; the others wait. */
const SAVES_AT_ONCE = 2;

/** The packages of tenants around installations. Whatever fails of it, and however long it takes, an installation goes on. */
export class InstallCaching {
  private readonly loader: CacheLoader;
  private readonly saver: CacheSaver;
  private readonly loads: Counter<'outcome'>;
  private readonly saves: Counter<'outcome'>;
  private readonly turns = new Semaphore(SAVES_AT_ONCE);
  private readonly over = new AbortController();
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly deps: InstallCacheDeps) {
    this.loader = new CacheLoader(deps.cache);
    this.saver = new CacheSaver(deps.cache);
    const labels = ['outcome'] as const;
    this.loads = deps.metrics.counter('carrel_package_cache_loads_total', {
      help: 'Installations by what they had of the packages that are stored for their tenant.',
      labels,
    });
    this.saves = deps.metrics.counter('carrel_package_cache_saves_total', {
      help: 'Installations by what became of storing their packages for their tenant.',
      labels,
    });
  }

  /** What is stored for the tenant is in the cache of the workspace; `undefined` where nothing is stored for such ones. */
  async load(
    target: WorkspaceTarget,
    { directory, manager }: InstallPlan,
    env: Environment,
  ): Promise<InstallCache | undefined> {
    if (manager.shared === undefined || !manager.cache.every((name) => isOurs(env[name], cachePath(manager)))) {
      return undefined;
    }
    const { cacheLoadTimeoutMs } = this.deps.cache.options;
    const loaded = await this.within(cacheLoadTimeoutMs, target, (files, call) => {
      const cache = cacheOf(target, { manager: manager.id, directory }, { files, call });
      return cache === null ? Promise.resolve(ok('miss' as const)) : this.loader.load(cache);
    });
    if (loaded.isErr()) this.deps.logger.warn({ error: loaded.error }, 'stored packages not loaded');
    const outcome = loaded.unwrapOr('failed' as const);
    this.loads.add(1, { outcome });
    return outcome;
  }

  /** Stores the packages of an installation that goes on, once it ended well. Never fails, and nobody waits for it. */
  saveAtEnd(target: WorkspaceTarget, started: StartedInstall): void {
    if (started.cache === undefined) return;
    const work = this.follow(target, started).finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }

  /** Stores the packages of an installation that ended. Never fails, and nobody waits for it. */
  save(target: WorkspaceTarget, started: StartedInstall): void {
    if (started.cache === undefined) return;
    const work = this.saveNow(target, started).finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }

  /** Nothing is under way when resolved. */
  async close(): Promise<void> {
    this.over.abort();
    await Promise.all(this.underWay);
  }

  private async follow({ caller, sessionId }: WorkspaceTarget, started: StartedInstall): Promise<void> {
    const target = { caller, sessionId, action: 'commands.run' } as const;
    const ref = { sessionId, id: started.commandId };
    const events = await this.deps.commands.output(caller, ref, { signal: this.over.signal });
    if (events.isErr()) return;
    for await (const event of events.value) {
      if (event.type === 'exit' && event.exit.code === 0) await this.saveNow(target, started);
    }
  }

  private async saveNow({ caller, sessionId }: WorkspaceTarget, started: StartedInstall): Promise<void> {
    const saved = await this.turns.run(
      'storing packages',
      () => this.saveOf(caller, sessionId, started),
      this.over.signal,
    );
    if (saved.isErr()) this.deps.logger.warn({ error: saved.error }, 'packages not stored');
    this.saves.add(1, { outcome: saved.unwrapOr('failed' as const) });
  }

  private saveOf(
    caller: WorkspaceTarget['caller'],
    sessionId: WorkspaceTarget['sessionId'],
    started: StartedInstall,
  ): ResultAsync<CacheSave, CarrelError> {
    const { cache, commands } = this.deps;
    // In the life that it ran in, so that nothing wakes a workspace for it.
    return commands.get(caller, { sessionId, id: started.commandId }).andThen(({ incarnation }) => {
      const target = { caller, sessionId, incarnation, action: 'commands.run', signal: this.over.signal } as const;
      return this.within(cache.options.cacheSaveTimeoutMs, target, (files, call) => {
        const here = cacheOf(target, started, { files, call });
        return here === null ? Promise.resolve(ok('nothing' as const)) : this.saver.save(here);
      });
    });
  }

  private within<T>(
    timeoutMs: number,
    target: WorkspaceTarget,
    work: (files: FileConnection, call: CallOptions) => Promise<Result<T, CacheError>>,
  ): ResultAsync<T, CarrelError> {
    const until = AbortSignal.any([this.over.signal, ...(target.signal === undefined ? [] : [target.signal])]);
    const { cancel, signal } = timeLimit(this.deps.clock, timeoutMs, until);
    const done = this.deps.access.use<T, CacheError>(
      { ...target, signal },
      ({ files }) => new ResultAsync(work(files, { signal })),
    );
    return done.andTee(cancel).orTee(cancel);
  }
}

function isOurs(value: string | undefined, path: string): boolean {
  return value?.endsWith(`/${path}`) === true;
}

function cacheOf(
  { caller: { tenantId } }: WorkspaceTarget,
  { manager: id, directory }: Pick<StartedInstall, 'manager' | 'directory'>,
  reach: Pick<WorkspaceCache, 'files' | 'call'>,
): WorkspaceCache | null {
  const manager = packageManager(id);
  if (manager?.shared === undefined) return null;
  const { shared } = manager;
  return { ...reach, tenantId, manager: id, directory, shared, place: `${cachePath(manager)}/${shared.directory}` };
}
