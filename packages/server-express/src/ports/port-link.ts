import { hostOf, type NamedPort } from './port-host.js';

/** Where the host names of ports are. */
export interface PortSite {
  /** What names of ports end with; `''` for none. */
  readonly domain: string;
  /** Whether the ports are reached by TLS. */
  readonly secure: boolean;
  /** The port of the server as clients know it; `''` for that of the scheme. */
  readonly serverPort: string;
}

/** A link that lets a browser in, once. */
export interface LinkFacts extends PortSite {
  readonly named: NamedPort;
  /** Where in the program it leads to, as `isLinkPath` has it. */
  readonly path: string;
  readonly ticket: string;
}

/** A target, and the ticket that was in its query. */
export interface EnteredBy {
  readonly ticket: string | null;
  /** The target without the ticket; every other byte stays. */
  readonly rest: string;
}

/** What a link has its ticket under. Programs have parameters of this name too, with values of other shapes. */
const NAME = 'token';
const TICKET = /^ctk_[\w-]{43}$/;
const MAX_PATH = 2_000;

/** What the ticket of a link is bound to. */
export function portResource({ port, sessionId }: NamedPort): string {
  return `/sessions/${sessionId}/ports/${String(port)}`;
}

/** Whether a link may lead to this path, with its query and fragment: one of the host itself, in the signs of a URL. */
export function isLinkPath(path: string): boolean {
  return path.length <= MAX_PATH && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path);
}

/** The URL for a browser. */
export function linkTo({ domain, named, path, secure, serverPort, ticket }: LinkFacts): string {
  const origin = `${secure ? 'https' : 'http'}://${hostOf(named, domain)}${serverPort === '' ? '' : `:${serverPort}`}`;
  const [, target = path, fragment = ''] = /^([^#]*)(#.*)?$/.exec(path) ?? [];
  return `${origin}${target}${target.includes('?') ? '&' : '?'}${NAME}=${ticket}${fragment}`;
}

/** Takes the ticket off a target, path and query as they were sent. What is no ticket by its shape is the program's own. */
export function ticketOff(target: string): EnteredBy {
  const mark = target.indexOf('?');
  if (mark === -1) return { ticket: null, rest: target };
  const parts = target.slice(mark + 1).split('&');
  const at = parts.findIndex((part) => ticketIn(part) !== null);
  if (at === -1) return { ticket: null, rest: target };
  const query = parts.toSpliced(at, 1).join('&');
  return { ticket: ticketIn(parts[at] ?? ''), rest: target.slice(0, mark) + (query === '' ? '' : `?${query}`) };
}

/** The `Location` of the same place: of this host, whatever a client sent. */
export function locationOf({ rest }: EnteredBy): string {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(rest) ? rest : '/';
}

function ticketIn(part: string): string | null {
  const mark = part.indexOf('=');
  if (part.slice(0, mark) !== NAME) return null;
  const value = part.slice(mark + 1);
  return TICKET.test(value) ? value : null;
}
