import { sessionId, type SessionId } from '@carrel/core/kernel';
import { portNumber } from '@carrel/core/runtime';

/** A port of a session, as a host name can say it. */
export interface NamedPort {
  readonly sessionId: SessionId;
  /** 1 to 65,535. */
  readonly port: number;
}

/**
 * What a host name means:
 *
 * - `elsewhere`: it is not beneath the domain of ports;
 * - `nowhere`: it is, and names no port. Nothing may be served there, since pages of programs have it for a neighbour;
 * - `port`: it names one.
 */
export type AskedHost =
  { readonly kind: 'elsewhere' } | { readonly kind: 'nowhere' } | ({ readonly kind: 'port' } & NamedPort);

/** The body of a session's id has no other signs; its prefix is left out, for `_` is no sign of a host name. */
const LABEL = /^([1-9]\d{0,4})-([0-9a-z]{26})$/;

const PREFIX = 'ses_';

/**
 * What is meant by a host as a request names it, with its port or without, in any case.
 *
 * @param domain what names of ports end with, in lower case, such as `ports.example.com`; `''` for none.
 */
export function askedHost(host: string | undefined, domain: string): AskedHost {
  const name = domain === '' ? null : nameBeneath(domain, (host ?? '').toLowerCase());
  if (name === null) return { kind: 'elsewhere' };
  const [, port = '', body = ''] = LABEL.exec(name.slice(0, -domain.length - 1)) ?? [];
  const session = sessionId.parse(PREFIX + body);
  const number = portNumber(Number(port));
  if (session.isErr() || number.isErr()) return { kind: 'nowhere' };
  return { kind: 'port', sessionId: session.value, port: number.value };
}

/** The name of a port beneath the domain: one label of at most 32 characters. */
export function hostOf({ port, sessionId: session }: NamedPort, domain: string): string {
  return `${String(port)}-${session.slice(PREFIX.length)}.${domain}`;
}

/** Without the port, or whatever stands in its place, and the dot of the root; `null` where it is no name beneath the domain. */
function nameBeneath(domain: string, host: string): string | null {
  for (let end = host.length; end > 0; end = host.lastIndexOf(':', end - 1)) {
    const name = host.slice(0, end).replace(/\.$/, '');
    if (name === domain || name.endsWith(`.${domain}`)) return name;
  }
  return null;
}
