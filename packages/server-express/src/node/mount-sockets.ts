import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { HttpApi } from '../http/http-api.js';
import { headersTooLarge } from '../http/http-errors.js';
import { askedHostOf } from '../ports/asked-place.js';
import { hasManyHeaders, MAX_HEADERS, targetOf } from './node-listener.js';
import { writeProblem } from './refuse-connection.js';
import { SocketServer } from './socket-server.js';

export interface MountSocketsOptions {
  /** Takes upgrades that the interface does not serve, such as those of another library. @default a 404 */
  readonly otherwise?: (message: IncomingMessage, connection: Duplex, head: Buffer) => void;
  /** How many headers a request to upgrade may have; one with more is refused with 431. @default 200 */
  readonly maxHeaders?: number;
}

/**
 * Serves the WebSockets of the interface on a server of `node:http`, whatever answers its other requests. `drain` what is given
 * back before you close the server.
 *
 * @example
 * const server = createServer(app);
 * const sockets = mountSockets(server, api);
 */
export function mountSockets(
  server: Server,
  api: HttpApi,
  { otherwise, maxHeaders = MAX_HEADERS }: MountSocketsOptions = {},
): SocketServer {
  const sockets = new SocketServer(api);
  server.on('upgrade', (message: IncomingMessage, connection: Duplex, head: Buffer) => {
    if (otherwise !== undefined && !api.serves(targetOf(message), askedHostOf(api, message)))
      otherwise(message, connection, head);
    else if (hasManyHeaders(message, maxHeaders))
      writeProblem(headersTooLarge(), connection, { 'X-Request-Id': api.requestIdOf(message.headers) });
    else if (isWebSocket(message)) sockets.upgrade(message, connection, head);
    else giveBack(server, { message, connection, head });
  });
  return sockets;
}

function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** Not for what comes next on the connection. */
const OFFERS = new Set(['upgrade', 'connection', 'http2-settings']);

/**
 * Has the request answered as if it had offered no upgrade, as some clients do for HTTP/2 with each of their requests: the server
 * reads it a second time, without the offer.
 */
function giveBack(
  server: Server,
  asked: { readonly message: IncomingMessage; readonly connection: Duplex; readonly head: Buffer },
): void {
  const { message, connection, head } = asked;
  const { method = 'GET', url = '/', httpVersion, rawHeaders } = message;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!OFFERS.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  connection.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit(connection instanceof TLSSocket ? 'secureConnection' : 'connection', connection);
}
