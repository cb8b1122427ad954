import type { IncomingHttpHeaders } from 'node:http';
import { bearerToken } from '../http/authenticate.js';
import { BEARER_PROTOCOL, offeredProtocols, SUBPROTOCOL } from '../sockets/socket-credentials.js';
import { pairsOf } from './port-headers.js';
import { ticketOff } from './port-link.js';
import type { PortPlace } from './port-place.js';

/** The headers of an upgrade without the protocols that are the interface's, one of which may be a token. */
export function protocolsForProgram(rawHeaders: readonly string[]): string[] {
  return pairsOf(rawHeaders).flatMap(([name, value]) => {
    if (name.toLowerCase() !== 'sec-websocket-protocol') return [name, value];
    const theirs = value
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '' && !isOurs(each));
    return theirs.length === 0 ? [] : [name, theirs.join(', ')];
  });
}

/**
 * The protocol that the interface chooses, where the client offered it and the program chose none: a browser that offered some
 * takes no answer without one.
 */
export function chosenProtocol(asked: IncomingHttpHeaders, answered: IncomingHttpHeaders): string[] {
  const isChosen = answered['sec-websocket-protocol'] !== undefined;
  return !isChosen && offeredProtocols(asked).includes(SUBPROTOCOL) ? ['Sec-WebSocket-Protocol', SUBPROTOCOL] : [];
}

/** Path and query without the ticket, where that is what the client came in with; every other byte stays. */
export function pathForProgram({ by, path }: PortPlace, headers: IncomingHttpHeaders): string {
  // What lets in there is no parameter of other shapes.
  if (by === 'host') return ticketOff(path).rest;
  const mark = path.indexOf('?');
  const hasToken = bearerToken(headers) ?? offeredProtocols(headers).find((name) => name.startsWith(BEARER_PROTOCOL));
  if (mark === -1 || hasToken !== undefined) return path;
  const parts = path.slice(mark + 1).split('&');
  const ticket = parts.findIndex((part) => new URLSearchParams(part).has('token'));
  if (ticket === -1) return path;
  const rest = parts.toSpliced(ticket, 1).join('&');
  return path.slice(0, mark) + (rest === '' ? '' : `?${rest}`);
}

function isOurs(protocol: string): boolean {
  return protocol === SUBPROTOCOL || protocol.startsWith(BEARER_PROTOCOL);
}
