import type { Carrel } from '@carrel/core';
import { createIdSource, requestId, systemClock, type Clock, type IdSource } from '@carrel/core/kernel';
import { silentLogger, type Logger, type Metrics, type Tracer } from '@carrel/core/telemetry';
import { shuttingDown } from '@carrel/core/workspaces';
import { answerRoute } from './answer-route.js';
import type { ApiError } from './api-error.js';
import { isSecure, requestedHost } from './client-address.js';
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
import { OpenCount } from './open-count.js';
import { emptyReply, type Reply } from './reply.js';
import { RequestObserver, SeenRequest } from './request-observer.js';
import type { HttpMethod, Route } from './route.js';
import type { SocketRoute } from '../sockets/socket-route.js';
import { askedHost } from '../ports/port-host.js';
import { portTarget } from '../ports/port-target.js';
import { compileRoutes, type RouteMatch, type RouteTable } from './route-table.js';

export interface HttpApiDeps {
  readonly carrel: Carrel;
  readonly routes: readonly Route[];
  /** @default none */
  readonly sockets?: readonly SocketRoute[];
  readonly options?: HttpOptions;
  /** @default none: nothing is logged */
  readonly logger?: Logger;
  /** Where requests and sockets are measured. @default nowhere */
  readonly metrics?: Metrics;
  /** Where requests and sockets are traced. @default nowhere */
  readonly tracer?: Tracer;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** @default ids made with the clock */
  readonly ids?: IdSource;
  /** That of another interface of the same server, which ends with it. @default its own */
  readonly drain?: Drain;
  /** That of another interface of the same server, whose streams count with its own. @default its own */
  readonly eventStreams?: OpenCount;
}

/** Failures that are nobody's fault: the client went, or the server is ending. */
const EXPECTED: ReadonlySet<ApiError['type']> = new Set(['request/aborted', 'service/shutting-down']);

const GIVEN_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** A request, and what is known of it before it is answered. */
interface Asked {
  readonly request: HttpRequest;
  readonly found: RouteMatch | ApiError;
  readonly seen: SeenRequest;
  /** The headers that every answer to it carries. */
  readonly common: Readonly<Record<string, string>>;
}

/** The interface as a function from requests to answers, whatever server stands before it. */
export class HttpApi {
  readonly routes: readonly Route[];
  /** The WebSockets, which `mountSockets` serves. */
  readonly sockets: readonly SocketRoute[];
  private resolved: ResolvedHttpOptions;
  /** Begin it and new work is refused, streams end, and what is under way is answered. */
  readonly drain: Drain;
  readonly carrel: Carrel;
  readonly clock: Clock;
  /** The streams of events that are open. */
  readonly eventStreams: OpenCount;
  readonly observer: RequestObserver;
  private readonly logger: Logger;
  private readonly ids: IdSource;
  private readonly table: RouteTable;

  constructor(deps: HttpApiDeps) {
    const { carrel, routes, sockets = [], options, clock = systemClock, ids, drain, eventStreams, ...telemetry } = deps;
    const { logger = silentLogger } = telemetry;
    this.carrel = carrel;
    this.routes = routes;
    this.sockets = sockets;
    this.resolved = resolveHttpOptions(options);
    this.drain = drain ?? new Drain();
    this.eventStreams = eventStreams ?? new OpenCount(this.options.eventStreams);
    this.logger = logger;
    this.observer = new RequestObserver({ ...telemetry, accessLog: this.options.accessLog });
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

  /**
   * Whether the interface answers for this target at all, be it with an error; a host serves the others.
   *
   * @param host that the client asked for, where `ports.domain` is set: what is beneath that is the interface's.
   */
  serves(target: string, host?: string): boolean {
    const { basePath, ports } = this.options;
    if (askedHost(host, ports.domain).kind !== 'elsewhere') return true;
    if (target.startsWith(basePath) && /^(?:$|[/?])/.test(target.slice(basePath.length, basePath.length + 1)))
      return true;
    return this.table.match(pathOf(target)) !== null || portTarget(target, basePath) !== null;
  }

  /** The answer to `request`. Never rejects: what is thrown on the way becomes `service/failed` and goes to the log. */
  async handle(request: HttpRequest): Promise<HttpReply> {
    const id = this.requestIdOf(request.headers);
    const common = this.commonHeaders(request, id);
    const found = this.find(request);
    const seen = new SeenRequest(request.method, 'type' in found ? 'none' : patternOf(found), id);
    return this.observer.answer(seen, request, () => this.replyOrFailure({ request, found, seen, common }));
  }

  private async replyOrFailure(asked: Asked): Promise<HttpReply> {
    try {
      return await this.reply(asked);
    } catch (cause) {
      return this.refuse(serviceFailed(cause), asked.seen.fields.requestId, asked.common);
    }
  }

  private async reply({ request, found, seen, common }: Asked): Promise<HttpReply> {
    const id = seen.fields.requestId;
    if ('type' in found) return this.refuse(found, id, common);
    if (request.method === 'OPTIONS') return toHttpReply(optionsReply(found, common), common, nothing);
    const route = routeOf(found, request.method);
    if (route === undefined) return this.refuse(methodNotAllowed(methodsOf(found)), id, common);
    if (this.drain.active && route.atRoot !== true) return this.refuse(shuttingDown(), id, common);
    seen.at(route.params, found.values);
    const exchange = this.exchange(request, seen, found.values);
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

  private exchange(request: HttpRequest, seen: SeenRequest, values: readonly string[]): Exchange {
    const { bodyLimits, maxJsonDepth, basePath, ports } = this.options;
    const { requestId } = seen.fields;
    const draining = this.drain.active;
    const limits = { bodyLimits, maxJsonDepth, basePath, portDomain: ports.domain };
    return new Exchange({ request, requestId, values, ...limits, draining, seen });
  }

  private find(request: HttpRequest): RouteMatch | ApiError {
    const { target } = request;
    const { domain } = this.options.ports;
    // Nothing of the interface is at an origin of programs, nor beside one.
    if (domain !== '' && askedHost(requestedHost(request), domain).kind !== 'elsewhere') return noRoute();
    if (target.length > this.options.maxTargetBytes) return targetTooLong(this.options.maxTargetBytes);
    return this.table.match(pathOf(target)) ?? noRoute();
  }

  /** The answer that tells of the error, which is logged where it is the server's fault. */
  refuse(error: ApiError, id: string, common: Readonly<Record<string, string>>): HttpReply {
    this.report(error, id);
    this.observer.metrics.refused(error.type);
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

  /** What every answer to the request carries. */
  commonHeaders(request: HttpRequest, id: string): Readonly<Record<string, string>> {
    const forOrigin = originHeaders(request, this.options.allowedOrigins);
    const { strictTransportMs } = this.options;
    const strict =
      strictTransportMs > 0 && isSecure(request)
        ? { 'Strict-Transport-Security': `max-age=${String(Math.floor(strictTransportMs / 1_000))}` }
        : null;
    return { 'X-Request-Id': id, 'X-Content-Type-Options': 'nosniff', ...strict, ...forOrigin };
  }
}

/** The pattern that its path fits. */
function patternOf({ routes }: RouteMatch): string {
  const [first] = routes.values();
  return first?.path ?? 'none';
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
    case 'PATCH':
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
