import { errAsync, okAsync, type Caller, type ResultAsync } from '@carrel/core/kernel';
import type { ApiError } from '../http/api-error.js';
import { bearerToken, fromAddress } from '../http/authenticate.js';
import { clientAddress, isSecure, requestedHost } from '../http/client-address.js';
import { originRefused } from '../http/http-errors.js';
import type { HttpRequest } from '../http/http-request.js';
import { header } from '../http/http-request.js';
import { gatedToken, type TokenGateDeps } from '../http/token-gate.js';
import { passIn } from './pass-cookie.js';
import { hostOf, type NamedPort } from './port-host.js';

/** Who was let in, and by what. */
export interface Admitted {
  readonly caller: Caller;
  /** `token` for anything that the client sent on purpose; a browser sends a pass by itself. */
  readonly by: 'token' | 'pass';
}

/** A request for a port at a host name of its own. */
export interface HostRequest {
  readonly request: Pick<HttpRequest, 'headers' | 'method' | 'peer'>;
  readonly requestId: string;
  readonly named: NamedPort;
  /** What names of ports end with. */
  readonly domain: string;
}

export interface HostCredentials extends HostRequest {
  /** Whether a request that brings a pass counts as its owner's. */
  readonly isOwn: () => boolean;
  /** Who asks where there is no pass. */
  readonly byToken: () => ResultAsync<Caller, ApiError>;
}

/** The origin of the host that was asked for, as browsers say it; `''` for a host that is none. */
export function originOf(request: Pick<HttpRequest, 'headers' | 'peer'>): string {
  const url = `${isSecure(request) ? 'https' : 'http'}://${requestedHost(request) ?? ''}`;
  return URL.canParse(url) ? new URL(url).origin : '';
}

/** The pass that a browser has for the host, where it sent one. */
export function passOf({ request }: Pick<HostRequest, 'request'>): string | undefined {
  return passIn(header(request.headers, 'cookie'), isSecure(request));
}

/**
 * Who asks for a port at its host: by a pass that is good for it, and otherwise by token. `request/origin-refused` for a pass that a
 * page of another origin had its browser send. With a pass, `Authorization` is the program's own, and is not looked at.
 */
export function admitToHost(credentials: HostCredentials, deps: TokenGateDeps): ResultAsync<Admitted, ApiError> {
  const { byToken, isOwn, request } = credentials;
  const hasToken = bearerToken(request.headers) !== undefined;
  const token = () => byToken().map((caller): Admitted => ({ caller, by: 'token' }));
  const pass = passOf(credentials);
  if (pass === undefined) return token();
  if (!isOwn()) return hasToken ? token() : errAsync(originRefused());
  return byPass(pass, credentials, deps).orElse((error) =>
    hasToken && error.type.startsWith('auth/') ? token() : errAsync(error),
  );
}

/** Who the pass stands for. What is refused counts. */
export function byPass(
  pass: string,
  { domain, named, request, requestId }: HostRequest,
  deps: TokenGateDeps,
): ResultAsync<Admitted, ApiError> {
  const sender = () => ({ address: clientAddress(request), requestId, token: pass });
  const asked = deps.carrel.identity.passes.authenticate(pass, { audience: hostOf(named, domain) }, requestId);
  return gatedToken(asked, sender, deps).andThen((caller) =>
    okAsync<Admitted, ApiError>({ caller: fromAddress(caller, clientAddress(request)), by: 'pass' }),
  );
}
