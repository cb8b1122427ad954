import type { Carrel } from '@carrel/core';
import { createIdSource, requestId, systemClock, type Clock, type IdSource } from '@carrel/core/kernel';
import { silentLogger, type Logger } from '@carrel/core/telemetry';
import { shuttingDown } from '@carrel/core/workspaces';
import { answerRoute } from './answer-route.js';
import type { ApiError } from './api-error.js';
import { clientAddress, isSecure } from './client-address.js';
import { originHeaders, preflightHeaders } from './cors.js';
import { Drain } from './drain.js';
import { errorAnswers } from './error-answers.js';
import { Exchange } from './exchange.js';
import { methodNotAllowed, noRoute, serviceFailed, targetTooLong } from './http-errors.js';
import {
  resolveHttpOptions,
  type ChangeableHttpOptions,
  type HttpOptions,
  type ResolvedHttpOptions,
} from './http-options.js';
import { toErrorReply, toHttpReply, withoutBody, type HttpReply } from './http-reply.js';
import { header, type HttpRequest, type RequestHeaders } from './http-request.js';
import { emptyReply, type Reply } from './reply.js';
import type { HttpMethod, Route } from './route.js';
import type { SocketRoute } from '../sockets/socket-route.js';
import { compileRoutes, type RouteMatch, type RouteTable } from './route-table.js';

export interface HttpApiDeps {
  readonly carrel: Carrel;
  readonly routes: readonly Route[];
  /** @default none */
  readonly sockets?: readonly SocketRoute[];
  readonly options?: HttpOptions;
  /** @default none: nothing is logged */
  readonly logger?: Logger;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** @default ids made with the clock */
  readonly ids?: IdSource;
}

/** Failures that are nobody's fault: the client went, or the server is ending. */
const EXPECTED: ReadonlySet<ApiError['type']> = new Set(['request/aborted', 'service/shutting-down']);

const GIVEN_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The interface as a function from requests to answers, whatever server stands before it. */
export class HttpApi {
  readonly routes: readonly Route[];
  /** The WebSockets, which `mountSockets` serves. */
  readonly sockets: readonly SocketRoute[];
  private resolved: ResolvedHttpOptions;
  /** Begin it and new work is refused, streams end, and what is under way is answered. */
  readonly drain = new Drain();
  readonly carrel: Carrel;
  readonly clock: Clock;
  private readonly logger: Logger;
  private readonly ids: IdSource;
  private readonly table: RouteTable;

  constructor({ carrel, routes, sockets = [], options, logger = silentLogger, clock = systemClock, ids }: HttpApiDeps) {
    this.carrel = carrel;
    this.routes = routes;
    this.sockets = sockets;
    this.resolved = resolveHttpOptions(options);
    this.logger = logger;
    this.clock = clock;
    this.ids = ids ?? createIdSource(clock);
    const { basePath, rootRoutes } = this.options;
    this.table = compileRoutes(routes, ({ path, atRoot }) =>
      atRoot === true && rootRoutes && basePath !== '' ? [path, basePath + path] : [basePath + path],
    );
  }

  get options(): ResolvedHttpOptions {
    return this.resolved;
  }

  /** Goes on with these options from the next request on; what is not named stays. @throws TypeError for a proxy that is no network. */
  reconfigure(changed: ChangeableHttpOptions): void {
    const { resolved } = this;
    const bodyLimits = { ...resolved.bodyLimits, ...changed.bodyLimits };
    const rateLimit = { ...resolved.rateLimit, ...changed.rateLimit };
    this.resolved = resolveHttpOptions({ ...resolved, ...changed, bodyLimits, rateLimit });
  }

  /** Whether the interface answers for this target at all, be it with an error; a host serves the others. */
  serves(target: string): boolean {
    const { basePath } = this.options;
    if (target.startsWith(basePath) && /^(?:$|[/?])/.test(target.slice(basePath.length, basePath.length + 1)))
      return true;
    return this.table.match(pathOf(target)) !== null;
  }

  /** The answer to `request`. Never rejects: what is thrown on the way becomes `service/failed` and goes to the log. */
  async handle(request: HttpRequest): Promise<HttpReply> {
    const id = this.requestIdOf(request.headers);
    const common = this.commonHeaders(request, id);
    const startedAt = performance.now();
    const reply = await this.replyOrFailure(request, id, common);
    const { method, target } = request;
    const durationMs = Math.round(performance.now() - startedAt);
    const { status } = reply;
    const client = clientAddress(request);
    this.logger.debug({ requestId: id, method, path: pathOf(target), status, durationMs, client }, 'request');
    return reply;
  }

