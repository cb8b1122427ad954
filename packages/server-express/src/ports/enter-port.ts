import { err, errAsync, ok, type Result } from '@carrel/core/kernel';
import type { ApiError } from '../http/api-error.js';
import { clientAddress, isSecure } from '../http/client-address.js';
import { requestTimedOut } from '../http/http-errors.js';
import { gatedToken } from '../http/token-gate.js';
import { passOf } from './port-credentials.js';
import { enterByLink, onwardHeaders } from './port-entry.js';
import type { PortExchange } from './port-exchange.js';
import { hostOf } from './port-host.js';
import { ticketOff, type EnteredBy } from './port-link.js';
import type { HostPlace } from './port-place.js';

/**
 * Answers a request that comes by a link; `false` for one that does not, which goes on. Only somebody who looks at a page uses a link
 * up. One that was used sends on a browser that came in by it before. Never rejects for what is wrong with a link.
 */
export async function enterPort(exchange: PortExchange, place: HostPlace): Promise<boolean> {
  const { api, isPage } = exchange;
  const entered = ticketOff(place.path);
  const isAnswered = api.drain.active || place.path.length > api.options.maxTargetBytes;
  if (entered.ticket === null || !isPage || isAnswered) return false;
  const headers = await onward(exchange, place, { ...entered, ticket: entered.ticket });
  headers.match(
    (told) => {
      const body = { kind: 'none' } as const;
      exchange.reply({ status: 303, headers: { ...exchange.common, ...told, 'Content-Length': '0' }, body });
    },
    (error) => {
      exchange.refuse(error);
    },
  );
  return true;
}

/** The headers that send the browser on, or why it is not. */
async function onward(
  exchange: PortExchange,
  { named }: HostPlace,
  entered: EnteredBy & { readonly ticket: string },
): Promise<Result<Readonly<Record<string, string>>, ApiError>> {
  const { api, request, requestId } = exchange;
  const { domain, passTtlMs, sameSite } = api.options.ports;
  const { requestTimeoutMs } = api.options;
  const late = new AbortController();
  const cancel = api.clock.setTimer(requestTimeoutMs, () => {
    late.abort();
  });
  const host = hostOf(named, domain);
  const cookie = { secure: isSecure(request), sameSite, ttlMs: passTtlMs };
  const signal = AbortSignal.any([request.signal, late.signal]);
  const made = await enterByLink({ ...entered, named, host, cookie, requestId, signal }, api.carrel);
  cancel();
  if (made.isOk()) return ok(made.value);
  const { error } = made;
  if (error.type !== 'auth/ticket-invalid') return err(late.signal.aborted ? requestTimedOut(requestTimeoutMs) : error);
  const pass = passOf(exchange);
  const known =
    pass === undefined ? null : await api.carrel.identity.passes.authenticate(pass, { audience: host }, requestId);
  if (known?.isOk() === true) return ok(onwardHeaders(entered));
  const sender = () => ({ address: clientAddress(request), requestId, token: undefined });
  return gatedToken(errAsync<never, ApiError>(error), sender, api);
}
