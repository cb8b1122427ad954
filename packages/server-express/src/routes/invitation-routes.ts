import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import { textParam } from '../http/path-param.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { pageBody } from '../wire/page.js';
import { createdInvitationBody, invitationBody, inviteBody } from '../wire/user-body.js';

const list = bearerRoute({
  method: 'GET',
  path: '/tenant/invitations',
  summary: 'The invitations into the tenant that were not used, the oldest first.',
  scope: 'invitations:read',
  cost: 2,
  wait: 'request',
  params: {},
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(invitationBody) },
  handle: ({ query }, carrel, caller) =>
    carrel.identity.invitations.list(caller, query).map((invitations) => jsonReply(200, invitations)),
});

const create = bearerRoute({
  method: 'POST',
  path: '/tenant/invitations',
  summary: 'Makes an invitation that registers one user of the tenant; its token is shown this once.',
  scope: 'invitations:write',
  cost: 5,
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(inviteBody, { optional: true }),
  responses: { 201: createdInvitationBody },
  handle: ({ body }, carrel, caller) =>
    carrel.identity.invitations
      .create(caller, body)
      .map((created) => jsonReply(201, created, { 'Cache-Control': 'no-store' })),
});

const remove = bearerRoute({
  method: 'DELETE',
  path: '/tenant/invitations/:id',
  summary: 'Takes an invitation back; it lets nobody in from then on.',
  scope: 'invitations:write',
  cost: 5,
  wait: 'request',
  params: { id: textParam },
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params }, carrel, caller) => carrel.identity.invitations.remove(caller, params.id).map(() => emptyReply()),
});

export const invitationRoutes: readonly Route[] = [list, create, remove];
