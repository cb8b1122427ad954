import { CarrelException, invalidInput } from '../kernel/index.js';
import { InstallCaching, ProjectService, resolveProjectOptions, type ProjectServiceDeps } from '../projects/index.js';
import { noopMetrics } from '../telemetry/index.js';
import type { ResolvedCommandOptions } from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { composeStorage } from './compose-storage.js';
import type { PlatformContext } from './platform-context.js';

interface ProjectParts extends Pick<ProjectServiceDeps, 'access' | 'commands' | 'runner' | 'hasNetwork'> {
  readonly stored: ReturnType<typeof composeStorage>;
  readonly commandOptions: ResolvedCommandOptions;
}

/**
 * What workspaces are built with, and what stores their packages for tenants.
 *
 * @throws CarrelException when packages are to be stored and there is no storage.
 */
export function composeProjects(
  options: CarrelOptions,
  { clock, ids, leases, logger }: PlatformContext,
  { stored, commandOptions, ...inside }: ProjectParts,
) {
  const projectOptions = resolveProjectOptions(options.projects ?? {}, commandOptions);
  const around = { ...inside, clock, ids, logger };
  if (projectOptions.cache !== 'tenant') {
    const projects = new ProjectService({ ...around, leases, options: projectOptions });
    return { projects, closeCaching: () => Promise.resolve() };
  }
  const [storage] = stored.providers.keys();
  if (storage === undefined) {
    const message = 'packages of tenants are kept in a storage: name one, or use a cache of sessions';
    throw new CarrelException(invalidInput([{ path: 'projects.cache', message }]));
  }
  const cache = {
    ...{ repository: stored.packages, stored: stored.repository, trees: stored.trees, contents: stored.contents },
    ...{ storage, clock, ids, options: projectOptions },
  };
  const caching = new InstallCaching({ ...around, cache, metrics: options.metrics ?? noopMetrics });
  const projects = new ProjectService({ ...around, leases, caching, options: projectOptions });
  return { projects, closeCaching: () => caching.close() };
}
