import { takesPlaceOfPass, withoutPass } from './pass-cookie.js';

/** What the names of programs' cookies begin with in browsers, so that no others are passed on. */
const OURS = 'carrel.port.';

export interface CookieScope {
  /** What the paths of the program begin with at the client, without a slash at its end. */
  readonly prefix: string;
  /** Whether there are cookies of others at the same origin. */
  readonly sharedOrigin: boolean;
  /** Whether the port is at a host name of its own, where browsers keep the pass for it. */
  readonly ownHost: boolean;
}

/**
 * A cookie that a program sets, for its own paths alone: a browser sends it to no other port, session or part of the interface.
 * `null` for what is no cookie, and for one that would be in the place of a pass.
 */
export function scopedCookie(cookie: string, { ownHost, prefix, sharedOrigin }: CookieScope): string | null {
  const [pair = '', ...attributes] = cookie.split(';');
  if (!/^\s*[^=\s]/.test(pair) || (ownHost && takesPlaceOfPass(cookie))) return null;
  const kept = attributes.filter((attribute) => !/^\s*(?:path|domain)\s*(?:=|$)/i.test(attribute));
  const named = sharedOrigin ? OURS + pair.trimStart() : pair;
  const path = attributes.map((attribute) => /^\s*path\s*=\s*(\/[^;]*?)\s*$/i.exec(attribute)?.[1]).findLast(Boolean);
  return [named, ...kept, ` Path=${prefix}${path === undefined || path.startsWith('//') ? '/' : path}`].join(';');
}

/** Of the client's cookies those that the program set, by the names that it knows; `null` for none. */
export function cookiesForProgram(cookies: string, { ownHost, sharedOrigin }: CookieScope): string | null {
  if (ownHost) return withoutPass(cookies);
  if (!sharedOrigin) return cookies;
  const own = cookies
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(OURS));
  return own.length === 0 ? null : own.map((pair) => pair.slice(OURS.length)).join('; ');
}
