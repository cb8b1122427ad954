import type { Carrel } from '@carrel/core';
import { err, ok, type ResultAsync } from '@carrel/core/kernel';
import { sessionNotFound, type Session, type SessionNotFound } from '@carrel/core/sessions';
import type { WorkspaceView } from '@carrel/core/workspaces';
import type { ErrorOf } from '../http/error-of.js';
import { entityTag, matchesWeakly, parseTags } from '../http/entity-tag.js';
import { header, type RequestHeaders } from '../http/http-request.js';
import { emptyReply, jsonReply, type Reply } from '../http/reply.js';
import { toSessionBody } from '../wire/session-body.js';

type ViewError = ErrorOf<Carrel['workspaces']['views']> | SessionNotFound;

/** The session with its workspace, as an answer; its version is the entity tag. */
export function sessionReply(carrel: Carrel, session: Session): ResultAsync<Reply, ViewError> {
  return viewOf(carrel, session).map((workspace) =>
    jsonReply(200, toSessionBody(session, workspace), { ETag: entityTag(session.version) }),
  );
}

/**
 * The entity tag tells nothing of the workspace, so that a cache must not answer with what it kept when the tag is the same:
 * only who asks with a tag of its own gets the short answer.
 */
const NOT_STORED = { 'Cache-Control': 'no-store' };

/** The same for who reads it. */
export function readReply(carrel: Carrel, session: Session): ResultAsync<Reply, ViewError> {
  return sessionReply(carrel, session).map((reply) => ({ ...reply, headers: { ...reply.headers, ...NOT_STORED } }));
}

/** Whether the request says by `If-None-Match` that the client has the session at this version. */
export function isKnown({ version }: Session, headers: RequestHeaders): boolean {
  const tags = header(headers, 'if-none-match');
  return tags !== undefined && matchesWeakly(parseTags(tags), String(version));
}

export function unchangedReply({ version }: Session): Reply {
  return emptyReply(304, { ETag: entityTag(version), ...NOT_STORED });
}

/** The same for a session that this request made. */
export function createdSessionReply(carrel: Carrel, session: Session, basePath: string): ResultAsync<Reply, ViewError> {
  return sessionReply(carrel, session).map(({ headers, body }) => ({
    status: 201,
    headers: { ...headers, Location: `${basePath}/sessions/${session.id}` },
    body,
  }));
}

function viewOf(carrel: Carrel, session: Session): ResultAsync<WorkspaceView, ViewError> {
  return carrel.workspaces
    .views([session])
    .andThen(([workspace]) =>
      workspace === undefined ? err<WorkspaceView, ViewError>(sessionNotFound()) : ok(workspace),
    );
}
