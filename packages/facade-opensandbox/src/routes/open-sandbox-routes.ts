import type { Route } from '@carrel/server-express';
import { commandRoutes } from './command-routes.js';
import { contentRoutes } from './content-routes.js';
import { directoryRoutes } from './directory-routes.js';
import { endpointRoute } from './endpoint-route.js';
import { fileRoutes } from './file-routes.js';
import { lifecycleRoutes } from './lifecycle-routes.js';
import type { RouteDeps } from './route-deps.js';
import { unservedRoutes } from './unserved-routes.js';

/** Everything that is served, and what says that it is not. */
export function openSandboxRoutes(deps: RouteDeps): readonly Route[] {
  return [
    ...lifecycleRoutes(deps),
    endpointRoute(deps),
    ...commandRoutes(deps),
    ...fileRoutes(deps),
    ...contentRoutes(deps),
    ...directoryRoutes(deps),
    ...unservedRoutes,
  ];
}
