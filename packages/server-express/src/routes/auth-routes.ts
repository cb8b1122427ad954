import { jsonBody, noBody } from '../http/body-spec.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery } from '../http/request-query.js';
import { bearerRoute, publicRoute, type Route } from '../http/route.js';
import { socketResource } from '../sockets/socket-credentials.js';
import {
  issuedTicketBody,
  jwksBody,
  loginBody,
  refreshBody,
  refreshedBody,
  registerBody,
  signedInBody,
  ticketBody,
} from '../wire/user-body.js';

/** Answers that hold tokens stay nowhere on their way. */
const NOT_STORED = { 'Cache-Control': 'no-store' };
/** Verifiers ask again for keys that they do not know, so that this bounds only how long old ones are believed. */
const KEYS_STORED = { 'Cache-Control': 'public, max-age=300' };

const register = publicRoute({
  method: 'POST',
  path: '/auth/register',
  summary: 'Makes a tenant with a user who owns it, logged in; with an invitation, a user of its tenant.',
  cost: 10,
  budget: 'registrations',
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(registerBody),
  responses: { 201: signedInBody },
  handle: ({ body, context }, carrel) =>
    carrel.identity.register(body, context).map((signedIn) => jsonReply(201, signedIn, NOT_STORED)),
});

const login = publicRoute({
  method: 'POST',
  path: '/auth/login',
  summary: 'Begins a login of a user by email and password.',
  cost: 10,
  budget: 'logins',
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(loginBody),
  responses: { 200: signedInBody },
  handle: ({ body, context }, carrel) =>
    carrel.identity.login(body, context).map((signedIn) => jsonReply(200, signedIn, NOT_STORED)),
});

const refresh = publicRoute({
  method: 'POST',
  path: '/auth/refresh',
  summary: 'New tokens for a refresh token, which is used up; used twice, it ends the login.',
  cost: 1,
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(refreshBody),
  responses: { 200: refreshedBody },
  handle: ({ body, context }, carrel) =>
    carrel.identity.refresh(body, context).map((tokens) => jsonReply(200, { tokens }, NOT_STORED)),
});

const logout = publicRoute({
  method: 'POST',
  path: '/auth/logout',
  summary: 'Ends the login that a refresh token belongs to.',
  cost: 1,
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(refreshBody),
  responses: { 204: null },
  handle: ({ body, context }, carrel) => carrel.identity.logout(body, context).map(() => emptyReply(204, NOT_STORED)),
});

const issueTicket = bearerRoute({
  method: 'POST',
  path: '/auth/tickets',
  summary: 'A pass that opens one WebSocket, once, in place of a token.',
  scope: null,
  cost: 1,
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(ticketBody),
  responses: { 201: issuedTicketBody },
  handle: ({ body, basePath }, carrel, caller) =>
    carrel.identity.tickets
      .issue(caller, { ...body, resource: socketResource(body.resource, basePath) })
      .map((issued) => jsonReply(201, issued, NOT_STORED)),
});

const keys = publicRoute({
  method: 'GET',
  path: '/.well-known/jwks.json',
  atRoot: true,
  summary: 'The public keys of access tokens.',
  cost: 0,
  wait: 'request',
  params: {},
  query: noQuery,
  body: noBody,
  responses: { 200: jwksBody },
  handle: (_request, carrel) => carrel.identity.jwks().map((jwks) => jsonReply(200, jwks, KEYS_STORED)),
});

export const authRoutes: readonly Route[] = [register, login, refresh, logout, issueTicket, keys];
