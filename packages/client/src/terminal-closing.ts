import { socketVerdict, type SocketVerdict } from './socket-closing.js';
import type { LinkClose } from './socket-link.js';
import type { TerminalCloseReason } from './terminal-events.js';

/** What the end of a connection to a terminal means. */
export type Verdict =
  | SocketVerdict
  /** The attachment is over. */
  | { readonly kind: 'closed'; readonly reason: TerminalCloseReason };

/** What each close code of the server asks for. */
export function verdictOf(close: LinkClose): Verdict {
  const { code, reason } = close;
  const type = reason.split(' ', 1)[0] ?? '';
  if (code === 1000 && type === 'exited') return { kind: 'closed', reason: 'exited' };
  if (code === 4403 && type === 'session/forbidden') return { kind: 'closed', reason: 'access-lost' };
  if (code === 4409 && type === 'taken') return { kind: 'closed', reason: 'taken-over' };
  if (code === 4410) return { kind: 'closed', reason: type === 'workspace/replaced' ? 'replaced' : 'stopped' };
  return socketVerdict(close);
}

/** Where to go on from, when a close says so. */
export function offsetIn(reason: string): number | undefined {
  const offset = /\boffset=(\d{1,15})$/.exec(reason)?.[1];
  return offset === undefined ? undefined : Number(offset);
}
