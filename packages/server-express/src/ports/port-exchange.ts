import type { Caller, ResultAsync } from '@carrel/core/kernel';
import type { ApiError } from '../http/api-error.js';
import { admit } from '../http/authenticate.js';
import type { HttpApi } from '../http/http-api.js';
import type { HttpReply } from '../http/http-reply.js';
import type { SeenRequest } from '../http/request-observer.js';
import { NodeRequest, type Question } from '../node/node-request.js';
import type { WriteOptions } from '../node/write-options.js';
import { writeReply } from '../node/write-reply.js';
import { asksForPage, isOwnRequest } from './browser-request.js';
import { namedOrigins } from './named-origins.js';
import { admitToHost, originOf, type Admitted } from './port-credentials.js';
import { errorPage, type PageParts } from './port-pages.js';
import type { PortPlace } from './port-place.js';

export interface PortExchangeParts {
  readonly place: PortPlace;
  readonly options: WriteOptions;
  readonly seen: SeenRequest;
  /** Told with which status the answer begins. */
  readonly answered: (status: number) => void;
}

/** One request for a port by HTTP, and how the server itself answers it. */
export class PortExchange implements PageParts {
  readonly request: NodeRequest;
  readonly requestId: string;
  readonly common: Readonly<Record<string, string>>;
  readonly framedBy: readonly string[];
  /** Whether a person looks at what is answered. At the origin of the interface nobody does: pages come in by a host alone. */
  readonly isPage: boolean;

  constructor(
    readonly api: HttpApi,
    readonly question: Question,
    readonly parts: PortExchangeParts,
  ) {
    this.request = new NodeRequest(question, api.options.proxies);
    this.requestId = parts.seen.fields.requestId;
    this.common = api.commonHeaders(this.request, this.requestId);
    this.framedBy = namedOrigins(api.options.allowedOrigins);
    this.isPage = parts.place.by === 'host' && asksForPage(this.request);
  }

  /** Who asks: at a host name of its own by pass too, and by token everywhere. */
  admit(): ResultAsync<Admitted, ApiError> {
    const { api, request, requestId } = this;
    const { place } = this.parts;
    const byToken = (): ResultAsync<Caller, ApiError> => admit({ request, requestId }, api);
    if (place.by === 'path') return byToken().map((caller): Admitted => ({ caller, by: 'token' }));
    const { domain } = api.options.ports;
    const isOwn = () => isOwnRequest(request, originOf(request));
    return admitToHost({ request, requestId, named: place.named, domain, isOwn, byToken }, api);
  }

  refuse(error: ApiError): void {
    const { api, common, requestId } = this;
    const problem = api.refuse(error, requestId, common);
    this.reply(this.isPage ? errorPage(error, this) : problem);
  }

  reply(reply: HttpReply): void {
    const { message, response } = this.question;
    this.parts.answered(reply.status);
    writeReply(reply, { message, response, drain: this.api.drain }, this.parts.options);
  }
}
