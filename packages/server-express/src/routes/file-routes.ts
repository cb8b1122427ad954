import { errAsync } from '@carrel/core/kernel';
import type { FileWatchEvent } from '@carrel/core/files';
import type { FileEntry } from '@carrel/core/runtime';
import { z } from 'zod';
import type { ApiError } from '../http/api-error.js';
import { jsonBody, noBody, streamBody } from '../http/body-spec.js';
import { entityTag } from '../http/entity-tag.js';
import { malformedRequest, unsupportedMediaType, type MalformedRequest } from '../http/http-errors.js';
import { header, type RequestHeaders } from '../http/http-request.js';
import { sessionParam } from '../http/path-param.js';
import { bytesReply, emptyReply, eventsReply, jsonReply } from '../http/reply.js';
import { usingBody } from '../http/request-body.js';
import { count, flag, noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import type { ServerSentEvent } from '../http/server-sent-event.js';
import { directoryBody, entryBody, moveBody, toEntryBody } from '../wire/file-body.js';
import { pageBody, pageOf } from '../wire/page.js';
import { fileContentRoutes } from './file-content-routes.js';
import { gapEvent } from './gap-event.js';
import { nextMarkedPosition } from './resume-from.js';
import { failedEvent, serverEvents } from './server-events.js';

const params = { id: sessionParam };
/** Without a path the root of the workspace is meant. */
const anyPath = z.string().default('');

const listFiles = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/files',
  summary: 'The entries of a directory by name, or everything below it.',
  scope: 'files:read',
  cost: 1,
  wait: 'work',
  params,
  query: z.object({ ...pageQuery, path: anyPath, recursive: flag.default(false) }),
  body: noBody,
  responses: { 200: pageBody(entryBody) },
  handle: ({ params: { id: sessionId }, query: { path, recursive, ...page }, signal }, carrel, caller) =>
    carrel.files
      .list(caller, { sessionId, path }, { recursive, signal })
      .andThen((all) =>
        pageOf([...all].sort(byPath), page, {
          scope: ['files', sessionId, path, recursive],
          keyOf: (entry) => entry.path,
          cursors: carrel.cursors,
        }),
      )
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toEntryBody), nextCursor })),
});

const statFile = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/files/stat',
  summary: 'One entry: a file, a directory or a symbolic link; without a path the root.',
  scope: 'files:read',
  cost: 1,
  wait: 'work',
  params,
  query: z.object({ path: anyPath }),
  body: noBody,
  responses: { 200: entryBody },
  handle: ({ params: { id: sessionId }, query: { path }, signal }, carrel, caller) =>
    carrel.files
      .stat(caller, { sessionId, path }, { signal })
      .map((entry) => jsonReply(200, toEntryBody(entry), { ETag: entityTag(entry.tag) })),
});

const removeFile = bearerRoute({
  method: 'DELETE',
  path: '/sessions/:id/files',
  summary: 'Removes a file, or a directory with everything below it.',
  scope: 'files:write',
  cost: 1,
  wait: 'work',
  params,
  query: z.object({ path: z.string() }),
  body: noBody,
  responses: { 204: null },
  handle: ({ params: { id: sessionId }, query: { path }, signal }, carrel, caller) =>
    carrel.files.remove(caller, { sessionId, path }, { signal }).map(() => emptyReply()),
});

const moveFile = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/files/move',
  summary: 'Gives a file or directory another path; replaces nothing.',
  scope: 'files:write',
  cost: 1,
  wait: 'work',
  params,
  query: noQuery,
  body: jsonBody(moveBody),
  responses: { 200: entryBody },
  handle: ({ params: { id: sessionId }, body: { from, to }, signal }, carrel, caller) =>
    carrel.files
      .move(caller, { sessionId, path: from, to }, { signal })
      .andThen(() => carrel.files.stat(caller, { sessionId, path: to }, { signal }))
      .map((entry) => jsonReply(200, toEntryBody(entry))),
});

const makeDirectory = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/files/directories',
  summary: 'Makes a directory and the ones above it, where they are not there.',
  scope: 'files:write',
  cost: 1,
  wait: 'work',
  params,
  query: noQuery,
  body: jsonBody(directoryBody),
  responses: { 201: entryBody },
  handle: ({ params: { id: sessionId }, body: { path }, signal }, carrel, caller) =>
    carrel.files
      .makeDirectory(caller, { sessionId, path }, { signal })
      .andThen(() => carrel.files.stat(caller, { sessionId, path }, { signal }))
      .map((entry) => jsonReply(201, toEntryBody(entry))),
});

