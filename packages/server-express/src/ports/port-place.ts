import { askedHost, type NamedPort } from './port-host.js';
import { portTarget, type PortTarget } from './port-target.js';

/** A port at a host name of its own. */
export interface HostPlace extends PortTarget {
  readonly by: 'host';
  readonly named: NamedPort;
}

/** Where a request for a port was sent to: to a host name of the port's own, or to a path of the interface. */
export type PortPlace = HostPlace | (PortTarget & { readonly by: 'path' });

export interface PlaceOptions {
  /** What the paths of the interface begin with. */
  readonly basePath: string;
  /** What host names of ports end with; `''` for none. */
  readonly domain: string;
}

/**
 * What a request is for: a port, `nowhere` for a host name that is kept for ports and names none, or `null` for everything else. The
 * host decides first, so that nothing of the interface is ever at the origin of a program.
 *
 * @param asked the target as it was sent, and the host that the client asked for.
 */
export function portPlace(
  { host, target }: { readonly host: string | undefined; readonly target: string },
  { basePath, domain }: PlaceOptions,
): PortPlace | 'nowhere' | null {
  const asked = askedHost(host, domain);
  if (asked.kind === 'nowhere') return 'nowhere';
  if (asked.kind === 'port') {
    const path = target.startsWith('/') ? target : `/${target.replace(/^\*/, '')}`;
    const { port, sessionId } = asked;
    return { by: 'host', named: { port, sessionId }, session: sessionId, port: String(port), prefix: '', path };
  }
  const place = portTarget(target, basePath);
  return place === null ? null : { ...place, by: 'path' };
}
