import type { Caller, SessionId } from '@carrel/core/kernel';
import { cookiesForProgram, scopedCookie, type CookieScope } from './port-cookies.js';

/** One request on its way to a port, as headers are concerned. */
export interface Passage extends CookieScope {
  readonly caller: Caller;
  readonly sessionId: SessionId;
  readonly port: number;
  /** The `Host` that the client asked for. */
  readonly host: string | undefined;
  readonly encrypted: boolean;
  /** Whether `Authorization` is the program's own: something else let the caller in. */
  readonly ownAuthorization: boolean;
  /** Origins whose pages may frame those of a port at a host name of its own, beside themselves. */
  readonly framedBy: readonly string[];
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** For one connection and nobody beyond it. */
const HOP_BY_HOP = [
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-authentication-info'],
  ...['proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'http2-settings'],
];

/** Not for the program: secrets, what is said anew, and where the client is. */
const KEPT_BACK = new Set([
  ...HOP_BY_HOP,
  ...['cookie', 'host', 'content-length', 'expect'],
  ...[
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-prefix',
    'x-forwarded-proto',
    'x-real-ip',
    'via',
  ],
]);

/** Not for the client: what would change the whole origin, and what the interface decides. */
const HELD_BACK = new Set([
  ...HOP_BY_HOP,
  ...['alt-svc', 'clear-site-data', 'expect-ct', 'nel', 'origin-agent-cluster', 'public-key-pins', 'report-to'],
  ...['reporting-endpoints', 'strict-transport-security'],
  ...['x-request-id', 'set-cookie', 'location'],
  // Proxies in front do what these say: serve a file or an address of theirs instead.
  ...[
    'x-accel-redirect',
    'x-accel-expires',
    'x-accel-limit-rate',
    'x-accel-charset',
    'x-sendfile',
    'x-lighttpd-send-file',
  ],
  ...['x-reproxy-url', 'x-reproxy-file'],
]);

/** The sandbox of a page: its own origin, which nobody else has, with everything else that pages do. */
const SANDBOX = 'sandbox allow-downloads allow-forms allow-modals allow-pointer-lock allow-popups allow-scripts';

/** What a program is sent of the headers of a request, in their order, without those of its framing. */
export function headersForProgram(rawHeaders: readonly string[], passage: Passage): string[] {
  const pairs = pairsOf(rawHeaders);
  const named = namedByConnection(pairs);
  const { ownAuthorization } = passage;
  const sent = pairs.filter(([name]) => {
    const key = name.toLowerCase();
    if (key === 'authorization') return ownAuthorization;
    // Some programs are told names with `_` for `-`.
    return !KEPT_BACK.has(key) && !named.has(key) && !key.replaceAll('_', '-').startsWith('x-carrel-');
  });
  const { caller, encrypted, host, port, prefix, sessionId } = passage;
  const cookies = valuesOf(pairs, 'cookie').join('; ');
  const own = cookies === '' ? null : cookiesForProgram(cookies, passage);
  return [
    ...['Host', `localhost:${String(port)}`],
    ...sent.flat(),
    ...(own === null ? [] : ['Cookie', own]),
    ...(host === undefined ? [] : ['X-Forwarded-Host', host]),
    ...['X-Forwarded-Proto', encrypted ? 'https' : 'http'],
    ...(prefix === '' ? [] : ['X-Forwarded-Prefix', prefix]),
    ...['X-Carrel-User', caller.userId, 'X-Carrel-Session', sessionId],
  ];
}

/** How the body of a request is framed for the program, just as it came. */
export function framing(rawHeaders: readonly string[], method: string): string[] {
  const pairs = pairsOf(rawHeaders);
  if (valuesOf(pairs, 'transfer-encoding').length > 0) return ['Transfer-Encoding', 'chunked'];
  const [length] = valuesOf(pairs, 'content-length');
  if (length !== undefined) return ['Content-Length', length];
  // Without it a body of unknown length would be announced, since most other methods have one.
  return BODILESS.has(method) ? [] : ['Content-Length', '0'];
}

const BODILESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/**
 * What a client is told of the headers of a program's answer. Who may read it from other origins is the interface's to say, in
 * `common`.
 */
export function headersForClient(
  rawHeaders: readonly string[],
  passage: Passage,
  common: Readonly<Record<string, string>>,
): string[] {
  const pairs = pairsOf(rawHeaders);
  const named = namedByConnection(pairs);
  const chunked = valuesOf(pairs, 'transfer-encoding').length > 0;
  const told = pairs.filter(([name]) => {
    const key = name.toLowerCase();
    if (key === 'content-length' && chunked) return false;
    // Wider than the paths of a port only at the origin of others.
    if (key === 'service-worker-allowed') return passage.ownHost;
    return !HELD_BACK.has(key) && !named.has(key) && !key.startsWith('access-control-');
  });
  const cookies = valuesOf(pairs, 'set-cookie').flatMap((cookie) => scopedCookie(cookie, passage) ?? []);
  const [location] = valuesOf(pairs, 'location');
  return [
    ...told.flat(),
    ...cookies.flatMap((cookie) => ['Set-Cookie', cookie]),
    ...(location === undefined ? [] : ['Location', locationForClient(location, passage)]),
    ...(passage.sharedOrigin ? ['Content-Security-Policy', SANDBOX] : []),
    ...(passage.ownHost ? ['Content-Security-Policy', frameAncestors(passage.framedBy)] : []),
    ...Object.entries(common).flat(),
  ];
}

/** A place of the program's own, where the client finds it. */
function locationForClient(location: string, { port, prefix }: Passage): string {
  const own = new RegExp(`^https?://(?:localhost|127\\.0\\.0\\.1):${String(port)}(?=[/?#]|$)`, 'i');
  const path = location.replace(own, '');
  if (path === location && (!location.startsWith('/') || /^\/[/\\]/.test(location))) return location;
  // Another host's, without a prefix before it.
  if (prefix === '' && /^\/[/\\]/.test(path)) return `/.${path}`;
  if ((prefix !== '' && path === prefix) || path.startsWith(`${prefix}/`)) return path;
  return prefix + (path.startsWith('/') ? path : `/${path}`);
}

/** Ports are of one site, whose pages could show each other in frames that nobody sees. */
export function frameAncestors(framedBy: readonly string[]): string {
  return `frame-ancestors ${["'self'", ...framedBy].join(' ')}`;
}

export function pairsOf(rawHeaders: readonly string[]): Pairs {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  return pairs;
}

function valuesOf(pairs: Pairs, wanted: string): string[] {
  return pairs.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
}

/** The headers that are for one connection alone because it says so. */
function namedByConnection(pairs: Pairs): ReadonlySet<string> {
  return new Set(valuesOf(pairs, 'connection').flatMap((value) => value.toLowerCase().split(/\s*,\s*/)));
}
