/** What both servers by hand say in headers, of errors, and in their logs. */
import { Refusal } from './hand-steps.mjs';

export function answerHeaders({ requestId, budget: { limit, remaining, reset } }, etag) {
  return {
    'X-Request-Id': requestId,
    'X-Content-Type-Options': 'nosniff',
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': String(reset),
    ...(etag === undefined ? {} : { ETag: etag }),
  };
}

export function bytesHeaders() {
  return { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' };
}

export function problemOf(error) {
  const isMissing = error.code === 'ENOENT';
  const status = isMissing ? 404 : (error.status ?? 500);
  const isSaid = error instanceof Refusal || status < 500;
  return { status, body: { type: isMissing ? 'file/not-found' : isSaid ? error.message : 'service/failed', status } };
}

/** One line of JSON for each request, on standard error. */
export function logRequest({ method, url }, { statusCode: status }, caller, startedAt) {
  const line = {
    ...{ level: 'info', time: new Date().toISOString(), requestId: caller?.requestId, tenantId: caller?.tenantId },
    ...{ userId: caller?.id, method, url, status, durationMs: performance.now() - startedAt, msg: 'request' },
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
