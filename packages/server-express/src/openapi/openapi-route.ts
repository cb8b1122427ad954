import { okAsync } from '@carrel/core/kernel';
import { z } from 'zod';
import { noBody } from '../http/body-spec.js';
import { jsonReply } from '../http/reply.js';
import { noQuery } from '../http/request-query.js';
import { publicRoute, type Route } from '../http/route.js';
import type { SocketRoute } from '../sockets/socket-route.js';
import { openApiDocument } from './openapi-document.js';

/** Serves the OpenAPI document of `routes`, of itself and of `sockets`; it is made when first asked for. */
export function openApiRoute(routes: readonly Route[], sockets: readonly SocketRoute[] = []): Route {
  let document: object | undefined;
  const route: Route = publicRoute({
    method: 'GET',
    path: '/openapi.json',
    atRoot: true,
    summary: 'This description.',
    cost: 1,
    wait: 'request',
    params: {},
    query: noQuery,
    body: noBody,
    responses: { 200: z.looseObject({ openapi: z.string() }) },
    handle: ({ basePath }) => {
      document ??= openApiDocument([...routes, route], sockets, basePath);
      return okAsync(jsonReply(200, document));
    },
  });
  return route;
}
