import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import { textParam } from '../http/path-param.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { pageBody } from '../wire/page.js';
import { putSettingBody, settingBody } from '../wire/setting-body.js';

const named = { category: textParam, key: textParam };

const listSettings = bearerRoute({
  method: 'GET',
  path: '/settings',
  summary: 'What the caller has set.',
  scope: 'settings:read',
  cost: 1,
  wait: 'request',
  params: {},
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(settingBody) },
  handle: ({ query }, carrel, caller) => carrel.settings.list(caller, query).map((page) => jsonReply(200, page)),
});

const putSetting = bearerRoute({
  method: 'PUT',
  path: '/settings/:category/:key',
  summary: 'Sets a value, whether or not it was set before.',
  scope: 'settings:write',
  cost: 1,
  wait: 'request',
  params: named,
  query: noQuery,
  body: jsonBody(putSettingBody),
  responses: { 200: settingBody },
  handle: ({ params, body }, carrel, caller) =>
    carrel.settings.put(caller, params, body.value).map((setting) => jsonReply(200, setting)),
});

const removeSetting = bearerRoute({
  method: 'DELETE',
  path: '/settings/:category/:key',
  summary: 'Takes a value away.',
  scope: 'settings:write',
  cost: 1,
  wait: 'request',
  params: named,
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params }, carrel, caller) => carrel.settings.remove(caller, params).map(() => emptyReply()),
});

export const settingRoutes: readonly Route[] = [listSettings, putSetting, removeSetting];
