import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import { codePlanParam, sessionParam } from '../http/path-param.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import {
  askCodeBody,
  codeAnswerBody,
  codeLanguageBody,
  codePlanBody,
  codePlanSummaryBody,
  createCodePlanBody,
  toCodeLanguageBody,
  toCodePlanBody,
  toCodePlanSummaryBody,
} from '../wire/code-body.js';
import { pageBody, pageOf } from '../wire/page.js';

const inSession = { id: sessionParam };
const ofPlan = { id: sessionParam, planId: codePlanParam };

const listCodeLanguages = bearerRoute({
  method: 'GET',
  path: '/code/languages',
  summary: 'What can be asked about code and done to it, by language.',
  scope: 'files:read',
  cost: 1,
  wait: 'request',
  params: {},
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(codeLanguageBody) },
  handle: ({ query }, carrel, caller) =>
    carrel.code
      .languages(caller)
      .andThen((all) => pageOf(all, query, { scope: ['code'], keyOf: ({ id }) => id, cursors: carrel.cursors }))
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toCodeLanguageBody), nextCursor })),
});

const queryCode = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/code/query',
  summary: 'Answers a question about the code of the session. No file is changed.',
  scope: 'files:read',
  cost: 2,
  wait: 'work',
  params: inSession,
  query: noQuery,
  body: jsonBody(askCodeBody, { limit: 'code' }),
  responses: { 200: codeAnswerBody },
  handle: ({ params: { id: sessionId }, body, signal }, carrel, caller) =>
    carrel.code.query(caller, { ...body, sessionId }, { signal }).map((answer) => jsonReply(200, answer)),
});

const createPlan = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/code/plans',
  summary: 'Works out a refactoring and keeps what it would do. No file is changed.',
  scope: 'files:read',
  cost: 5,
  wait: 'work',
  params: inSession,
  query: noQuery,
  body: jsonBody(createCodePlanBody),
  responses: { 201: codePlanBody },
  handle: ({ basePath, params: { id: sessionId }, body: { refactoring }, signal }, carrel, caller) =>
    carrel.code.plans
      .create(caller, { sessionId, refactoring }, { signal })
      .map((plan) =>
        jsonReply(201, toCodePlanBody(plan), { Location: `${basePath}/sessions/${sessionId}/code/plans/${plan.id}` }),
      ),
});

const listPlans = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/code/plans',
  summary: 'The plans of the session, the newest first.',
  scope: 'files:read',
  cost: 2,
  wait: 'request',
  params: inSession,
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(codePlanSummaryBody) },
  handle: ({ params: { id: sessionId }, query }, carrel, caller) =>
    carrel.code.plans
      .list(caller, { sessionId, ...query })
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toCodePlanSummaryBody), nextCursor })),
});

const getPlan = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/code/plans/:planId',
  summary: 'A plan with its diff.',
  scope: 'files:read',
  cost: 2,
  wait: 'request',
  params: ofPlan,
  query: noQuery,
  body: noBody,
  responses: { 200: codePlanBody },
  handle: ({ params: { id: sessionId, planId } }, carrel, caller) =>
    carrel.code.plans.get(caller, { sessionId, planId }).map((plan) => jsonReply(200, toCodePlanBody(plan))),
});

const applyPlan = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/code/plans/:planId/apply',
  summary: 'Changes all files of a plan, or none.',
  scope: 'files:write',
  cost: 10,
  wait: 'work',
  params: ofPlan,
  query: noQuery,
  body: noBody,
  responses: { 200: codePlanBody },
  handle: ({ params: { id: sessionId, planId } }, carrel, caller) =>
    carrel.code.plans.apply(caller, { sessionId, planId }).map((plan) => jsonReply(200, toCodePlanBody(plan))),
});

const undoPlan = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/code/plans/:planId/undo',
  summary: 'Makes all files of an applied plan what they were, or none.',
  scope: 'files:write',
  cost: 10,
  wait: 'work',
  params: ofPlan,
  query: noQuery,
  body: noBody,
  responses: { 200: codePlanBody },
  handle: ({ params: { id: sessionId, planId } }, carrel, caller) =>
    carrel.code.plans.undo(caller, { sessionId, planId }).map((plan) => jsonReply(200, toCodePlanBody(plan))),
});

const removePlan = bearerRoute({
  method: 'DELETE',
  path: '/sessions/:id/code/plans/:planId',
  summary: 'Removes a plan; files stay as they are.',
  scope: 'files:write',
  cost: 2,
  wait: 'request',
  params: ofPlan,
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params: { id: sessionId, planId } }, carrel, caller) =>
    carrel.code.plans.remove(caller, { sessionId, planId }).map(() => emptyReply()),
});

export const codeRoutes: readonly Route[] = [
  listCodeLanguages,
  queryCode,
  createPlan,
  listPlans,
  getPlan,
  applyPlan,
  undoPlan,
  removePlan,
];
