import { jsonBody, noBody } from '../http/body-spec.js';
import { inScope } from '../http/in-scope.js';
import { documentParam, sessionParam } from '../http/path-param.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { bindDocumentFileBody, documentFileBody, toDocumentFileBody } from '../wire/document-body.js';

const one = { id: sessionParam, name: documentParam };

const bindFile = bearerRoute({
  method: 'PUT',
  path: '/sessions/:id/documents/:name/file',
  summary: 'Binds a document to a file of the workspace: what changes in one comes to the other, from then on.',
  scope: 'documents:write',
  cost: 10,
  wait: 'request',
  params: one,
  query: noQuery,
  body: jsonBody(bindDocumentFileBody),
  responses: { 200: documentFileBody },
  handle: ({ params: { id: sessionId, name }, body }, carrel, caller) =>
    inScope(caller, { scope: 'files:write', call: 'PUT /sessions/:id/documents/:name/file' }, carrel)
      .andThen(() => carrel.documents.files.bind(caller, { sessionId, name, ...body }))
      .map((file) => jsonReply(200, toDocumentFileBody(file))),
});

const getFile = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/documents/:name/file',
  summary: 'The file that a document is bound to, and how that does.',
  scope: 'documents:read',
  cost: 1,
  wait: 'request',
  params: one,
  query: noQuery,
  body: noBody,
  responses: { 200: documentFileBody },
  handle: ({ params: { id: sessionId, name } }, carrel, caller) =>
    carrel.documents.files.get(caller, { sessionId, name }).map((file) => jsonReply(200, toDocumentFileBody(file))),
});

const unbindFile = bearerRoute({
  method: 'DELETE',
  path: '/sessions/:id/documents/:name/file',
  summary: 'A document is bound to no file any more; both stay as they are.',
  scope: 'documents:write',
  cost: 2,
  wait: 'request',
  params: one,
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params: { id: sessionId, name } }, carrel, caller) =>
    carrel.documents.files.unbind(caller, { sessionId, name }).map(() => emptyReply()),
});

export const documentFileRoutes: readonly Route[] = [bindFile, getFile, unbindFile];
