import type { Carrel } from '@carrel/core';
import { errAsync, type Caller, type ResultAsync } from '@carrel/core/kernel';
import type { ApiError } from '../http/api-error.js';
import { bearerToken, fromAddress } from '../http/authenticate.js';
import { clientAddress } from '../http/client-address.js';
import { tokenMissing } from '../http/http-errors.js';
import type { Peer } from '../http/peer.js';
import { header, type RequestHeaders } from '../http/http-request.js';
import { gatedToken, type TokenGateDeps } from '../http/token-gate.js';

/** The protocol that is spoken, when a client asks for one by name. */
export const SUBPROTOCOL = 'carrel.v5';

/** What stands before a token among the subprotocols. */
export const BEARER_PROTOCOL = 'carrel.bearer.';

export interface SocketHandshake {
  /** Path and query as they were sent. */
  readonly target: string;
  readonly headers: RequestHeaders;
  /** The connection it came on. */
  readonly peer: Peer;
  readonly requestId: string;
  readonly basePath: string;
}

/**
 * Who asks to open a socket, by the first of these that the request has: a token in `Authorization`, a token behind
 * `carrel.bearer.` among the subprotocols, which a browser can send, or a ticket in `?token=`. A ticket is good for the path it
 * was given for. An access token is not taken in the query, where proxies would log it. What is refused counts.
 */
export function authenticateSocket(handshake: SocketHandshake, deps: TokenGateDeps): ResultAsync<Caller, ApiError> {
  const { headers, requestId } = handshake;
  const sender = () => ({ address: clientAddress(handshake), requestId, token: tokenIn(headers) });
  return gatedToken(whoAsks(handshake, deps.carrel), sender, deps).map((caller) =>
    fromAddress(caller, clientAddress(handshake)),
  );
}

function whoAsks(handshake: SocketHandshake, carrel: Carrel): ResultAsync<Caller, ApiError> {
  const { headers, requestId, target, basePath } = handshake;
  const token = tokenIn(headers);
  if (token !== undefined) return carrel.identity.authenticate(token, requestId);
  const { path, ticket } = ticketIn(target);
  if (ticket === null) return errAsync(tokenMissing());
  const use = { purpose: 'websocket', resource: socketResource(path, basePath) } as const;
  return carrel.identity.tickets.redeem(ticket, use, { requestId });
}

/** The protocols that the client names, in its order. */
export function offeredProtocols(headers: RequestHeaders): readonly string[] {
  return (header(headers, 'sec-websocket-protocol') ?? '').split(',').map((name) => name.trim());
}

/** What a ticket is bound to: the path beneath the base path, however it was named. */
export function socketResource(path: string, basePath: string): string {
  return basePath !== '' && path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
}

function tokenIn(headers: RequestHeaders): string | undefined {
  return bearerToken(headers) ?? protocolToken(headers);
}

function protocolToken(headers: RequestHeaders): string | undefined {
  const named = offeredProtocols(headers).find((name) => name.startsWith(BEARER_PROTOCOL));
  return named?.slice(BEARER_PROTOCOL.length);
}

function ticketIn(target: string): { readonly path: string; readonly ticket: string | null } {
  const mark = target.indexOf('?');
  if (mark === -1) return { path: target, ticket: null };
  return { path: target.slice(0, mark), ticket: new URLSearchParams(target.slice(mark)).get('token') };
}
