import { protocolFault, unreachable, type ClientError, type Problem } from './errors.js';
import type { Http } from './http.js';
import type { LinkClose } from './socket-link.js';

/** What the end of a connection means, whatever the socket is about. */
export type SocketVerdict =
  /** It does not pass. */
  | { readonly kind: 'failed'; readonly error: ClientError }
  /** To be tried again after a while. */
  | { readonly kind: 'lost'; readonly error: ClientError }
  /** To be tried again with another token, which there is by now. */
  | { readonly kind: 'refused'; readonly error: ClientError };

export interface Closed {
  readonly close: LinkClose | ClientError;
  /** The token that it was opened with. */
  readonly token: string;
}

/** What each close code of the server asks for. */
export function socketVerdict({ code, reason }: LinkClose): SocketVerdict {
  switch (code) {
    case 1003:
    case 1008:
    case 1009:
      return { kind: 'failed', error: protocolFault(`The server does not take what it was sent: ${reason}.`) };
    case 4401:
      return { kind: 'refused', error: closeProblem(code, reason) };
    case 4429:
      return { kind: 'lost', error: { ...closeProblem(code, reason), retryable: true } };
    default:
      if (code >= 4400 && code < 4500) return { kind: 'failed', error: closeProblem(code, reason) };
      return {
        kind: 'lost',
        error: unreachable(reason === '' ? {} : { detail: `The connection ended: ${reason}.` }),
      };
  }
}

interface Judging<V> {
  readonly signal: AbortSignal;
  /** What a close of this kind of socket means that nothing else explains. */
  readonly verdictOf: (close: LinkClose) => V;
}

/** What a connection that ended means. For a token that was refused another is got first. */
export async function judgeClose<V>(
  http: Http,
  { close, token }: Closed,
  { signal, verdictOf }: Judging<V>,
): Promise<V | SocketVerdict> {
  if (!('wasOpen' in close)) return { kind: close.retryable ? 'lost' : 'failed', error: close };
  if (close.code === 4401) {
    const other = await http.tokens.instead(token, signal);
    if (other === null) return { kind: 'failed', error: closeProblem(close.code, close.reason) };
    // A server that cannot be reached has refused nothing.
    if (other.isErr()) return { kind: other.error.retryable ? 'lost' : 'failed', error: other.error };
  }
  if (!close.wasOpen) {
    // Browsers do not tell a refusal from a network that is gone. Other answers than 401 say nothing of the socket.
    const known = await http.done({ method: 'GET', path: '/users/me' }, { signal });
    if (known.isErr() && known.error.status === 401) return { kind: 'failed', error: known.error };
  }
  return verdictOf(close);
}

/** The close as the problem that an answer of HTTP would have been: its reason is the type, its code 4000 and the status. */
function closeProblem(code: number, reason: string): Problem {
  const type = (reason.split(' ', 1)[0] ?? '') as Problem['type'];
  const detail = `The server closed the connection: ${reason}.`;
  return { type, title: 'Refused', status: code - 4_000, detail, requestId: '', retryable: false };
}
