import type { WorkspaceEvent } from '@carrel/core/workspaces';
import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import { sessionParam } from '../http/path-param.js';
import { emptyReply, eventsReply, jsonReply } from '../http/reply.js';
import { count, flag, noQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import type { ServerSentEvent } from '../http/server-sent-event.js';
import { explanationBody, toExplanationBody, workspaceBody } from '../wire/workspace-body.js';
import { gapEvent } from './gap-event.js';
import { nextPosition } from './resume-from.js';
import { failedEvent, serverEvents } from './server-events.js';

/** The longest that a client may ask to wait for a start: ten minutes. */
const MAX_WAIT_MS = 600_000;

/** When somebody who did not wait may see something else: most starts take about as long. */
const ASK_AGAIN = { 'Retry-After': '1' };

const startWorkspace = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/workspace',
  summary:
    'Starts the workspace of a session, or joins its start; waits for it as long as asked. Where there is no room it is `queued`; with `onlyWhileWaiting` it leaves the queue when this request ends early.',
  scope: 'workspaces:write',
  cost: 2,
  wait: 'work',
  params: { id: sessionParam },
  query: z.object({
    waitMs: count.pipe(z.int().max(MAX_WAIT_MS)).exactOptional(),
    onlyWhileWaiting: flag.exactOptional(),
  }),
  body: noBody,
  responses: { 200: workspaceBody, 202: workspaceBody },
  handle: ({ params, query: { waitMs = 0, onlyWhileWaiting }, signal }, carrel, caller) =>
    carrel.workspaces
      .start(caller, params.id, { waitMs, signal, onlyWhileWaiting })
      .map((workspace) =>
        workspace.state === 'ready' ? jsonReply(200, workspace) : jsonReply(202, workspace, ASK_AGAIN),
      ),
});

const getWorkspace = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/workspace',
  summary: 'The workspace of a session, and with `explain` why it is alive or stopped.',
  scope: 'workspaces:read',
  cost: 1,
  wait: 'request',
  params: { id: sessionParam },
  query: z.object({ explain: flag.exactOptional() }),
  body: noBody,
  responses: { 200: z.union([workspaceBody, explanationBody]) },
  handle: ({ params, query }, carrel, caller) => {
    if (query.explain !== true) {
      return carrel.workspaces.get(caller, params.id).map((workspace) => jsonReply(200, workspace));
    }
    return carrel.workspaces
      .explain(caller, params.id)
      .map((explanation) => jsonReply(200, toExplanationBody(explanation)));
  },
});

const keepWorkspace = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/workspace/keep-alive',
  summary:
    'Keeps a ready workspace from being stopped as idle for so long from now on; with 0 the caller does so no more.',
  scope: 'workspaces:write',
  cost: 1,
  wait: 'request',
  params: { id: sessionParam },
  query: noQuery,
  body: jsonBody(z.strictObject({ durationMs: z.int().min(0) })),
  responses: { 200: explanationBody },
  handle: ({ params, body }, carrel, caller) =>
    carrel.workspaces
      .keepAlive(caller, params.id, body)
      .map((explanation) => jsonReply(200, toExplanationBody(explanation))),
});

const stopWorkspace = bearerRoute({
  method: 'DELETE',
  path: '/sessions/:id/workspace',
  summary: 'Stops the workspace of a session.',
  scope: 'workspaces:write',
  cost: 1,
  wait: 'work',
  params: { id: sessionParam },
  query: noQuery,
  body: noBody,
  responses: { 202: workspaceBody, 204: null },
  handle: ({ params }, carrel, caller) =>
    carrel.workspaces
      .stop(caller, params.id)
      .map((workspace) => (workspace.state === 'stopping' ? jsonReply(202, workspace) : emptyReply())),
});

const watchWorkspace = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/workspace/events',
  summary:
    'The states of the workspace of a session as they come; between them, without an id, as `progress` what a start is doing, and as `warning` that it is going to be stopped or that the session is about to expire.',
  scope: 'workspaces:read',
  cost: 1,
  wait: 'stream',
  params: { id: sessionParam },
  query: z.object({ from: count.exactOptional() }),
  body: noBody,
  responses: { 200: null },
  handle: ({ params, query, headers, requestId, signal }, carrel, caller) =>
    nextPosition(headers, query.from)
      .asyncAndThen((from) => carrel.workspaces.events(caller, params.id, { from, signal }))
      .map((events) => eventsReply(serverEvents(events, (event) => toEvent(event, requestId), requestId))),
});

export const workspaceRoutes: readonly Route[] = [
  startWorkspace,
  getWorkspace,
  keepWorkspace,
  stopWorkspace,
  watchWorkspace,
];

function toEvent(event: WorkspaceEvent, requestId: string): ServerSentEvent {
  if (event.type === 'gap') return gapEvent(event);
  if (event.type === 'failed') return failedEvent(event.error, requestId);
  // Without an id: a reader that comes again goes on behind the last state.
  if (event.type === 'progress') return { event: 'progress', data: { phase: event.phase, line: event.line } };
  if (event.type === 'warning') {
    const position = 'position' in event ? { id: event.position } : {};
    return { event: 'warning', ...position, data: { reason: event.reason, at: event.at } };
  }
  return { event: 'state', id: event.position, data: event.workspace };
}
