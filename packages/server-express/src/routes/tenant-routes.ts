import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import { textParam } from '../http/path-param.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { containerBody } from '../wire/container-body.js';
import { pageBody } from '../wire/page.js';
import {
  agentBody,
  auditBody,
  auditQuery,
  createAgentBody,
  createdAgentBody,
  createUserBody,
  updateUserBody,
  userBody,
} from '../wire/user-body.js';

const page = z.object(pageQuery);
const named = { id: textParam };

const listUsers = bearerRoute({
  method: 'GET',
  path: '/tenant/users',
  summary: 'The users of the tenant, the oldest first.',
  scope: 'users:read',
  cost: 1,
  wait: 'request',
  params: {},
  query: page,
  body: noBody,
  responses: { 200: pageBody(userBody) },
  handle: ({ query }, carrel, caller) =>
    carrel.identity.users.list(caller, query).map((users) => jsonReply(200, users)),
});

const createUser = bearerRoute({
  method: 'POST',
  path: '/tenant/users',
  summary: 'Makes a user of the tenant who can log in.',
  scope: 'users:write',
  cost: 10,
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(createUserBody),
  responses: { 201: userBody },
  handle: ({ body }, carrel, caller) => carrel.identity.users.create(caller, body).map((user) => jsonReply(201, user)),
});

const updateUser = bearerRoute({
  method: 'PUT',
  path: '/tenant/users/:id',
  summary: 'Changes a user of the tenant.',
  scope: 'users:write',
  cost: 10,
  wait: 'request',
  params: named,
  query: noQuery,
  body: jsonBody(updateUserBody),
  responses: { 200: userBody },
  handle: ({ params, body }, carrel, caller) =>
    carrel.identity.users.update(caller, params.id, body).map((user) => jsonReply(200, user)),
});

const removeUser = bearerRoute({
  method: 'DELETE',
  path: '/tenant/users/:id',
  summary: 'Removes a user of the tenant and ends its logins.',
  scope: 'users:write',
  cost: 1,
  wait: 'request',
  params: named,
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params }, carrel, caller) => carrel.identity.users.remove(caller, params.id).map(() => emptyReply()),
});

const listAgents = bearerRoute({
  method: 'GET',
  path: '/tenant/agents',
  summary: 'The agents of the tenant, the oldest first.',
  scope: 'agents:read',
  cost: 1,
  wait: 'request',
  params: {},
  query: page,
  body: noBody,
  responses: { 200: pageBody(agentBody) },
  handle: ({ query }, carrel, caller) =>
    carrel.identity.agents.list(caller, query).map((agents) => jsonReply(200, agents)),
});

const createAgent = bearerRoute({
  method: 'POST',
  path: '/tenant/agents',
  summary: 'Makes an agent; its key is shown this once.',
  scope: 'agents:write',
  cost: 2,
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(createAgentBody),
  responses: { 201: createdAgentBody },
  handle: ({ body }, carrel, caller) =>
    carrel.identity.agents
      .create(caller, body)
      .map((created) => jsonReply(201, created, { 'Cache-Control': 'no-store' })),
});

const removeAgent = bearerRoute({
  method: 'DELETE',
  path: '/tenant/agents/:id',
  summary: 'Removes an agent; its key is refused from then on.',
  scope: 'agents:write',
  cost: 1,
  wait: 'request',
  params: named,
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params }, carrel, caller) => carrel.identity.agents.remove(caller, params.id).map(() => emptyReply()),
});

const listAudit = bearerRoute({
  method: 'GET',
  path: '/tenant/audit',
  summary: 'Who did what in the tenant, the latest first.',
  scope: 'audit:read',
  cost: 1,
  wait: 'request',
  params: {},
  query: auditQuery,
  body: noBody,
  responses: { 200: pageBody(auditBody) },
  handle: ({ query }, carrel, caller) => carrel.audit.list(caller, query).map((records) => jsonReply(200, records)),
});

const listContainers = bearerRoute({
  method: 'GET',
  path: '/tenant/containers',
  summary: 'The workspaces of the tenant that run, or are about to, with what each uses now; the oldest first.',
  scope: 'containers:read',
  cost: 5,
  wait: 'request',
  params: {},
  query: page,
  body: noBody,
  responses: { 200: pageBody(containerBody) },
  handle: ({ query, signal }, carrel, caller) =>
    carrel.containers.list(caller, { ...query, signal }).map((containers) => jsonReply(200, containers)),
});

export const tenantRoutes: readonly Route[] = [
  listUsers,
  createUser,
  updateUser,
  removeUser,
  listAgents,
  createAgent,
  removeAgent,
  listAudit,
  listContainers,
];
