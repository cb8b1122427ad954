import type { Carrel } from '@carrel/core';
import type { IssuedTicket, IssueTicketError } from '@carrel/core/identity';
import {
  errAsync,
  hasScope,
  invalidInput,
  type Caller,
  type InvalidInput,
  type ResultAsync,
} from '@carrel/core/kernel';
import type { PortFailure } from '@carrel/core/ports';
import type { ApiError } from '../http/api-error.js';
import { passCookie, type PassCookieOptions } from './pass-cookie.js';
import type { NamedPort } from './port-host.js';
import { portNoDomain, type PortNoDomain } from './port-proxy-errors.js';
import { isLinkPath, linkTo, locationOf, portResource, type EnteredBy, type LinkFacts } from './port-link.js';

/** Why there is no link. */
export type LinkError = InvalidInput | IssueTicketError | PortFailure | PortNoDomain;

/** A link as its owner gets it. */
export interface PortLink {
  /** Lets a browser in once. */
  readonly url: string;
  readonly expiresAt: string;
}

export interface Entering {
  readonly named: NamedPort;
  /** The host name that was asked for, which the pass is good for; with no port, since cookies have none. */
  readonly host: string;
  readonly ticket: string;
  readonly rest: EnteredBy['rest'];
  readonly cookie: PassCookieOptions;
  readonly requestId: string;
  /** Gives it up. */
  readonly signal?: AbortSignal;
}

/** What a pass may be used for, of what its owner may: to use ports, and to start what they are in. */
const SCOPES = ['ports:write', 'workspaces:read', 'workspaces:write'];

/**
 * A link with a ticket for the port, for whoever may use the port; that is asked again each time it is used. `request/invalid` for a
 * `path` that is none of the port's host, `port/no-domain` where ports have no hosts.
 */
export function makePortLink(
  caller: Caller,
  facts: Omit<LinkFacts, 'ticket'>,
  carrel: Pick<Carrel, 'identity' | 'ports'>,
): ResultAsync<PortLink, LinkError> {
  if (!isLinkPath(facts.path))
    return errAsync(invalidInput([{ path: 'path', message: 'expected a path like /a?b#c' }]));
  return carrel.ports
    .check(caller, facts.named)
    .andThen((): ResultAsync<IssuedTicket, LinkError> =>
      facts.domain === ''
        ? errAsync(portNoDomain())
        : carrel.identity.tickets.issue(caller, { purpose: 'port', resource: portResource(facts.named) }),
    )
    .map(({ ticket, expiresAt }) => ({ url: linkTo({ ...facts, ticket }), expiresAt }));
}

/**
 * Uses up the ticket of a link. The headers of the answer give the browser its pass, and send it on to the same place without the
 * ticket. `auth/ticket-invalid` for one that is for another port, was used or is over.
 */
export function enterByLink(
  { cookie, host, named, requestId, rest, signal, ticket }: Entering,
  { identity }: Pick<Carrel, 'identity'>,
): ResultAsync<Readonly<Record<string, string>>, ApiError> {
  const use = { purpose: 'port', resource: portResource(named) } as const;
  return identity.tickets
    .redeem(ticket, use, { requestId, ...(signal === undefined ? {} : { signal }) })
    .andThen((caller) => identity.passes.issue(narrowed(caller), { audience: host, ttlMs: cookie.ttlMs }))
    .map(({ pass }) => ({
      ...onwardHeaders({ ticket, rest }),
      'Set-Cookie': passCookie(pass, cookie),
    }));
}

/** The headers that send a browser on to the same place without the ticket. */
export function onwardHeaders(entered: EnteredBy): Readonly<Record<string, string>> {
  return { Location: locationOf(entered), 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' };
}

function narrowed(caller: Caller): Caller {
  return { ...caller, scopes: SCOPES.filter((scope) => hasScope(caller, scope)) };
}
