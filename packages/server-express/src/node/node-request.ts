import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Peer } from '../http/peer.js';
import type { ProxyTrust } from '../http/proxy-trust.js';
import type { HttpRequest, RequestHeaders } from '../http/http-request.js';

/** A request of node's server, and where its answer goes. */
export interface Question {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** Path and query, beneath where the interface is mounted. */
  readonly target: string;
  /** Whether the client holds its body back until it is told to go on. @default false */
  readonly awaitsContinue?: boolean;
}

/** The connection that a message came on. */
export function peerOf({ socket }: IncomingMessage, trust: ProxyTrust): Peer {
  return { address: socket.remoteAddress, secure: 'encrypted' in socket, trust };
}

/** A request of node's server. */
export class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly headers: RequestHeaders;
  private controller: AbortController | undefined;

  readonly target: string;

  constructor(
    private readonly question: Question,
    private readonly trust: ProxyTrust = null,
  ) {
    const { message, target } = question;
    this.method = message.method ?? 'GET';
    this.headers = message.headers;
    this.target = target;
  }

  get peer(): Peer {
    return peerOf(this.question.message, this.trust);
  }

  /** Leaving the iteration early keeps the connection: the answer is still to be written on it. */
  get body(): AsyncIterable<Uint8Array> {
    const { message, response, awaitsContinue = false } = this.question;
    return {
      [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
        if (awaitsContinue) response.writeContinue();
        return message.iterator({ destroyOnReturn: false });
      },
    };
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      const controller = new AbortController();
      const { response } = this.question;
      const gone = () => {
        if (!response.writableFinished) controller.abort();
      };
      if (response.destroyed) gone();
      else response.once('close', gone);
      this.controller = controller;
    }
    return this.controller.signal;
  }
}
