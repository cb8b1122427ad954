import type { Carrel } from '@carrel/core';
import { err, ok, type ResultAsync } from '@carrel/core/kernel';
import { sessionNotFound, type Session } from '@carrel/core/sessions';
import type { WorkspaceView } from '@carrel/core/workspaces';
import type { ApiError } from '../http/api-error.js';
import { entityTag } from '../http/entity-tag.js';
import { jsonReply, type Reply } from '../http/reply.js';
import { toSessionBody } from '../wire/session-body.js';

/** The session with its workspace, as an answer; its version is the entity tag. */
export function sessionReply(carrel: Carrel, session: Session): ResultAsync<Reply, ApiError> {
  return viewOf(carrel, session).map((workspace) =>
    jsonReply(200, toSessionBody(session, workspace), { ETag: entityTag(session.version) }),
  );
}

/** The same for a session that this request made. */
export function createdSessionReply(carrel: Carrel, session: Session, basePath: string): ResultAsync<Reply, ApiError> {
  return sessionReply(carrel, session).map(({ headers, body }) => ({
    status: 201,
    headers: { ...headers, Location: `${basePath}/sessions/${session.id}` },
    body,
  }));
}

function viewOf(carrel: Carrel, session: Session): ResultAsync<WorkspaceView, ApiError> {
  return carrel.workspaces
    .views([session])
    .andThen(([workspace]) =>
      workspace === undefined ? err<WorkspaceView, ApiError>(sessionNotFound()) : ok(workspace),
    );
}
