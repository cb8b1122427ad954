import { header, type RequestHeaders } from '../http/http-request.js';

/** A request as a browser makes it. */
export interface BrowserRequest {
  readonly method: string;
  readonly headers: RequestHeaders;
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** What browsers call whatever shows a page. */
const PAGES: ReadonlySet<string> = new Set(['document', 'iframe', 'frame']);

/**
 * Whether somebody looks at what is answered, as a page: a browser that goes there, not one that looks ahead, and no program. Only
 * such a request may use a link up or start something.
 */
export function asksForPage({ method, headers }: BrowserRequest): boolean {
  if (method !== 'GET' || isAhead(headers)) return false;
  const mode = header(headers, 'sec-fetch-mode');
  const destination = header(headers, 'sec-fetch-dest');
  if (mode !== undefined && mode !== 'navigate') return false;
  if (destination !== undefined && !PAGES.has(destination)) return false;
  return /(?:^|[\s,])text\/html(?:[\s,;]|$)/i.test(header(headers, 'accept') ?? '');
}

/**
 * Whether a request that brings a cookie may count as its owner's. All ports are of one site, so that a page of one program has the
 * browser send the cookie of another: what comes from a page of another origin counts only where it goes to a page, which changes
 * nothing and shows nothing to whoever sent it there.
 *
 * Browsers say by TLS where a request comes from. Without that, a request that says nothing counts where its method is safe.
 *
 * @param origin that of the port, such as `https://3000-….ports.example.com`.
 */
export function isOwnRequest({ method, headers }: BrowserRequest, origin: string): boolean {
  const from = header(headers, 'origin');
  if (from !== undefined && from !== origin) return false;
  const site = header(headers, 'sec-fetch-site');
  if (site === undefined) return from === origin || SAFE.has(method);
  if (site === 'same-origin' || site === 'none') return true;
  const goes = header(headers, 'sec-fetch-mode') === 'navigate' && PAGES.has(header(headers, 'sec-fetch-dest') ?? '');
  return goes && SAFE.has(method);
}

/** Whether a browser fetches what its user has not asked for. */
function isAhead(headers: RequestHeaders): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-moz', 'x-purpose'].map((name) => header(headers, name) ?? '');
  return purposes.some((purpose) => /\b(?:prefetch|prerender|preview)\b/i.test(purpose));
}
