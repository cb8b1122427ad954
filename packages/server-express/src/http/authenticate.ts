import type { Carrel } from '@carrel/core';
import { errAsync, type Caller, type ResultAsync } from '@carrel/core/kernel';
import type { ApiError } from './api-error.js';
import { clientAddress } from './client-address.js';
import type { Exchange } from './exchange.js';
import { tokenMissing } from './http-errors.js';
import { header, type RequestHeaders } from './http-request.js';

const BEARER = /^Bearer +([\w.~+/=-]+) *$/i;

/** Who is asking, by the bearer token of the request. */
export function authenticate(
  { request, requestId }: Pick<Exchange, 'request' | 'requestId'>,
  carrel: Carrel,
): ResultAsync<Caller, ApiError> {
  const token = bearerToken(request.headers);
  if (token === undefined) return errAsync(tokenMissing());
  return carrel.identity.authenticate(token, requestId).map((caller) => fromAddress(caller, clientAddress(request)));
}

/** The caller, with the address that its request came from. */
export function fromAddress(caller: Caller, address: string): Caller {
  return { ...caller, address };
}

/** The token of `Authorization: Bearer`. */
export function bearerToken(headers: RequestHeaders): string | undefined {
  return BEARER.exec(header(headers, 'authorization') ?? '')?.[1];
}
