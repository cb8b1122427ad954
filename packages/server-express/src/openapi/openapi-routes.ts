import { okAsync } from '@carrel/core/kernel';
import { z } from 'zod';
import { docsRoute } from '../docs/docs-route.js';
import { noBody } from '../http/body-spec.js';
import { jsonReply, type Reply } from '../http/reply.js';
import { noQuery } from '../http/request-query.js';
import { publicRoute, type Route } from '../http/route.js';
import type { SocketRoute } from '../sockets/socket-route.js';
import { openApiDocument } from './openapi-document.js';

/**
 * Serves the OpenAPI document of `routes`, of `sockets` and of these routes themselves, as JSON and as a page; it is made when
 * first asked for.
 */
export function openApiRoutes(routes: readonly Route[], sockets: readonly SocketRoute[] = []): readonly Route[] {
  let made: object | undefined;
  const documentOf = (basePath: string): object => (made ??= openApiDocument([...routes, ...own], sockets, basePath));
  const document: Route = publicRoute({
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
    handle: ({ basePath }) => okAsync<Reply, never>(jsonReply(200, documentOf(basePath))),
  });
  const own: readonly Route[] = [document, docsRoute(documentOf)];
  return own;
}
