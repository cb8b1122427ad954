import { protocolFault, unreachable, type ClientError, type Problem } from './errors.js';
import type { TerminalCloseReason } from './terminal-events.js';
import type { LinkClose } from './terminal-link.js';

/** What the end of a connection means. */
export type Verdict =
  /** The attachment is over. */
  | { readonly kind: 'closed'; readonly reason: TerminalCloseReason }
  /** It does not pass. */
  | { readonly kind: 'failed'; readonly error: ClientError }
  /** To be tried again after a while. */
  | { readonly kind: 'lost'; readonly error: ClientError }
  /** To be tried again at once with another token. */
  | { readonly kind: 'refused'; readonly error: ClientError };

/** What each close code of the server asks for. */
export function verdictOf({ code, reason }: LinkClose): Verdict {
  const type = reason.split(' ', 1)[0] ?? '';
  switch (code) {
    case 1000:
      return type === 'exited' ? { kind: 'closed', reason: 'exited' } : lost(reason);
    case 1003:
    case 1008:
    case 1009:
      return { kind: 'failed', error: protocolFault(`The server took a message for none of a terminal: ${reason}.`) };
    case 4401:
      return { kind: 'refused', error: problemOf(code, type) };
    case 4403:
      return type === 'session/forbidden' ? { kind: 'closed', reason: 'access-lost' } : failed(code, type);
    case 4409:
      return type === 'taken' ? { kind: 'closed', reason: 'taken-over' } : failed(code, type);
    case 4410:
      return { kind: 'closed', reason: type === 'workspace/replaced' ? 'replaced' : 'stopped' };
    case 4429:
      return { kind: 'lost', error: { ...problemOf(code, type), retryable: true } };
    default:
      return code >= 4400 && code < 4500 ? failed(code, type) : lost(reason);
  }
}

/** Where to go on from, when a close says so. */
export function offsetIn(reason: string): number | undefined {
  const offset = /\boffset=(\d{1,15})$/.exec(reason)?.[1];
  return offset === undefined ? undefined : Number(offset);
}

function failed(code: number, type: string): Verdict {
  return { kind: 'failed', error: problemOf(code, type) };
}

function lost(reason: string): Verdict {
  return { kind: 'lost', error: unreachable(reason === '' ? {} : { detail: `The connection ended: ${reason}.` }) };
}

/** The close as the problem that an answer of HTTP would have been: its reason is the type, its code 4000 and the status. */
function problemOf(code: number, type: string): Problem {
  const title = 'Refused';
  const detail = `The server closed the terminal: ${type}.`;
  return { type: type as Problem['type'], title, status: code - 4_000, detail, requestId: '', retryable: false };
}
