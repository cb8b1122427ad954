/** How browsers keep the pass for a port. */
export interface PassCookieOptions {
  /** Whether the client came by TLS. */
  readonly secure: boolean;
  /** `none` where pages of another site frame those of the port; it needs TLS, and is `lax` without. */
  readonly sameSite: 'lax' | 'none';
  /** How long the pass is good, in milliseconds. */
  readonly ttlMs: number;
}

/** Where there is TLS, in a name that no page of another host can set, whatever `Domain` it names. */
const SECURE_NAME = '__Host-carrel-port';
const PLAIN_NAME = 'carrel-port';
const NAMES: ReadonlySet<string> = new Set([SECURE_NAME.toLowerCase(), PLAIN_NAME]);

/** What the signs of a pass are, so that a cookie holds it as it is. */
const PASS = /^[\w.~-]{1,4096}$/;

/**
 * The `Set-Cookie` that gives a browser its pass for this host alone. No script of the page reads it.
 *
 * @throws TypeError for a pass with signs that a cookie cannot hold.
 */
export function passCookie(pass: string, { secure, sameSite, ttlMs }: PassCookieOptions): string {
  if (!PASS.test(pass)) throw new TypeError('A pass is of letters, digits and the signs . _ ~ -');
  const seconds = String(Math.max(0, Math.floor(ttlMs / 1_000)));
  const framed = secure && sameSite === 'none';
  return [
    `${secure ? SECURE_NAME : PLAIN_NAME}=${pass}`,
    ...['Path=/', `Max-Age=${seconds}`, 'HttpOnly'],
    ...(secure ? ['Secure'] : []),
    ...(framed ? ['SameSite=None', 'Partitioned'] : ['SameSite=Lax']),
  ].join('; ');
}

/** The pass that a browser sends, by the name that it was given under; the first where there are more. */
export function passIn(cookies: string | undefined, secure: boolean): string | undefined {
  const wanted = secure ? SECURE_NAME : PLAIN_NAME;
  const found = pairsOf(cookies ?? '').find((pair) => pair.includes('=') && nameOf(pair) === wanted);
  const value = found?.slice(found.indexOf('=') + 1).trim();
  return value !== undefined && PASS.test(value) ? value : undefined;
}

/** The cookies that are the program's: all but passes; `null` for none. */
export function withoutPass(cookies: string): string | null {
  const theirs = pairsOf(cookies).filter((pair) => !NAMES.has(nameOf(pair).toLowerCase()));
  return theirs.length === 0 ? null : theirs.join('; ');
}

/** Whether a program's `Set-Cookie` would put something in the place of a pass. */
export function takesPlaceOfPass(setCookie: string): boolean {
  const [pair = ''] = setCookie.split(';');
  return NAMES.has(nameOf(pair.trim()).toLowerCase());
}

function pairsOf(cookies: string): readonly string[] {
  return cookies
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '');
}

/** One without a name counts as its value, as it is sent. */
function nameOf(pair: string): string {
  const mark = pair.indexOf('=');
  return (mark === -1 ? pair : pair.slice(0, mark)).trim();
}
