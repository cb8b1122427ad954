import { HttpApi, toProblem, type ApiError, type HttpReply, type HttpRequest } from '@carrel/server-express';
import type { Logger, Metrics, Tracer } from '@carrel/core/telemetry';
import { keyedRequest } from './keyed-request.js';
import { resolveOpenSandboxOptions, type OpenSandboxOptions } from './open-sandbox-options.js';
import { refusedReply } from './refusal.js';
import { openSandboxRoutes } from './routes/open-sandbox-routes.js';

export interface OpenSandboxApiDeps {
  /** The interface beside it: its Carrel, options, drain and counts are those of both. */
  readonly api: HttpApi;
  readonly options?: OpenSandboxOptions;
  /** @default none: nothing is logged */
  readonly logger?: Logger;
  /** @default nowhere */
  readonly metrics?: Metrics;
  /** @default nowhere */
  readonly tracer?: Tracer;
}

/**
 * The lifecycle and exec interface of OpenSandbox. A sandbox is a session that was made here; who may do what, how often, and how
 * much is open at once is as at the interface beside it.
 *
 * @example
 * const api = createHttpApi({ carrel });
 * const sandboxes = new OpenSandboxApi({ api });
 * const server = new HttpServer(api, { otherwise: nodeListener(sandboxes) });
 */
export class OpenSandboxApi extends HttpApi {
  constructor({ api, options, ...telemetry }: OpenSandboxApiDeps) {
    const { carrel, clock, drain, eventStreams } = api;
    const resolved = resolveOpenSandboxOptions(options);
    super({
      ...{ carrel, clock, drain, eventStreams, ...telemetry },
      routes: openSandboxRoutes({ clock, options: resolved, portsPath: api.options.basePath }),
      options: { ...api.options, basePath: resolved.basePath, rootRoutes: false },
    });
  }

  override handle(request: HttpRequest): Promise<HttpReply> {
    return super.handle(keyedRequest(request));
  }

  override refuse(error: ApiError, id: string, common: Readonly<Record<string, string>>): HttpReply {
    return refusedReply(super.refuse(error, id, common), toProblem(error, id));
  }
}
