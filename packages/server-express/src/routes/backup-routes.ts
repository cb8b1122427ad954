import { sessionId } from '@carrel/core/kernel';
import { sessionNotFound } from '@carrel/core/sessions';
import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import { sessionParam } from '../http/path-param.js';
import { jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { backupBody, createBackupBody, restoreBody, restoredBody, toBackupBody } from '../wire/backup-body.js';
import { pageBody } from '../wire/page.js';

const params = { id: sessionParam };

const createBackup = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/backups',
  summary: 'Keeps the files of a session as they are now; those of a running workspace are saved first.',
  scope: 'files:write',
  cost: 5,
  wait: 'work',
  params,
  query: noQuery,
  body: jsonBody(createBackupBody, { optional: true }),
  responses: { 201: backupBody },
  handle: ({ params: { id }, body, signal }, carrel, caller) =>
    carrel.backups
      .create(caller, id, { label: body.label, signal })
      .map((backup) => jsonReply(201, toBackupBody(backup))),
});

const listBackups = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/backups',
  summary: 'The backups of a session, the newest first.',
  scope: 'files:read',
  cost: 1,
  wait: 'request',
  params,
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(backupBody) },
  handle: ({ params: { id }, query }, carrel, caller) =>
    carrel.backups
      .list(caller, id, query)
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toBackupBody), nextCursor })),
});

const restoreBackup = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/restore',
  summary: 'Stops the workspace of a session and puts the files of a backup in the place of its own.',
  scope: 'files:write',
  cost: 5,
  wait: 'work',
  params,
  query: noQuery,
  body: jsonBody(restoreBody),
  responses: { 200: restoredBody },
  handle: ({ params: { id }, body: { backupId, into } }, carrel, caller) =>
    (into === undefined ? sessionId.parse(id) : sessionId.parse(into))
      .mapErr(sessionNotFound)
      .asyncAndThen((target) => carrel.backups.restore(caller, id, { backupId, into: target }))
      .map((head) =>
        jsonReply(200, {
          sessionId: head.sessionId,
          bytes: head.current?.bytes ?? 0,
          files: head.current?.files ?? 0,
        }),
      ),
});

export const backupRoutes: readonly Route[] = [createBackup, listBackups, restoreBackup];
