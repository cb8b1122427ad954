import { header, type HttpRequest } from './http-request.js';

const EXPOSED =
  'Content-Range, ETag, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id';
const TAKEN = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'If-Range',
  'Last-Event-ID',
  'Range',
  'X-Request-Id',
].join(', ');
const PREFLIGHT_SECONDS = '600';

/** The headers that let a page of the request's origin read the answer; none for an origin that is not allowed. */
export function originHeaders(
  request: HttpRequest,
  allowedOrigins: readonly string[],
): Readonly<Record<string, string>> | null {
  if (allowedOrigins.length === 0) return null;
  if (allowedOrigins.includes('*'))
    return { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': EXPOSED };
  const origin = header(request.headers, 'origin');
  if (origin === undefined || !allowedOrigins.includes(origin)) return { Vary: 'Origin' };
  return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED, Vary: 'Origin' };
}

/** What `OPTIONS` adds for an allowed origin that asks before it calls. */
export function preflightHeaders(allowed: readonly string[]): Readonly<Record<string, string>> {
  return {
    'Access-Control-Allow-Methods': allowed.join(', '),
    'Access-Control-Allow-Headers': TAKEN,
    'Access-Control-Max-Age': PREFLIGHT_SECONDS,
  };
}
