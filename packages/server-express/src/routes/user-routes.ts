import { jsonBody, noBody } from '../http/body-spec.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { passwordBody, profileBody, userBody } from '../wire/user-body.js';

const getProfile = bearerRoute({
  method: 'GET',
  path: '/users/me',
  summary: 'The user who asks.',
  scope: null,
  cost: 1,
  wait: 'request',
  params: {},
  query: noQuery,
  body: noBody,
  responses: { 200: userBody },
  handle: (_request, carrel, caller) => carrel.identity.profile.get(caller).map((user) => jsonReply(200, user)),
});

const updateProfile = bearerRoute({
  method: 'PUT',
  path: '/users/me',
  summary: 'Changes the name of the user who asks.',
  scope: 'profile:write',
  cost: 1,
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(profileBody),
  responses: { 200: userBody },
  handle: ({ body }, carrel, caller) =>
    carrel.identity.profile.update(caller, body).map((user) => jsonReply(200, user)),
});

const changePassword = bearerRoute({
  method: 'PUT',
  path: '/users/me/password',
  summary: 'Changes the password of the user who asks, and ends its other logins.',
  scope: null,
  cost: 20,
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(passwordBody),
  responses: { 204: null },
  handle: ({ body }, carrel, caller) => carrel.identity.profile.changePassword(caller, body).map(() => emptyReply()),
});

export const userRoutes: readonly Route[] = [getProfile, updateProfile, changePassword];
