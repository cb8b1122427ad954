import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import { memberParam, sessionParam, userParam } from '../http/path-param.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { memberBody, setMemberBody, toMemberBody } from '../wire/member-body.js';
import { pageBody, pageOf } from '../wire/page.js';

const listMembers = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/members',
  summary: 'Who is in a room: its owner first, then the others.',
  scope: 'sessions:read',
  cost: 1,
  wait: 'request',
  params: { id: sessionParam },
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(memberBody) },
  handle: ({ params, query }, carrel, caller) =>
    carrel.members
      .list(caller, params.id)
      .andThen((all) =>
        pageOf(all, query, { scope: ['members', params.id], keyOf: ({ userId }) => userId, cursors: carrel.cursors }),
      )
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toMemberBody), nextCursor })),
});

const setMember = bearerRoute({
  method: 'PUT',
  path: '/sessions/:id/members/:userId',
  summary: 'Gives a user a role in a room. The role `owner` hands the room over, and leaves its owner an admin.',
  scope: 'sessions:write',
  cost: 1,
  wait: 'request',
  params: { id: sessionParam, userId: userParam },
  query: noQuery,
  body: jsonBody(setMemberBody),
  responses: { 200: memberBody },
  handle: ({ params: { id: sessionId, userId }, body: { role } }, carrel, caller) =>
    carrel.members.set(caller, { sessionId, userId }, role).map((member) => jsonReply(200, toMemberBody(member))),
});

const removeMember = bearerRoute({
  method: 'DELETE',
  path: '/sessions/:id/members/:userId',
  summary: 'Takes a user out of a room. Everybody but the owner may leave by themselves.',
  scope: 'sessions:write',
  cost: 1,
  wait: 'request',
  params: { id: sessionParam, userId: memberParam },
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params: { id: sessionId, userId } }, carrel, caller) =>
    carrel.members.remove(caller, { sessionId, userId }).map(() => emptyReply()),
});

export const memberRoutes: readonly Route[] = [listMembers, setMember, removeMember];
