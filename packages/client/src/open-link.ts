import { clientAborted, protocolFault, type ClientError } from './errors.js';
import type { Http } from './http.js';
import { err, ok, type Result } from './result.js';
import { SocketLink, type LinkOptions } from './socket-link.js';

export interface OpenedLink {
  readonly link: SocketLink;
  /** What it was opened with. */
  readonly token: string;
}

/** A connection to the socket at `at`, which is a path beneath the base URL with its query, with a token that is good. */
export async function openLink(
  http: Http,
  at: string,
  { signal, ...options }: Pick<LinkOptions, 'onMessage' | 'ping'> & { readonly signal: AbortSignal },
): Promise<Result<OpenedLink, ClientError>> {
  const { WebSocket, silenceMs, baseUrl } = http.options;
  if (WebSocket === undefined) return err(protocolFault('There is no WebSocket here: give one to the client.'));
  const access = await http.tokens.access(signal);
  if (access.isErr()) return err(access.error);
  if (signal.aborted) return err(clientAborted());
  const token = access.value ?? '';
  const url = baseUrl.replace(/^http/, 'ws') + at;
  try {
    return ok({ token, link: new SocketLink({ url, token, WebSocket, silenceMs, ...options }) });
  } catch (cause) {
    // A token that no header has room for, or a page that may not open it.
    return err(protocolFault('The WebSocket cannot be opened.', { cause }));
  }
}
