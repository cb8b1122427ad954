import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import { sessionParam, terminalParam } from '../http/path-param.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { pageBody, pageOf } from '../wire/page.js';
import { openedBody, openTerminalBody, terminalBody, toTerminalBody } from '../wire/terminal-body.js';

const inSession = { id: sessionParam };
const ofTerminal = { id: sessionParam, tid: terminalParam };

const openTerminal = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/terminals',
  summary: 'Opens a terminal, which goes on until its program ends or somebody ends it.',
  scope: 'terminals:write',
  cost: 2,
  wait: 'work',
  params: inSession,
  query: noQuery,
  body: jsonBody(openTerminalBody),
  responses: { 201: openedBody },
  handle: ({ basePath, params: { id: session }, body, signal }, carrel, caller) =>
    carrel.terminals
      .open(caller, session, { request: body, signal })
      .map(({ id, cols, rows }) =>
        jsonReply(
          201,
          { id, cols, rows, state: 'running', offset: 0 },
          { Location: `${basePath}/sessions/${session}/terminals/${id}` },
        ),
      ),
});

const listTerminals = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/terminals',
  summary: 'The terminals of the session that are on record, the newest first.',
  scope: 'terminals:read',
  cost: 1,
  wait: 'request',
  params: inSession,
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(terminalBody) },
  handle: ({ params, query }, carrel, caller) =>
    carrel.terminals
      .list(caller, params.id)
      .andThen((all) =>
        pageOf(all, query, { scope: ['terminals', params.id], keyOf: ({ id }) => id, cursors: carrel.cursors }),
      )
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toTerminalBody), nextCursor })),
});

const getTerminal = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/terminals/:tid',
  summary: 'One terminal as it is now.',
  scope: 'terminals:read',
  cost: 1,
  wait: 'request',
  params: ofTerminal,
  query: noQuery,
  body: noBody,
  responses: { 200: terminalBody },
  handle: ({ params: { id: sessionId, tid: id } }, carrel, caller) =>
    carrel.terminals.get(caller, { sessionId, id }).map((terminal) => jsonReply(200, toTerminalBody(terminal))),
});

const closeTerminal = bearerRoute({
  method: 'DELETE',
  path: '/sessions/:id/terminals/:tid',
  summary: 'Ends everything that runs in a terminal.',
  scope: 'terminals:write',
  cost: 1,
  wait: 'request',
  params: ofTerminal,
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params: { id: sessionId, tid: id } }, carrel, caller) =>
    carrel.terminals.close(caller, { sessionId, id }).map(() => emptyReply()),
});

export const terminalRoutes: readonly Route[] = [openTerminal, listTerminals, getTerminal, closeTerminal];
