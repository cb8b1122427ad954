import type { Carrel } from '@carrel/core';
import { errAsync, type Caller, type ResultAsync } from '@carrel/core/kernel';
import type { ApiError } from './api-error.js';
import { clientAddress } from './client-address.js';
import type { Exchange } from './exchange.js';
import { tokenMissing } from './http-errors.js';
import { header, type RequestHeaders } from './http-request.js';
import { gatedToken, type TokenGateDeps } from './token-gate.js';

const BEARER = /^Bearer +([\w.~+/=-]+) *$/i;

type Asking = Pick<Exchange, 'request' | 'requestId'>;

/** Who is asking, by the bearer token of the request. */
export function authenticate({ request, requestId }: Asking, carrel: Carrel): ResultAsync<Caller, ApiError> {
  const token = bearerToken(request.headers);
  if (token === undefined) return errAsync(tokenMissing());
  return carrel.identity.authenticate(token, requestId).map((caller) => fromAddress(caller, clientAddress(request)));
}

/** The same for a request that is new, whose token counts when it is refused. */
export function admit(exchange: Asking, deps: TokenGateDeps): ResultAsync<Caller, ApiError> {
  const { request, requestId } = exchange;
  const sender = () => ({ address: clientAddress(request), requestId, token: bearerToken(request.headers) });
  return gatedToken(authenticate(exchange, deps.carrel), sender, deps);
}

/** The caller, with the address that its request came from. */
export function fromAddress(caller: Caller, address: string): Caller {
  return { ...caller, address };
}

/** The token of `Authorization: Bearer`. */
export function bearerToken(headers: RequestHeaders): string | undefined {
  return BEARER.exec(header(headers, 'authorization') ?? '')?.[1];
}
