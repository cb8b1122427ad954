import { CarrelException } from '../kernel/index.js';
import { noopMetrics } from '../telemetry/index.js';
import {
  planPool,
  PoolRepository,
  WorkspacePool,
  type BoxShapes,
  type ResolvedWorkspaceOptions,
  type WorkspaceLinks,
} from '../workspaces/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { PlatformContext } from './platform-context.js';

interface PoolParts {
  readonly links: WorkspaceLinks;
  readonly shapes: BoxShapes;
  readonly holder: string;
  readonly options: ResolvedWorkspaceOptions;
}

/**
 * The boxes that are made ahead.
 *
 * @throws CarrelException when no boxes can be made for what the options name.
 */
export function composePool(
  { metrics = noopMetrics, repositories }: CarrelOptions,
  { store, runtime, clock, ids, logger, installation }: PlatformContext,
  { links, shapes, holder, options }: PoolParts,
): WorkspacePool {
  const planned = planPool(options.pool, shapes);
  if (planned.isErr()) throw new CarrelException(planned.error);
  // A claim writes the workspace in one transaction with the box, which a repository of the host's own knows nothing of.
  const isPossible = runtime.capabilities.claim && repositories?.workspaces === undefined;
  if (!isPossible && planned.value.length > 0)
    logger.warn({ runtime: runtime.name }, 'no boxes can be made ahead here');
  return new WorkspacePool({
    ...{ runtime, links, clock, ids, logger, metrics, holder, options },
    repository: new PoolRepository(store, installation.cursors),
    plans: isPossible ? planned.value : [],
    installationId: installation.id,
  });
}
