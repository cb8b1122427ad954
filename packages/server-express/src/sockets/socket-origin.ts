import { requestedHost } from '../http/client-address.js';
import { header, type HttpRequest } from '../http/http-request.js';

/**
 * Whether a page of this origin may open sockets: as CORS has it for requests, and pages of the server's own origin always may.
 * What names no origin is no page.
 */
export function isAllowedOrigin(
  request: Pick<HttpRequest, 'headers' | 'peer'>,
  allowedOrigins: readonly string[],
): boolean {
  const origin = header(request.headers, 'origin');
  if (origin === undefined || allowedOrigins.includes('*') || allowedOrigins.includes(origin)) return true;
  const host = requestedHost(request);
  if (host === undefined || !URL.canParse(origin)) return false;
  const { host: named, protocol } = new URL(origin);
  // A proxy may name the port of the scheme, which no origin has.
  const own = `${protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === named;
}
