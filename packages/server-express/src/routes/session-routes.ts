import type { Carrel } from '@carrel/core';
import {
  err,
  errAsync,
  invalidInput,
  ok,
  okAsync,
  type Caller,
  type InvalidInput,
  type Result,
  type ResultAsync,
  type SessionId,
} from '@carrel/core/kernel';
import {
  sessionStale,
  type Session,
  type SessionStale,
  type SessionFilter,
  type UpdateSession,
} from '@carrel/core/sessions';
import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import type { ErrorOf } from '../http/error-of.js';
import { matchesStrongly, parseTags } from '../http/entity-tag.js';
import { header, type RequestHeaders } from '../http/http-request.js';
import { sessionParam } from '../http/path-param.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { pageBody, pageOf } from '../wire/page.js';
import {
  createSessionBody,
  forkSessionBody,
  relatedBody,
  sessionBody,
  toRelatedBody,
  toSessionBody,
  updateSessionBody,
} from '../wire/session-body.js';
import { idempotencyKey } from './idempotency-key.js';
import { languageIssues } from './language-issues.js';
import { createdSessionReply, isKnown, readReply, sessionReply, unchangedReply } from './session-reply.js';

const createSession = bearerRoute({
  method: 'POST',
  path: '/sessions',
  summary: 'Makes a session, and starts its workspace when asked to.',
  scope: 'sessions:write',
  cost: 2,
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
      .andThen((session) => (start ? started(carrel, caller, session) : okAsync<Session, GetError>(session)))
      .andThen((session) => createdSessionReply(carrel, session, basePath));
  },
});

const listSessions = bearerRoute({
  method: 'GET',
  path: '/sessions',
  summary: 'The sessions of the caller and the rooms that the caller is a member of, the newest first.',
  scope: 'sessions:read',
  cost: 1,
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
  summary: 'One session; its version is the entity tag, which its workspace does not change.',
  scope: 'sessions:read',
  cost: 1,
  wait: 'request',
  params: { id: sessionParam },
  query: noQuery,
  body: noBody,
  responses: { 200: sessionBody, 304: null },
  handle: ({ params, headers }, carrel, caller) =>
    carrel.sessions
      .get(caller, params.id)
      .andThen((session) =>
        isKnown(session, headers) ? okAsync(unchangedReply(session)) : readReply(carrel, session),
      ),
});

const updateSession = bearerRoute({
  method: 'PUT',
  path: '/sessions/:id',
  summary: 'Changes a session. Other languages mean another incarnation of its workspace.',
  scope: 'sessions:write',
  cost: 1,
  wait: 'work',
  params: { id: sessionParam },
  query: noQuery,
  body: jsonBody(updateSessionBody),
  responses: { 200: sessionBody },
  handle: ({ params: { id }, body: changes, headers }, carrel, caller) =>
    wantedVersion(carrel, caller, { id, headers })
      .andThen((ifVersion) => carrel.sessions.update(caller, id, { changes, ifVersion }))
      .mapErr(languageIssues(changes.languages))
      .andThen((session) => (outdates(changes, session) ? started(carrel, caller, session) : ok(session)))
      .andThen((session) => sessionReply(carrel, session)),
});

const removeSession = bearerRoute({
  method: 'DELETE',
  path: '/sessions/:id',
  summary: 'Deletes a session and stops its workspace.',
  scope: 'sessions:write',
  cost: 1,
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
  summary: 'Makes a session of the caller with the files, languages and labels of another that the caller sees.',
  scope: 'sessions:write',
  cost: 5,
  wait: 'work',
  params: { id: sessionParam },
  query: noQuery,
  body: jsonBody(forkSessionBody, { optional: true }),
  responses: { 201: sessionBody },
  handle: ({ basePath, params, body }, carrel, caller) =>
    carrel.sessions.fork(caller, params.id, body).andThen((session) => createdSessionReply(carrel, session, basePath)),
});

const relatedSessions = bearerRoute({
  method: 'GET',
  path: '/sessions/related',
  summary: 'The sessions that the caller sees and that have something in common with one, the closest first.',
  scope: 'sessions:read',
  cost: 2,
  wait: 'request',
  params: {},
  query: z.object({ ...pageQuery, sessionId: z.string() }),
  body: noBody,
  responses: { 200: relatedBody },
  handle: ({ query: { sessionId: text, ...page } }, carrel, caller) =>
    sessionParam(text).asyncAndThen((id) =>
      carrel.sessions
        .related(caller, id)
        .andThen((all) =>
          pageOf(all, page, {
            scope: ['related', caller.userId, id],
            keyOf: ({ session }) => session.id,
            cursors: carrel.cursors,
          }),
        )
        .andThen(({ items, nextCursor }) =>
          carrel.workspaces.views(items.map(({ session }) => session)).map((workspaces) => {
            const bodies = items.flatMap((item, index) => {
              const workspace = workspaces[index];
              return workspace === undefined ? [] : [toRelatedBody(item, workspace)];
            });
            return jsonReply(200, { items: bodies, nextCursor });
          }),
        ),
    ),
});

export const sessionRoutes: readonly Route[] = [
  createSession,
  listSessions,
  getSession,
  updateSession,
  removeSession,
  forkSession,
  relatedSessions,
];

type GetError = ErrorOf<Carrel['sessions']['get']>;

/** Sets the start of the session's workspace going. Whatever becomes of that, the session is there: its workspace tells. */
function started(carrel: Carrel, caller: Caller, session: Session): ResultAsync<Session, GetError> {
  return carrel.workspaces
    .start(caller, session.id, { waitMs: 0 })
    .orElse(() => ok(null))
    .andThen(() => carrel.sessions.get(caller, session.id));
}

/** Whether the change ended a workspace that is still wanted: the next one is made for the new languages at once. */
function outdates({ languages }: UpdateSession, { desired, status }: Session): boolean {
  return languages !== undefined && desired === 'running' && status === 'active';
}

function labelFilter(pairs: readonly string[]): Result<Pick<SessionFilter, 'labels'>, InvalidInput> {
  if (pairs.length === 0) return ok({});
  const labels: [string, string][] = [];
  for (const pair of pairs) {
    const colon = pair.indexOf(':');
    if (colon < 1) return err(invalidInput([{ path: 'label', message: 'expected key:value' }]));
    labels.push([pair.slice(0, colon), pair.slice(colon + 1)]);
  }
  return ok({ labels: Object.fromEntries(labels) });
}

/** The version that `If-Match` asks for; `undefined` when any will do. A tag that is no version matches none. */
function wantedVersion(
  carrel: Carrel,
  caller: Caller,
  { id, headers }: { readonly id: SessionId; readonly headers: RequestHeaders },
): ResultAsync<number | undefined, GetError | SessionStale> {
  const text = header(headers, 'if-match');
  const tags = text === undefined ? '*' : parseTags(text);
  if (tags === '*') return okAsync(undefined);
  return carrel.sessions
    .get(caller, id)
    .andThen(({ version }) => (matchesStrongly(tags, String(version)) ? ok(version) : err(sessionStale(version))));
}
