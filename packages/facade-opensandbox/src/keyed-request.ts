import { header, type HttpRequest, type Peer, type RequestHeaders } from '@carrel/server-express';

/** What names the key of who asks. */
export const KEY_HEADER = 'open-sandbox-api-key';

/** The request of an OpenSandbox client, with its key where the interface looks for a token. */
export function keyedRequest(request: HttpRequest): HttpRequest {
  const key = header(request.headers, KEY_HEADER);
  return key === undefined ? request : new KeyedRequest(request, key);
}

class KeyedRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: RequestHeaders;
  readonly peer?: Peer;

  constructor(
    private readonly request: HttpRequest,
    key: string,
  ) {
    this.method = request.method;
    this.target = request.target;
    this.headers = { ...request.headers, authorization: `Bearer ${key}` };
    if (request.peer !== undefined) this.peer = request.peer;
  }

  get body(): AsyncIterable<Uint8Array> {
    return this.request.body;
  }

  get signal(): AbortSignal {
    return this.request.signal;
  }
}
