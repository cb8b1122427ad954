import { AsyncLocalStorage } from 'node:async_hooks';
import { sessionId, type Caller } from '@carrel/core/kernel';
import {
  noopMetrics,
  noopTracer,
  silentLogger,
  withLogFields,
  type Logger,
  type Metrics,
  type Span,
  type Tracer,
} from '@carrel/core/telemetry';
import { HttpMetrics } from './http-metrics.js';
import type { HttpReply, HttpReplyBody, Written } from './http-reply.js';
import type { HttpRequest } from './http-request.js';
import { iteratedIn } from './iterated-in.js';
import { sessionParam, type PathParams } from './path-param.js';

/** At which level each request has its line when it was answered; `off` for none. */
export type AccessLog = 'info' | 'debug' | 'off';

export interface RequestObserverDeps {
  readonly logger?: Logger | undefined;
  readonly metrics?: Metrics | undefined;
  readonly tracer?: Tracer | undefined;
  readonly accessLog: AccessLog;
}

/** What the lines of a request have in common; who asks is known later. */
type SeenFields = {
  readonly requestId: string;
  tenantId?: string;
  userId?: string;
  agentId?: string;
  sessionId?: string;
};

/** One request or socket, as logs, metrics and traces know it: by the pattern of its route, never by its path. */
export class SeenRequest {
  readonly fields: SeenFields;
  readonly startedAt = performance.now();

  constructor(
    readonly method: string,
    /** `none` for what no route serves. */
    readonly route: string,
    requestId: string,
  ) {
    this.fields = { requestId };
  }

  /** It is of the session that its path names. */
  at(params: PathParams, values: readonly string[]): void {
    const index = Object.values(params).indexOf(sessionParam);
    const id = index === -1 ? null : sessionId.parse(values[index] ?? '').unwrapOr(null);
    if (id !== null) this.fields.sessionId = id;
  }

  by({ agentId, tenantId, userId }: Caller): void {
    Object.assign(this.fields, { tenantId, userId }, agentId === undefined ? {} : { agentId });
  }

  get durationMs(): number {
    return performance.now() - this.startedAt;
  }
}

/** Tells of each request: measures it, traces it, has its lines in the log name it, and writes one when it was answered. */
export class RequestObserver {
  readonly metrics: HttpMetrics;
  private readonly logger: Logger;
  private readonly tracer: Tracer;
  private readonly accessLog: AccessLog;

  constructor({ accessLog, logger = silentLogger, metrics = noopMetrics, tracer = noopTracer }: RequestObserverDeps) {
    this.metrics = new HttpMetrics(metrics);
    this.accessLog = accessLog;
    this.logger = logger;
    this.tracer = tracer;
  }

  /** The answer that `work` gives; `work` never rejects. */
  answer(seen: SeenRequest, request: HttpRequest, work: () => Promise<HttpReply>): Promise<HttpReply> {
    return this.within(seen, request.headers, async (span) => {
      this.metrics.began();
      const reply = await work();
      this.metrics.answered(seen, reply.status);
      span(reply.status);
      return this.isQuiet ? reply : this.told(seen, reply);
    });
  }

  /** A socket, from its upgrade to its end; `work` gives how it was closed. */
  socket(seen: SeenRequest, headers: HttpRequest['headers'], work: () => Promise<number>): Promise<number> {
    return this.within(seen, headers, async (span) => {
      this.metrics.opened(seen);
      const code = await work();
      this.metrics.closed(seen);
      span(SWITCHED);
      this.line(seen, { status: SWITCHED, closeCode: code });
      return code;
    });
  }