const downloadArchive = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/files/archive',
  summary: 'Everything below a directory as a tar stream; pipes, sockets and devices are left out.',
  scope: 'files:read',
  cost: 5,
  wait: 'work',
  params,
  query: z.object({ path: anyPath }),
  body: noBody,
  responses: { 200: null },
  handle: ({ params: { id: sessionId }, query: { path }, signal }, carrel, caller) =>
    carrel.files
      .download(caller, { sessionId, path }, { signal })
      .map((chunks) => bytesReply(200, { chunks, length: null }, TAR_HEADERS)),
});

const uploadArchive = bearerRoute({
  method: 'PUT',
  path: '/sessions/:id/files/archive',
  summary: 'Unpacks a tar stream beneath a path: files, directories and symbolic links.',
  scope: 'files:write',
  cost: 5,
  wait: 'work',
  params,
  query: z.object({ path: anyPath }),
  body: streamBody('archive', 'application/x-tar'),
  responses: { 204: null },
  handle: ({ params: { id: sessionId }, query: { path }, headers, body, signal }, carrel, caller) => {
    if (!mayBeTar(headers)) return errAsync(unsupportedMediaType('application/x-tar'));
    return usingBody(body, carrel.files.upload(caller, { sessionId, path, tar: body }, { signal }))
      .mapErr(archiveError)
      .map(() => emptyReply());
  },
});

const watchFiles = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/files/watch',
  summary: 'What changes below a path, as it changes. An id without data says at once where to go on.',
  scope: 'files:read',
  cost: 1,
  wait: 'stream',
  params,
  query: z.object({ path: anyPath, recursive: flag.default(true), from: count.exactOptional() }),
  body: noBody,
  responses: { 200: null },
  handle: ({ params: { id: sessionId }, query, headers, requestId, signal }, carrel, caller) =>
    nextMarkedPosition(headers, query.from)
      .asyncAndThen((from) => {
        const options = { recursive: query.recursive, opened: true, signal, ...(from === undefined ? {} : { from }) };
        return carrel.files.watch(caller, { sessionId, path: query.path }, options);
      })
      .map((events) => eventsReply(serverEvents(events, (event) => toEvent(event, requestId), requestId))),
});

export const fileRoutes: readonly Route[] = [
  listFiles,
  statFile,
  removeFile,
  moveFile,
  makeDirectory,
  downloadArchive,
  uploadArchive,
  watchFiles,
  ...fileContentRoutes,
];

const TAR_HEADERS = { 'Content-Type': 'application/x-tar', 'Content-Disposition': 'attachment; filename="files.tar"' };

const TAR_TYPES = ['application/x-tar', 'application/tar', 'application/octet-stream'];

/** Whether the body is said to be a tar stream, or nothing is said of it. */
function mayBeTar(headers: RequestHeaders): boolean {
  const type = header(headers, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  return type === undefined || type === '' || TAR_TYPES.includes(type);
}

/** What the file system does not fail at by a cause of its own lies in what was sent. */
function archiveError<E extends ApiError>(error: E): E | MalformedRequest {
  if (error.type !== 'file/failed') return error;
  return malformedRequest('The body is no whole tar stream of files, directories and symbolic links.');
}

function byPath(one: FileEntry, other: FileEntry): number {
  return one.path < other.path ? -1 : 1;
}

function toEvent(event: FileWatchEvent, requestId: string): ServerSentEvent {
  switch (event.type) {
    case 'created':
    case 'changed':
    case 'removed':
      return { event: event.type, id: event.position, data: { path: event.path } };
    case 'moved':
      return { event: 'moved', id: event.position, data: { path: event.path, from: event.from } };
    case 'opened':
      // What a reader has seen of a stream that begins here.
      return { id: event.position - 1 };
    case 'overflow':
      return { event: 'overflow', id: event.position, data: {} };
    case 'gap':
      return gapEvent(event);
    case 'failed':
      return failedEvent(event.error, requestId);
    default:
      return event satisfies never;
  }
}
