import { err, errAsync, invalidInput, ok, type InvalidInput, type Result } from '@carrel/core/kernel';
import type { TaskEvent } from '@carrel/core/tasks';
import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import { isApiError } from '../http/error-answers.js';
import { serviceFailed } from '../http/http-errors.js';
import { header, type RequestHeaders } from '../http/http-request.js';
import { conversationParam, sessionParam, taskParam } from '../http/path-param.js';
import { eventsReply, jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import type { ServerSentEvent } from '../http/server-sent-event.js';
import { pageBody } from '../wire/page.js';
import { createTaskBody, taskBody, taskStatus, toTaskBody } from '../wire/task-body.js';
import { idempotencyKey } from './idempotency-key.js';
import { failedEvent, serverEvents } from './server-events.js';

const createTask = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/tasks',
  summary: 'Has the model work on something in the session by itself, when it is its turn.',
  scope: 'tasks:write',
  cost: 5,
  wait: 'request',
  params: { id: sessionParam },
  query: noQuery,
  body: jsonBody(createTaskBody),
  responses: { 201: taskBody },
  handle: ({ basePath, params: { id: session }, body, headers }, carrel, caller) => {
    const key = idempotencyKey(headers);
    if (key.isErr()) return errAsync(key.error);
    const { conversationId: text, ...rest } = body;
    const within = text === undefined ? ok({}) : conversationParam(text).map((conversationId) => ({ conversationId }));
    return within
      .asyncAndThen((talk) => carrel.tasks.create(caller, session, { ...rest, ...talk }, { idempotencyKey: key.value }))
      .map((task) => jsonReply(201, toTaskBody(task), { Location: `${basePath}/tasks/${task.id}` }));
  },
});

const listTasks = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/tasks',
  summary: 'The tasks of the session, the newest first; with `status`, those that are so.',
  scope: 'tasks:read',
  cost: 1,
  wait: 'request',
  params: { id: sessionParam },
  query: z.object({ ...pageQuery, status: taskStatus.exactOptional() }),
  body: noBody,
  responses: { 200: pageBody(taskBody) },
  handle: ({ params, query }, carrel, caller) =>
    carrel.tasks
      .list(caller, params.id, query)
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toTaskBody), nextCursor })),
});

const getTask = bearerRoute({
  method: 'GET',
  path: '/tasks/:id',
  summary: 'One task as it is now.',
  scope: 'tasks:read',
  cost: 1,
  wait: 'request',
  params: { id: taskParam },
  query: noQuery,
  body: noBody,
  responses: { 200: taskBody },
  handle: ({ params: { id } }, carrel, caller) =>
    carrel.tasks.get(caller, id).map((task) => jsonReply(200, toTaskBody(task))),
});

const cancelTask = bearerRoute({
  method: 'POST',
  path: '/tasks/:id/cancel',
  summary: 'Asks a task to end; one that waited is over at once, the end of another follows.',
  scope: 'tasks:write',
  cost: 1,
  wait: 'request',
  params: { id: taskParam },
  query: noQuery,
  body: noBody,
  responses: { 200: taskBody },
  handle: ({ params: { id } }, carrel, caller) =>
    carrel.tasks.cancel(caller, id).map((task) => jsonReply(200, toTaskBody(task))),
});

const followTask = bearerRoute({
  method: 'GET',
  path: '/tasks/:id/events',
  summary:
    'What happens in a task, what is there and what follows, through all its runs to its end: `status` with the task, `chunk` as in its streams, `gap` and `end`.',
  scope: 'tasks:read',
  cost: 1,
  wait: 'stream',
  params: { id: taskParam },
  query: z.object({ after: z.string().max(64).exactOptional() }),
  body: noBody,
  responses: { 200: null },
  handle: ({ params: { id }, query, headers, requestId, signal }, carrel, caller) =>
    lastSeen(headers, query.after)
      .asyncAndThen((after) => carrel.tasks.follow(caller, id, { after, signal }))
      .map((events) => eventsReply(serverEvents(events, (event) => toEvent(event, requestId), requestId))),
});

export const taskRoutes: readonly Route[] = [createTask, listTasks, getTask, cancelTask, followTask];

const CURSOR = /^\d{1,9}\.\d{1,15}$/;

/** The cursor behind which to go on: that of the last event seen, or `after`; an empty id is that of a reader who has seen none. */
function lastSeen(headers: RequestHeaders, after: string | undefined): Result<string | undefined, InvalidInput> {
  const id = header(headers, 'last-event-id') ?? '';
  if (id === '') return ok(after);
  if (CURSOR.test(id)) return ok(id);
  return err(invalidInput([{ path: 'Last-Event-ID', message: 'expected the id of an event of this task' }]));
}

/** The id is the cursor behind the event, so that a reader that comes again goes on with the next chunk. */
function toEvent(event: TaskEvent, requestId: string): ServerSentEvent {
  switch (event.type) {
    case 'status':
      return { event: 'status', data: toTaskBody(event.task) };
    case 'chunk':
      return { event: 'chunk', id: event.cursor, data: event.chunk };
    case 'gap':
      return { event: 'gap', id: event.cursor, data: {} };
    case 'end':
      return { event: 'end', data: toTaskBody(event.task) };
    case 'failed':
      return failedEvent(isApiError(event.error) ? event.error : serviceFailed(), requestId);
    default:
      return event satisfies never;
  }
}
