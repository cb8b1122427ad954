import { createHash, timingSafeEqual } from 'node:crypto';
import { tokenInvalid } from '@carrel/core/identity';
import { errAsync, ResultAsync } from '@carrel/core/kernel';
import { METRICS_TEXT_TYPE, type MemoryMetrics } from '@carrel/core/telemetry';
import { bearerToken } from '../http/authenticate.js';
import { noBody } from '../http/body-spec.js';
import { noRoute, tokenMissing } from '../http/http-errors.js';
import { bytesReply } from '../http/reply.js';
import { noQuery } from '../http/request-query.js';
import { publicRoute, type Route } from '../http/route.js';

export interface MetricsRouteOptions {
  readonly metrics: Pick<MemoryMetrics, 'text'>;
  /** What a scraper has to send as its bearer token. Empty, and the path answers as one that is not served. */
  readonly token: string;
  /** Called before each reading, to measure what is measured only then. @default nothing */
  readonly collect?: () => Promise<void>;
}

/** What is measured, for Prometheus: for `createHttpApi({ carrel, routes: [metricsRoute(…)] })`. */
export function metricsRoute({ metrics, token, collect = () => Promise.resolve() }: MetricsRouteOptions): Route {
  return publicRoute({
    method: 'GET',
    path: '/metrics',
    atRoot: true,
    summary: 'What the server measures, in the text format of Prometheus. It takes a token of its own.',
    cost: 0,
    wait: 'request',
    params: {},
    query: noQuery,
    body: noBody,
    responses: { 200: null },
    handle: ({ headers }) => {
      if (token === '') return errAsync(noRoute());
      const given = bearerToken(headers);
      if (given === undefined) return errAsync(tokenMissing());
      if (!isSame(given, token)) return errAsync(tokenInvalid());
      return ResultAsync.fromSafePromise(collect()).map(() => {
        const bytes = Buffer.from(metrics.text());
        const body = { chunks: only(bytes), length: bytes.byteLength };
        return bytesReply(200, body, { 'Content-Type': METRICS_TEXT_TYPE, 'Cache-Control': 'no-store' });
      });
    },
  });
}

/** Takes the same time whatever is different. */
function isSame(given: string, token: string): boolean {
  const [one, other] = [given, token].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield await Promise.resolve(bytes);
}
