import type { ServerResponse } from 'node:http';

/**
 * Ends the answer with `text`. A client that takes none of what is left of it for `stallTimeoutMs` is cut; the time begins anew with
 * the next request of its connection.
 */
export function finish(response: ServerResponse, text: string, stallTimeoutMs: number): void {
  response.setTimeout(stallTimeoutMs);
  response.end(text);
}
