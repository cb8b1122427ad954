import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiError } from '../http/api-error.js';
import { isSecure, requestedHost } from '../http/client-address.js';
import type { HttpApi } from '../http/http-api.js';
import { peerOf } from '../node/node-request.js';
import { guardSocket } from '../sockets/socket-guard.js';
import { AnswerTimer } from './answer-timer.js';
import { mountedAt } from './mounted-at.js';
import type { Passage } from './port-headers.js';
import { namedOrigins } from './named-origins.js';
import type { PortPlace } from './port-place.js';
import type { ReachedPort } from './reach-port.js';
import { toPortError } from './to-port-error.js';

export interface ProgramLinkOptions {
  readonly message: IncomingMessage;
  readonly place: PortPlace;
  readonly reached: ReachedPort;
  /** How often it is looked whether the caller still may. */
  readonly recheckMs: number;
  /** Cuts the client off, who may not any more. */
  readonly close: () => void;
  /** Told of each thing that went wrong, also behind the first, and of the end of the stream. */
  readonly fail: (error: ApiError) => void;
}

/** The way of one request to a program: its stream, the time of its answer, and the right of its caller, until `end`. */
export class ProgramLink {
  readonly stream: Duplex;
  readonly timer: AnswerTimer;
  private readonly release: () => void;

  constructor(
    private readonly api: HttpApi,
    private readonly link: ProgramLinkOptions,
  ) {
    const { carrel, clock, options } = api;
    const { close, fail, reached, recheckMs } = link;
    const { caller, port, stream } = reached;
    this.stream = stream;
    this.timer = new AnswerTimer(clock, { port, answerTimeoutMs: options.ports.answerTimeoutMs }, fail);
    this.release = guardSocket({ carrel, caller, clock, recheckMs, close });
  }

  /** The request to the program, to be ended by who asks; `null` for one that cannot be made, which `fail` is told. */
  ask(
    asked: () => { readonly method: string; readonly path: string; readonly headers: string[] },
  ): ClientRequest | null {
    const { fail, reached } = this.link;
    let request: ClientRequest;
    try {
      request = httpRequest({
        ...asked(),
        createConnection: () => this.stream,
        maxHeaderSize: this.api.options.ports.maxHeaderBytes,
      });
    } catch (cause) {
      fail(toPortError(cause, reached.port));
      return null;
    }
    request.on('error', (cause) => {
      fail(toPortError(cause, reached.port));
    });
    request.on('close', () => {
      fail(toPortError(null, reached.port));
    });
    return request;
  }

  passage(): Passage {
    const { message, place, reached } = this.link;
    const { allowedOrigins, ports, proxies } = this.api.options;
    const ownHost = place.by === 'host';
    const told = { headers: message.headers, peer: peerOf(message, proxies) };
    return {
      ...reached,
      prefix: ownHost ? '' : mountedAt(message) + place.prefix,
      host: requestedHost(told),
      encrypted: isSecure(told),
      ownHost,
      sharedOrigin: ports.sharedOrigin && !ownHost,
      ownAuthorization: ownHost && reached.by === 'pass',
      framedBy: namedOrigins(allowedOrigins),
    };
  }

  end(): void {
    this.timer.stop();
    this.release();
    this.stream.destroy();
  }
}
