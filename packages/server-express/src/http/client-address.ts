import { header, type HttpRequest } from './http-request.js';
import { isTrusted, plainAddress } from './proxy-trust.js';

type Told = Pick<HttpRequest, 'headers' | 'peer'>;

/** What a client is called whose address nobody knows. */
const UNKNOWN = 'unknown';

/** The most addresses of `X-Forwarded-For` that are looked at, from the last one on. */
const MAX_HOPS = 32;

const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]{0,252})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * The address of the client: the other end of the connection, or where that is a trusted proxy, the last address of
 * `X-Forwarded-For` that is none. What is before it anybody may have written, and is not looked at. Where a proxy names no address,
 * the proxy is the client. Never empty: `unknown` where the connection is gone.
 */
export function clientAddress({ headers, peer }: Told): string {
  const own = plainAddress(peer?.address ?? '');
  if (peer === undefined || own === null) return UNKNOWN;
  if (!isTrusted(peer.trust, own)) return own;
  const hops = valuesOf(headers['x-forwarded-for']).slice(-MAX_HOPS);
  let client = own;
  for (const hop of hops.toReversed()) {
    const address = plainAddress(hop);
    if (address === null) return client;
    client = address;
    if (!isTrusted(peer.trust, address)) return client;
  }
  return client;
}

/** Whether the client's own connection is TLS: this one, or as the trusted proxy before us says, by `X-Forwarded-Proto`. */
export function isSecure(request: Told): boolean {
  const { peer } = request;
  if (peer === undefined || peer.secure) return peer?.secure === true;
  return fromProxy(request) && valuesOf(request.headers['x-forwarded-proto']).at(-1)?.toLowerCase() === 'https';
}

/** The host that the client asked for: `Host`, or `X-Forwarded-Host` of a trusted proxy; in lower case. */
export function requestedHost(request: Told): string | undefined {
  const forwarded = fromProxy(request) ? valuesOf(request.headers['x-forwarded-host']).at(-1) : undefined;
  if (forwarded !== undefined && HOST.test(forwarded)) return forwarded.toLowerCase();
  return header(request.headers, 'host')?.toLowerCase();
}

function fromProxy({ peer }: Told): boolean {
  const own = plainAddress(peer?.address ?? '');
  return peer !== undefined && own !== null && isTrusted(peer.trust, own);
}

function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return [value].flat().flatMap((line) => line.split(',').map((part) => part.trim()));
}
