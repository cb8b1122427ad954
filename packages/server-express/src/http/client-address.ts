import type { HttpRequest } from './http-request.js';

/**
 * The address that a request is from. Whether anybody may say so for somebody else is decided here and nowhere else: it is the one at
 * the other end of the connection, whatever the headers say. Behind a proxy that is the proxy's. Empty where there is none, as on a
 * Unix socket.
 */
export function clientAddress({ address }: Pick<HttpRequest, 'address'>): string {
  return address ?? '';
}
