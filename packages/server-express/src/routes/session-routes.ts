import type { Carrel } from '@carrel/core';
import { err, errAsync, invalidInput, ok, okAsync, sessionId, type Caller, type InvalidInput, type Result, type ResultAsync, type SessionId } from '@carrel/core/kernel';
import { sessionNotFound, sessionStale, type Session, type SessionFilter } from '@carrel/core/sessions';
import { z } from 'zod';
import type { ApiError } from '../http/api-error.js';
import { jsonBody, noBody } from '../http/body-spec.js';
import { matchesStrongly, parseTags } from '../http/entity-tag.js';
import { header, type RequestHeaders } from '../http/http-request.js';
import { sessionParam } from '../http/path-param.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { pageBody } from '../wire/page.js';
import {
  createSessionBody,
  forkSessionBody,
  relatedBody,
  sessionBody,
  toRelatedBody,
  toSessionBody,
  updateSessionBody,
} from '../wire/session-body.js';
import { languageIssues } from './language-issues.js';
import { createdSessionReply, sessionReply } from './session-reply.js';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

const createSession = bearerRoute({
  method: 'POST',
  path: '/sessions',
  summary: 'Makes a session, and starts its workspace when asked to.',
  scope: 'sessions:write',
  cost: 5,
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(createSessionBody),
  responses: { 201: sessionBody },
  handle: ({ basePath, body: { start = false, ...input }, headers }, carrel, caller) => {
    const key = idempotencyKey(headers);
    if (key.isErr()) return errAsync(key.error);
    return carrel.sessions
      .create(caller, input, key.value === undefined ? {} : { idempotencyKey: key.value })
      .mapErr(languageIssues(input.languages))
      .andThen((session) => (start ? started(carrel, caller, session) : okAsync<Session, ApiError>(session)))
      .andThen((session) => createdSessionReply(carrel, session, basePath));
  },
});

const listSessions = bearerRoute({
  method: 'GET',
  path: '/sessions',
  summary: 'The sessions of the caller, the newest first.',
  scope: 'sessions:read',
  cost: 2,
  wait: 'request',
  params: {},
  query: z.object({
    ...pageQuery,
    kind: z.enum(['solo', 'room']).exactOptional(),
    status: z.enum(['active', 'archived']).exactOptional(),
    label: z.union([z.string().transform((one) => [one]), z.array(z.string())]).exactOptional(),
  }),
  body: noBody,
  responses: { 200: pageBody(sessionBody) },
  handle: ({ query: { label = [], ...filter } }, carrel, caller) => {
    const labels = labelFilter(label);
    if (labels.isErr()) return errAsync(labels.error);
    return carrel.sessions.list(caller, { ...filter, ...labels.value }).andThen(({ items, nextCursor }) =>
      carrel.workspaces.views(items).map((workspaces) => {
        const bodies = items.flatMap((session, index) => {
          const workspace = workspaces[index];
          return workspace === undefined ? [] : [toSessionBody(session, workspace)];
        });
        return jsonReply(200, { items: bodies, nextCursor });
      }),
    );
  },
});

const getSession = bearerRoute({
  method: 'GET',
  path: '/sessions/:id',
  summary: 'One session; its version is the entity tag.',
  scope: 'sessions:read',
  cost: 1,
  wait: 'request',
  params: { id: sessionParam },
  query: noQuery,
  body: noBody,
  responses: { 200: sessionBody },
  handle: ({ params }, carrel, caller) =>
    carrel.sessions.get(caller, params.id).andThen((session) => sessionReply(carrel, session)),
});

const updateSession = bearerRoute({
  method: 'PUT',
  path: '/sessions/:id',
  summary: 'Changes a session. Other languages mean another incarnation of its workspace.',
  scope: 'sessions:write',
  cost: 5,
  wait: 'work',
  params: { id: sessionParam },
  query: noQuery,
  body: jsonBody(updateSessionBody),
  responses: { 200: sessionBody },
  handle: ({ params: { id }, body: changes, headers }, carrel, caller) =>
    wantedVersion(carrel, caller, { id, headers })
      .andThen((ifVersion) => carrel.sessions.update(caller, id, { changes, ifVersion }))
      .mapErr(languageIssues(changes.languages))
      .andThen((session) => sessionReply(carrel, session)),
});

const removeSession = bearerRoute({
  method: 'DELETE',
  path: '/sessions/:id',
  summary: 'Deletes a session and stops its workspace.',
  scope: 'sessions:write',
  cost: 5,
  wait: 'work',
  params: { id: sessionParam },
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params }, carrel, caller) => carrel.sessions.remove(caller, params.id).map(() => emptyReply()),
});

const forkSession = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/fork',
  summary: 'Makes a session with the files, languages and labels of another.',
  scope: 'sessions:write',
  cost: 20,
  wait: 'work',
  params: { id: sessionParam },
  query: noQuery,
  body: jsonBody(forkSessionBody, { optional: true }),
  responses: { 201: sessionBody },
  handle: ({ basePath, params, body }, carrel, caller) =>
    carrel.sessions
      .fork(caller, params.id, body)
      .andThen((session) => createdSessionReply(carrel, session, basePath)),
});

const relatedSessions = bearerRoute({
  method: 'GET',
  path: '/sessions/related',
  summary: "The caller's sessions that have something in common with one, the closest first.",
  scope: 'sessions:read',
  cost: 5,
  wait: 'request',
  params: {},
  query: z.object({ ...pageQuery, sessionId: z.string() }),
  body: noBody,
  responses: { 200: relatedBody },
  handle: ({ query }, carrel, caller) =>
    sessionId
      .parse(query.sessionId)
      .mapErr((): ApiError => sessionNotFound())
      .asyncAndThen((id) => relatedReply(carrel, caller, { id })),
});
