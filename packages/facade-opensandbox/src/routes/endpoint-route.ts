import { ok } from '@carrel/core/kernel';
import { bearerRoute, header, jsonReply, noBody, sessionParam, textParam, type Route } from '@carrel/server-express';
import { z } from 'zod';
import { notServed, refusal } from '../refusal.js';
import { findSession } from '../sandboxes.js';
import type { RouteDeps } from './route-deps.js';

/** Where the SDK looks for the inside of a sandbox, and for its network. */
const EXECD = 44_772;
const EGRESS = 18_080;

const PORT = /^[1-9]\d{0,4}$/;

/** Tells where a port of a sandbox is. What listens there is reached through Carrel, by the same key. */
export function endpointRoute({ portsPath }: RouteDeps): Route {
  return bearerRoute({
    method: 'GET',
    path: '/v1/sandboxes/:id/endpoints/:port',
    summary: 'Where a port of a sandbox is.',
    scope: 'sessions:read',
    cost: 1,
    wait: 'request',
    params: { id: sessionParam, port: textParam },
    query: z.object({ expires: z.string().optional() }),
    body: noBody,
    responses: { 200: z.unknown() },
    handle: ({ basePath, headers, host, params: { id, port: text }, query }, carrel, caller) =>
      findSession(carrel, caller, id).andThen(() => {
        const port = PORT.test(text) ? Number(text) : 0;
        if (port < 1 || port > 65_535)
          return ok(refusal(400, 'INVALID_PORT', 'port: expected a number from 1 to 65535'));
        if (query.expires !== undefined) return ok(notServed('signed endpoints'));
        const inside = `${host}${basePath}/sandboxes/${id}`;
        if (port === EXECD) return ok(jsonReply(200, { endpoint: `${inside}/execd` }));
        if (port === EGRESS) return ok(jsonReply(200, { endpoint: `${inside}/egress` }));
        const endpoint = `${host}${portsPath}/sessions/${id}/ports/${String(port)}`;
        // The door of the ports knows no other header; the key is the client's own, told to nobody else.
        const needed = { Authorization: header(headers, 'authorization') ?? '' };
        return ok(jsonReply(200, { endpoint, headers: needed }, { 'Cache-Control': 'no-store' }));
      }),
  });
}
