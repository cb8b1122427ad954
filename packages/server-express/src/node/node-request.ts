import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpRequest, RequestHeaders } from '../http/http-request.js';

/** A request of node's server. */
export class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: RequestHeaders;
  readonly body: AsyncIterable<Uint8Array>;
  private controller: AbortController | undefined;

  constructor(
    message: IncomingMessage,
    private readonly response: ServerResponse,
    options: { readonly target: string; readonly beforeBody?: () => void },
  ) {
    this.method = message.method ?? 'GET';
    this.target = options.target;
    this.headers = message.headers;
    this.body = bodyOf(message, options.beforeBody);
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      const controller = new AbortController();
      this.controller = controller;
      const { response } = this;
      const gone = () => {
        if (!response.writableFinished) controller.abort();
      };
      if (response.destroyed) gone();
      else response.once('close', gone);
    }
    return this.controller.signal;
  }
}

/** Leaving the iteration early keeps the connection: the answer is still to be written on it. */
function bodyOf(message: IncomingMessage, beforeBody: (() => void) | undefined): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      beforeBody?.();
      return message.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
    },
  };
}
