import type { Carrel } from '@carrel/core';
import { okAsync, type Caller, type ResultAsync } from '@carrel/core/kernel';
import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import { inScope, type ScopeError } from '../http/in-scope.js';
import { documentParam, documentVersionParam, sessionParam } from '../http/path-param.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import {
  createVersionBody,
  documentBody,
  documentClientBody,
  documentSnapshotBody,
  documentVersionBody,
  syncBody,
  syncedBody,
  toBase64,
  toDocumentBody,
  toDocumentClientBody,
  toDocumentSnapshotBody,
  toDocumentVersionBody,
} from '../wire/document-body.js';
import { pageBody, pageOf } from '../wire/page.js';
import { documentFileRoutes } from './document-file-routes.js';

const inSession = { id: sessionParam };
const one = { id: sessionParam, name: documentParam };
const ofVersion = { id: sessionParam, name: documentParam, version: documentVersionParam };

const syncDocument = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/documents/:name/sync',
  summary:
    'Takes the edits of a client that polls, and answers those of others since a clock. The edits are durable then.',
  scope: 'documents:read',
  cost: 2,
  wait: 'request',
  params: one,
  query: noQuery,
  body: jsonBody(syncBody, { limit: 'document' }),
  responses: { 200: syncedBody },
  handle: ({ params: { id: sessionId, name }, body, signal }, carrel, caller) =>
    mayWrite(caller, body.updates, carrel)
      .andThen(() => carrel.documents.sync(caller, { sessionId, name }, { ...body, signal }))
      .map(({ clock, updates, isWhole }) => jsonReply(200, { clock, updates: updates.map(toBase64), isWhole })),
});

const listDocuments = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/documents',
  summary: 'The documents of the session, by name.',
  scope: 'documents:read',
  cost: 2,
  wait: 'request',
  params: inSession,
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(documentBody) },
  handle: ({ params: { id }, query }, carrel, caller) =>
    carrel.documents
      .list(caller, id, query)
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toDocumentBody), nextCursor })),
});

const getDocument = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/documents/:name',
  summary: 'One document: its clock and size. What it holds comes by synchronising.',
  scope: 'documents:read',
  cost: 1,
  wait: 'request',
  params: one,
  query: noQuery,
  body: noBody,
  responses: { 200: documentBody },
  handle: ({ params: { id: sessionId, name } }, carrel, caller) =>
    carrel.documents.get(caller, { sessionId, name }).map((document) => jsonReply(200, toDocumentBody(document))),
});

const removeDocument = bearerRoute({
  method: 'DELETE',
  path: '/sessions/:id/documents/:name',
  summary: 'Removes a document with its versions; whoever has it open is closed.',
  scope: 'documents:write',
  cost: 5,
  wait: 'request',
  params: one,
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params: { id: sessionId, name } }, carrel, caller) =>
    carrel.documents.remove(caller, { sessionId, name }).map(() => emptyReply()),
});

const listClients = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/documents/:name/clients',
  summary: 'The clients that poll a document, and how far each has come.',
  scope: 'documents:read',
  cost: 2,
  wait: 'request',
  params: one,
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(documentClientBody) },
  handle: ({ params: { id: sessionId, name }, query }, carrel, caller) =>
    carrel.documents
      .pollers(caller, { sessionId, name })
      .andThen((all) =>
        pageOf(all, query, {
          scope: ['document-clients', sessionId, name],
          keyOf: ({ userId, clientId }) => `${userId} ${clientId}`,
          cursors: carrel.cursors,
        }),
      )
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toDocumentClientBody), nextCursor })),
});

const listVersions = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/documents/:name/versions',
  summary: 'The versions of a document that are kept, the newest first.',
  scope: 'documents:read',
  cost: 2,
  wait: 'request',
  params: one,
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(documentVersionBody) },
  handle: ({ params: { id: sessionId, name }, query }, carrel, caller) =>
    carrel.documents.versions
      .list(caller, { sessionId, name, ...query })
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toDocumentVersionBody), nextCursor })),
});

const getVersion = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/documents/:name/versions/:version',
  summary: 'A version of a document with what it held, to be applied to an empty document of Yjs.',
  scope: 'documents:read',
  cost: 2,
  wait: 'request',
  params: ofVersion,
  query: noQuery,
  body: noBody,
  responses: { 200: documentSnapshotBody },
  handle: ({ params: { id: sessionId, name, version: id } }, carrel, caller) =>
    carrel.documents.versions
      .get(caller, { sessionId, name, id })
      .map((snapshot) => jsonReply(200, toDocumentSnapshotBody(snapshot))),
});

const createVersion = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/documents/:name/versions',
  summary: 'Keeps a document as it is now.',
  scope: 'documents:write',
  cost: 5,
  wait: 'request',
  params: one,
  query: noQuery,
  body: jsonBody(createVersionBody, { optional: true }),
  responses: { 201: documentVersionBody },
  handle: ({ params: { id: sessionId, name }, body }, carrel, caller) =>
    carrel.documents.versions
      .create(caller, { sessionId, name, label: body.label })
      .map((version) => jsonReply(201, toDocumentVersionBody(version))),
});

const restoreVersion = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/documents/:name/versions/:version/restore',
  summary: 'Makes a document what it was, by an edit that whoever has it open gets as any other.',
  scope: 'documents:write',
  cost: 10,
  wait: 'request',
  params: ofVersion,
  query: noQuery,
  body: noBody,
  responses: { 200: documentBody },
  handle: ({ params: { id: sessionId, name, version: id } }, carrel, caller) =>
    carrel.documents.versions
      .restore(caller, { sessionId, name, id })
      .map((document) => jsonReply(200, toDocumentBody(document))),
});

/** A token that allows reading alone brings no edits. */
function mayWrite(caller: Caller, updates: readonly Uint8Array[], carrel: Carrel): ResultAsync<Caller, ScopeError> {
  if (updates.length === 0) return okAsync(caller);
  return inScope(caller, { scope: 'documents:write', call: 'POST /sessions/:id/documents/:name/sync' }, carrel);
}

export const documentRoutes: readonly Route[] = [
  ...documentFileRoutes,
  listDocuments,
  getDocument,
  removeDocument,
  syncDocument,
  listClients,
  listVersions,
  getVersion,
  createVersion,
  restoreVersion,
];
