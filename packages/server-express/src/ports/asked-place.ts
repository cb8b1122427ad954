import type { IncomingMessage } from 'node:http';
import { requestedHost } from '../http/client-address.js';
import type { HttpApi } from '../http/http-api.js';
import { peerOf } from '../node/node-request.js';
import { mountedAt } from './mounted-at.js';
import { portPlace, type PortPlace } from './port-place.js';

/** The host that the client asked for, where hosts matter. */
export function askedHostOf({ options }: HttpApi, message: IncomingMessage): string | undefined {
  if (options.ports.domain === '') return undefined;
  return requestedHost({ headers: message.headers, peer: peerOf(message, options.proxies) });
}

/**
 * What a message is for, as `portPlace` has it. A host name of a port is the port's alone, wherever the interface is mounted.
 *
 * @param target path and query, beneath where the interface is mounted.
 */
export function askedPlace(api: HttpApi, message: IncomingMessage, target: string): PortPlace | 'nowhere' | null {
  const { basePath, ports } = api.options;
  const place = portPlace({ host: askedHostOf(api, message), target }, { basePath, domain: ports.domain });
  if (place === null || place === 'nowhere' || place.by === 'path') return place;
  return { ...place, path: mountedAt(message) + place.path };
}
