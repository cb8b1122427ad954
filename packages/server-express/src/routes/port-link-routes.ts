import { z } from 'zod';
import { jsonBody } from '../http/body-spec.js';
import { sessionParam } from '../http/path-param.js';
import { jsonReply } from '../http/reply.js';
import { noQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { makePortLink } from '../ports/port-entry.js';
import { PORT_SCOPE } from '../ports/reach-port.js';
import { portLinkBody } from '../wire/port-body.js';

/** Answers that hold tickets stay nowhere on their way. */
const NOT_STORED = { 'Cache-Control': 'no-store' };

const makeLink = bearerRoute({
  method: 'POST',
  // Not beneath the port, whose every path is its program's.
  path: '/sessions/:id/port-links',
  summary: 'A link that lets one browser in to a port of the workspace, at the host name of that port, once and soon.',
  scope: PORT_SCOPE,
  cost: 1,
  wait: 'request',
  params: { id: sessionParam },
  query: noQuery,
  body: jsonBody(z.strictObject({ port: z.int().min(1).max(65_535), path: z.string().exactOptional() })),
  responses: { 201: portLinkBody },
  handle: ({ body: { port, path = '/' }, params, portSite }, carrel, caller) =>
    makePortLink(caller, { ...portSite, path, named: { sessionId: params.id, port } }, carrel).map((link) =>
      jsonReply(201, link, NOT_STORED),
    ),
});

export const portLinkRoutes: readonly Route[] = [makeLink];
