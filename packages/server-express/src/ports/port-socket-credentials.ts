import type { ResultAsync } from '@carrel/core/kernel';
import type { ApiError } from '../http/api-error.js';
import type { HttpApi } from '../http/http-api.js';
import { authenticateSocket, type SocketHandshake } from '../sockets/socket-credentials.js';
import { header } from '../http/http-request.js';
import { namedOrigins } from './named-origins.js';
import { admitToHost, originOf, type Admitted } from './port-credentials.js';
import { portResource } from './port-link.js';
import type { PortPlace } from './port-place.js';

export interface PortHandshake extends Omit<SocketHandshake, 'basePath'> {
  readonly place: PortPlace;
}

/**
 * Who asks to open a WebSocket to a port: as for every WebSocket, and at a host name of its own by pass too, which counts for pages of
 * that origin, scheme and all, and of `allowedOrigins` by name. A ticket has the same resource by host as by path.
 */
export function admitSocket(handshake: PortHandshake, api: HttpApi): ResultAsync<Admitted, ApiError> {
  const { headers, peer, place, requestId } = handshake;
  const { allowedOrigins, basePath, ports } = api.options;
  if (place.by === 'path')
    return authenticateSocket({ ...handshake, basePath }, api).map((caller): Admitted => ({ caller, by: 'token' }));
  const { named } = place;
  const target = portResource(named) + place.path;
  return admitToHost(
    {
      ...{ request: { method: 'GET', headers, peer }, requestId, named, domain: ports.domain },
      isOwn: () => {
        const from = header(headers, 'origin');
        return (
          from === undefined || from === originOf({ headers, peer }) || namedOrigins(allowedOrigins).includes(from)
        );
      },
      byToken: () => authenticateSocket({ ...handshake, target, basePath: '' }, api),
    },
    api,
  );
}
