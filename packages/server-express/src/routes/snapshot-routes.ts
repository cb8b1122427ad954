import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import { sessionParam, textParam } from '../http/path-param.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { pageBody } from '../wire/page.js';
import { snapshotBody, takeSnapshotBody } from '../wire/snapshot-body.js';

const params = { id: sessionParam };
const one = { id: sessionParam, sid: textParam };

const takeSnapshot = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/workspace/snapshots',
  summary: 'Keeps the files of a running workspace as they are at one moment, in its runtime; what runs in it goes on.',
  scope: 'files:write',
  cost: 20,
  wait: 'work',
  params,
  query: noQuery,
  body: jsonBody(takeSnapshotBody, { optional: true }),
  responses: { 201: snapshotBody },
  handle: ({ params: { id }, body, signal }, carrel, caller) =>
    carrel.snapshots.take(caller, id, { label: body.label, signal }).map((snapshot) => jsonReply(201, snapshot)),
});

const listSnapshots = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/workspace/snapshots',
  summary: 'The snapshots of the workspace of a session, the newest first.',
  scope: 'files:read',
  cost: 2,
  wait: 'request',
  params,
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(snapshotBody) },
  handle: ({ params: { id }, query }, carrel, caller) =>
    carrel.snapshots.list(caller, id, query).map((snapshots) => jsonReply(200, snapshots)),
});

const getSnapshot = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/workspace/snapshots/:sid',
  summary: 'One snapshot.',
  scope: 'files:read',
  cost: 1,
  wait: 'request',
  params: one,
  query: noQuery,
  body: noBody,
  responses: { 200: snapshotBody },
  handle: ({ params: { id, sid } }, carrel, caller) =>
    carrel.snapshots.get(caller, id, sid).map((snapshot) => jsonReply(200, snapshot)),
});

const removeSnapshot = bearerRoute({
  method: 'DELETE',
  path: '/sessions/:id/workspace/snapshots/:sid',
  summary: 'Removes a snapshot; workspaces that were started from it go on.',
  scope: 'files:write',
  cost: 5,
  wait: 'request',
  params: one,
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params: { id, sid } }, carrel, caller) => carrel.snapshots.remove(caller, id, sid).map(() => emptyReply()),
});

const restoreSnapshot = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/workspace/snapshots/:sid/restore',
  summary:
    'Stops the workspace of a session without a storage; from the next on it begins with the files of the snapshot.',
  scope: 'files:write',
  cost: 20,
  wait: 'work',
  params: one,
  query: noQuery,
  body: noBody,
  responses: { 200: snapshotBody },
  handle: ({ params: { id, sid } }, carrel, caller) =>
    carrel.snapshots.restore(caller, id, sid).map((snapshot) => jsonReply(200, snapshot)),
});

export const snapshotRoutes: readonly Route[] = [
  takeSnapshot,
  listSnapshots,
  getSnapshot,
  removeSnapshot,
  restoreSnapshot,
];
