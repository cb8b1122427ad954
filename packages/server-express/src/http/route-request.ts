import type { RequestContext } from '@carrel/core/identity';
import { err, errAsync, ok, okAsync, ResultAsync, type Result } from '@carrel/core/kernel';
import type { z } from 'zod';
import type { ApiError } from './api-error.js';
import { mustRead, readBody, type BodySpec } from './body-spec.js';
import { isSecure, requestedHost } from './client-address.js';
import type { Exchange } from './exchange.js';
import type { RequestHeaders } from './http-request.js';
import type { PortSite } from '../ports/port-link.js';
import type { PathParams, PathValues } from './path-param.js';
import { emptyQuery, parseQuery } from './request-query.js';

/** What a handler gets: everything of the request that its route declares, read and checked. */
export interface RouteRequest<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly headers: RequestHeaders;
  /** Whether the client wants no body: `HEAD` on a route of `GET`. */
  readonly headersOnly: boolean;
  readonly requestId: string;
  /** Which request asks, and from where, for calls that nobody is known to make. */
  readonly context: RequestContext;
  /** What the interface's paths begin with. */
  readonly basePath: string;
  /** The host that the client asked for, with its port; `''` where it named none. */
  readonly host: string;
  /** Where ports of workspaces are, as the client reaches the server. */
  readonly portSite: PortSite;
  /** Whether the server is on its way out. */
  readonly draining: boolean;
  /** Fires when the client went away, or the answer took too long. */
  readonly signal: AbortSignal;
}

/** What a route takes. */
export interface RequestSchemas<P extends PathParams, Q, B> {
  /** In the order of the path. */
  readonly params: P;
  /** Keys it does not name are ignored. */
  readonly query: z.ZodType<Q>;
  readonly body: BodySpec<B>;
}

export type RequestReader<P extends PathParams, Q, B> = (
  exchange: Exchange,
) => ResultAsync<RouteRequest<PathValues<P>, Q, B>, ApiError>;

/**
 * Reads requests against the schemas of a route: first the path, whose error is that of a missing thing, then the query, then
 * the body. A request without query and body is read without any of the schemas' work.
 */
export function requestReader<P extends PathParams, Q, B>(schemas: RequestSchemas<P, Q, B>): RequestReader<P, Q, B> {
  const parsers = Object.entries(schemas.params);
  const whenEmpty = emptyQuery(schemas.query);
  return (exchange) => {
    const params = readParams<P>(parsers, exchange.values);
    if (params.isErr()) return errAsync(params.error);
    const query = parseQuery(schemas.query, exchange.request.target, whenEmpty);
    if (query.isErr()) return errAsync(query.error);
    const compose = (body: B) => new ReadRequest(exchange, { params: params.value, query: query.value, body });
    const { body } = schemas;
    if (body.kind === 'none' && !mustRead(body, exchange)) return okAsync(compose(body.value));
    return new ResultAsync(readBody(body, exchange)).map(compose);
  };
}

class ReadRequest<P, Q, B> implements RouteRequest<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;

  constructor(
    private readonly exchange: Exchange,
    parts: { readonly params: P; readonly query: Q; readonly body: B },
  ) {
    this.params = parts.params;
    this.query = parts.query;
    this.body = parts.body;
  }

  get headers(): RequestHeaders {
    return this.exchange.request.headers;
  }

  get headersOnly(): boolean {
    return this.exchange.request.method === 'HEAD';
  }

  get requestId(): string {
    return this.exchange.requestId;
  }

  get context(): RequestContext {
    const { requestId, signal } = this;
    return { requestId, signal, address: this.exchange.address };
  }

  get basePath(): string {
    return this.exchange.basePath;
  }

  get host(): string {
    return requestedHost(this.exchange.request) ?? '';
  }

  get portSite(): PortSite {
    const { portDomain: domain, request } = this.exchange;
    const serverPort = /:(\d{1,5})$/.exec(this.host)?.[1] ?? '';
    return { domain, secure: isSecure(request), serverPort };
  }

  get draining(): boolean {
    return this.exchange.draining;
  }

  get signal(): AbortSignal {
    return this.exchange.signal;
  }
}

function readParams<P extends PathParams>(
  parsers: readonly (readonly [string, PathParams[string]])[],
  texts: readonly string[],
): Result<PathValues<P>, ApiError> {
  const values: Record<string, unknown> = {};
  for (const [index, [name, parse]] of parsers.entries()) {
    const value = parse(texts[index] ?? '');
    if (value.isErr()) return err(value.error);
    values[name] = value.value;
  }
  return ok(values as PathValues<P>);
}