  /**
   * A request that somebody else answers. `work` says by `answered` with which status the answer begins, and gives what was
   * written when it is over; a client that left before has none.
   */
  passed(seen: SeenRequest, headers: HttpRequest['headers'], work: Passing<Written>): Promise<void> {
    return this.within(seen, headers, async (span) => {
      let status: number | undefined;
      const answered = (given: number) => {
        if (status !== undefined) return;
        status = given;
        this.metrics.answered(seen, given);
        span(given);
      };
      this.metrics.began();
      const { bytes, complete } = await work(answered);
      answered(CLIENT_LEFT);
      this.line(seen, { status, bytes, ...(complete ? {} : { complete }) });
    });
  }

  /** The same for an upgrade, which 101 opens a socket for; `work` resolves when its connection is over. */
  upgraded(seen: SeenRequest, headers: HttpRequest['headers'], work: Passing<void>): Promise<void> {
    return this.within(seen, headers, async (span) => {
      let status: number | undefined;
      const answered = (given: number) => {
        if (status !== undefined) return;
        status = given;
        span(given);
        if (given === SWITCHED) this.metrics.opened(seen);
        else this.refused(seen, given);
      };
      await work(answered);
      answered(CLIENT_LEFT);
      if (status !== SWITCHED) return;
      this.metrics.closed(seen);
      this.line(seen, { status });
    });
  }

  /** A socket that was not opened. */
  refused(seen: SeenRequest, status: number): void {
    this.metrics.began();
    this.metrics.answered(seen, status);
    this.line(seen, { status });
  }

  private get isQuiet(): boolean {
    return this.logger === silentLogger && this.tracer === noopTracer && !this.metrics.counts;
  }

  private within<T>(
    seen: SeenRequest,
    headers: HttpRequest['headers'],
    work: (ended: (status: number) => void) => Promise<T>,
  ): Promise<T> {
    const { method, route, fields } = seen;
    const name = route === 'none' ? method : `${method} ${route}`;
    const attributes = { 'http.request.method': method, 'http.route': route, 'carrel.request_id': fields.requestId };
    const traced = () =>
      this.tracer.span(name, attributes, (span) => work(endOf(span, fields)), { kind: 'server', headers });
    return this.logger === silentLogger ? traced() : withLogFields(fields, traced);
  }

  /** The reply, whose body is made as a part of the request, and which says when it was written. */
  private told(seen: SeenRequest, { status, headers, body }: HttpReply): HttpReply {
    const written = ({ bytes, complete }: Written) => {
      this.line(seen, { status, bytes, ...(complete ? {} : { complete }) });
    };
    return { status, headers, body: this.bodyOf(seen, body), written };
  }

  private bodyOf(seen: SeenRequest, body: HttpReplyBody): HttpReplyBody {
    const within = AsyncLocalStorage.snapshot();
    switch (body.kind) {
      case 'events':
        return { ...body, events: iteratedIn(body.events, within, this.metrics.streaming(seen)) };
      case 'bytes':
        return { ...body, chunks: iteratedIn(body.chunks, within) };
      default:
        return body;
    }
  }

  private line(seen: SeenRequest, facts: Readonly<Record<string, unknown>>): void {
    if (this.accessLog === 'off') return;
    const { fields, method, route, durationMs } = seen;
    const rounded = Math.round(durationMs * 10) / 10;
    this.logger[this.accessLog]({ ...fields, method, route, ...facts, durationMs: rounded }, 'request');
  }
}

/** Says how it ended; of the request it keeps nothing else, however long that takes. */
function endOf(span: Span, fields: SeenFields): (status: number) => void {
  return (status) => {
    const { tenantId, sessionId: session } = fields;
    span.set({
      'http.response.status_code': status,
      ...(tenantId === undefined ? {} : { 'carrel.tenant_id': tenantId }),
      ...(session === undefined ? {} : { 'carrel.session_id': session }),
    });
    if (status >= 500) span.fail(String(status));
  };
}

/** What an upgrade is answered with. */
const SWITCHED = 101;

/** What is told of a request whose client left before it was answered. */
const CLIENT_LEFT = 499;

type Passing<T> = (answered: (status: number) => void) => Promise<T>;
