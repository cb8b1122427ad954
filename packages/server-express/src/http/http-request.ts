import type { Peer } from './peer.js';

/** Header values by lower-case name, as node gives them: a list only for those that may repeat. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One request, whatever server took it in. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly headers: RequestHeaders;
  /** The connection it came on, where one is known. Ask `clientAddress` who the client is. */
  readonly peer?: Peer;
  /** The body as it arrives; may be iterated once, and left early. An iteration that the client cut short throws. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Fires when the client went away before it had the whole answer. */
  readonly signal: AbortSignal;
}

/** The single value of a header; the first one where it was sent several times. */
export function header(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' || value === undefined ? value : value[0];
}