  private async replyOrFailure(
    request: HttpRequest,
    id: string,
    common: Readonly<Record<string, string>>,
  ): Promise<HttpReply> {
    try {
      return await this.reply(request, id, common);
    } catch (cause) {
      return this.refuse(serviceFailed(cause), id, common);
    }
  }

  private async reply(request: HttpRequest, id: string, common: Readonly<Record<string, string>>): Promise<HttpReply> {
    const found = this.find(request);
    if ('type' in found) return this.refuse(found, id, common);
    if (request.method === 'OPTIONS') return toHttpReply(optionsReply(found, common), common, nothing);
    const route = routeOf(found, request.method);
    if (route === undefined) return this.refuse(methodNotAllowed(methodsOf(found)), id, common);
    if (this.drain.active && route.atRoot !== true) return this.refuse(shuttingDown(), id, common);
    const exchange = this.exchange(request, id, found.values);
    const answer = await answerRoute(route, exchange, this);
    if (answer.isErr()) return this.refuse(answer.error, id, common);
    const stop = () => {
      exchange.giveUp();
    };
    const reply = toHttpReply(answer.value, common, stop);
    if (request.method !== 'HEAD') return reply;
    stop();
    return withoutBody(reply);
  }

  private exchange(request: HttpRequest, id: string, values: readonly string[]): Exchange {
    const { bodyLimits, basePath } = this.options;
    return new Exchange({ request, requestId: id, values, bodyLimits, basePath, draining: this.drain.active });
  }

  private find({ target }: HttpRequest): RouteMatch | ApiError {
    if (target.length > this.options.maxTargetBytes) return targetTooLong(this.options.maxTargetBytes);
    return this.table.match(pathOf(target)) ?? noRoute();
  }

  private refuse(error: ApiError, id: string, common: Readonly<Record<string, string>>): HttpReply {
    this.report(error, id);
    return toErrorReply(error, id, common);
  }

  /** Logs an error that is the server's fault. */
  report(error: ApiError, id: string): void {
    if (errorAnswers[error.type].status >= 500 && !EXPECTED.has(error.type))
      this.logger.error({ requestId: id, type: error.type, cause: error.cause ?? error.message }, 'request failed');
  }

  /** What names a request in logs and answers: what the client calls it, where that is a name. */
  requestIdOf(headers: RequestHeaders): string {
    const given = header(headers, 'x-request-id');
    return given !== undefined && GIVEN_ID.test(given) ? given : requestId.create(this.ids);
  }

  private commonHeaders(request: HttpRequest, id: string): Readonly<Record<string, string>> {
    const forOrigin = originHeaders(request, this.options.allowedOrigins);
    const { strictTransportMs } = this.options;
    const strict =
      strictTransportMs > 0 && isSecure(request)
        ? { 'Strict-Transport-Security': `max-age=${String(Math.floor(strictTransportMs / 1_000))}` }
        : null;
    return { 'X-Request-Id': id, 'X-Content-Type-Options': 'nosniff', ...strict, ...forOrigin };
  }
}

function nothing(): void {
  // An answer without a stream has nothing to end.
}

function pathOf(target: string): string {
  const mark = target.indexOf('?');
  return mark === -1 ? target : target.slice(0, mark);
}

function routeOf({ routes }: RouteMatch, method: string): Route | undefined {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return routes.get('GET');
    case 'POST':
    case 'PUT':
    case 'DELETE':
      return routes.get(method);
    default:
      return undefined;
  }
}

function methodsOf({ routes }: RouteMatch): readonly string[] {
  const methods: (HttpMethod | 'HEAD' | 'OPTIONS')[] = [...routes.keys()];
  if (routes.has('GET')) methods.push('HEAD');
  return [...methods, 'OPTIONS'];
}

function optionsReply(found: RouteMatch, common: Readonly<Record<string, string>>): Reply {
  const methods = methodsOf(found);
  const preflight = 'Access-Control-Allow-Origin' in common ? preflightHeaders(methods) : {};
  return emptyReply(204, { Allow: methods.join(', '), ...preflight });
}
