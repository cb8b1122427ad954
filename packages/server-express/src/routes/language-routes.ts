import { okAsync } from '@carrel/core/kernel';
import { z } from 'zod';
import { noBody } from '../http/body-spec.js';
import { textParam } from '../http/path-param.js';
import { jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { languageBody, toLanguageBody } from '../wire/language-body.js';
import { pageBody, pageOf } from '../wire/page.js';

const listLanguages = bearerRoute({
  method: 'GET',
  path: '/languages',
  summary: 'The languages that sessions may have.',
  scope: null,
  cost: 1,
  wait: 'request',
  params: {},
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(languageBody) },
  handle: ({ query }, carrel) =>
    okAsync(carrel.languages.list())
      .andThen((all) => pageOf(all, query, { scope: ['languages'], keyOf: ({ id }) => id, cursors: carrel.cursors }))
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toLanguageBody), nextCursor })),
});

const getLanguage = bearerRoute({
  method: 'GET',
  path: '/languages/:id',
  summary: 'One language, by its id or another name of it.',
  scope: null,
  cost: 1,
  wait: 'request',
  params: { id: textParam },
  query: noQuery,
  body: noBody,
  responses: { 200: languageBody },
  handle: ({ params }, carrel) =>
    okAsync(params.id)
      .andThen((name) => carrel.languages.get(name))
      .map((language) => jsonReply(200, toLanguageBody(language))),
});

export const languageRoutes: readonly Route[] = [listLanguages, getLanguage];
