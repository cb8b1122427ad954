import { okAsync, ResultAsync } from '@carrel/core/kernel';
import { z } from 'zod';
import { noBody } from '../http/body-spec.js';
import { jsonReply, type Reply } from '../http/reply.js';
import { noQuery } from '../http/request-query.js';
import { publicRoute, type Route } from '../http/route.js';

const aliveBody = z.strictObject({ status: z.literal('alive') });
const readyBody = z.strictObject({
  status: z.enum(['ready', 'not-ready', 'ending']),
  backends: z.array(
    z.strictObject({ name: z.string(), status: z.enum(['up', 'degraded', 'down']), latencyMs: z.number() }),
  ),
});

const NOT_STORED = { 'Cache-Control': 'no-store' };
const ASK_AGAIN = { ...NOT_STORED, 'Retry-After': '1' };

const alive = publicRoute({
  method: 'GET',
  path: '/healthz',
  atRoot: true,
  summary: 'Whether the server runs at all.',
  cost: 0,
  wait: 'request',
  params: {},
  query: noQuery,
  body: noBody,
  responses: { 200: aliveBody },
  handle: () => okAsync<Reply, never>(jsonReply(200, { status: 'alive' }, NOT_STORED)),
});

const ready = publicRoute({
  method: 'GET',
  path: '/ready',
  atRoot: true,
  summary: 'Whether the server takes work, and what it stands on.',
  cost: 0,
  wait: 'request',
  params: {},
  query: noQuery,
  body: noBody,
  responses: { 200: readyBody, 503: readyBody },
  handle: ({ draining }, carrel) =>
    ResultAsync.fromSafePromise(carrel.health()).map((all) => {
      const usable = all.every(({ required, status }) => !required || status !== 'down');
      const backends = all.map(({ name, status, latencyMs }) => ({ name, status, latencyMs }));
      const status = draining ? 'ending' : usable ? 'ready' : 'not-ready';
      const isReady = status === 'ready';
      return jsonReply(isReady ? 200 : 503, { status, backends }, isReady ? NOT_STORED : ASK_AGAIN);
    }),
});

export const operationRoutes: readonly Route[] = [alive, ready];
