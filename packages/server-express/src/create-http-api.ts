import { HttpApi, type HttpApiDeps } from './http/http-api.js';
import type { Route } from './http/route.js';
import type { SocketRoute } from './sockets/socket-route.js';
import { openApiRoutes } from './openapi/openapi-routes.js';
import { apiSockets } from './sockets/api-sockets.js';
import { apiRoutes } from './routes/api-routes.js';

export interface CreateHttpApiOptions extends Omit<HttpApiDeps, 'routes'> {
  /** Routes of the host's own, beside those of the interface. @default none */
  readonly routes?: readonly Route[];
  /** WebSockets of the host's own, beside those of the interface. @default none */
  readonly sockets?: readonly SocketRoute[];
}

/**
 * The HTTP interface of `carrel`.
 *
 * @throws Error when a route of the host has the method and path of another one.
 *
 * @example
 * const api = createHttpApi({ carrel });
 * const server = new HttpServer(api);
 * const { port } = await unwrap(server.listen({ host: '127.0.0.1', port: 8787 }));
 */
export function createHttpApi({ routes = [], sockets = [], ...deps }: CreateHttpApiOptions): HttpApi {
  const served = [...apiRoutes, ...routes];
  const opened = [...apiSockets, ...sockets];
  return new HttpApi({ ...deps, routes: [...served, ...openApiRoutes(served, opened)], sockets: opened });
}
