/** What the names of programs' cookies begin with in browsers, so that no others are passed on. */
const OURS = 'carrel.port.';

export interface CookieScope {
  /** What the paths of the program begin with at the client, without a slash at its end. */
  readonly prefix: string;
  /** Whether there are cookies of others at the same origin. */
  readonly sharedOrigin: boolean;
}

/**
 * A cookie that a program sets, for its own paths alone: a browser sends it to no other port, session or part of the interface.
 * `null` for what is no cookie.
 */
export function scopedCookie(cookie: string, { prefix, sharedOrigin }: CookieScope): string | null {
  const [pair = '', ...attributes] = cookie.split(';');
  if (!/^\s*[^=\s]/.test(pair)) return null;
  const kept = attributes.filter((attribute) => !/^\s*(?:path|domain)\s*(?:=|$)/i.test(attribute));
  const named = sharedOrigin ? OURS + pair.trimStart() : pair;
  const path = attributes.map((attribute) => /^\s*path\s*=\s*(\/[^;]*?)\s*$/i.exec(attribute)?.[1]).findLast(Boolean);
  return [named, ...kept, ` Path=${prefix}${path === undefined || path.startsWith('//') ? '/' : path}`].join(';');
}

/** Of the client's cookies those that the program set, by the names that it knows; `null` for none. */
export function cookiesForProgram(cookies: string, { sharedOrigin }: CookieScope): string | null {
  if (!sharedOrigin) return cookies;
  const own = cookies
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(OURS));
  return own.length === 0 ? null : own.map((pair) => pair.slice(OURS.length)).join('; ');
}
