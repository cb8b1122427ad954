import type { Exit } from './commands.js';
import type { ClientError } from './errors.js';

/** What an attachment says first. `offset` is that of the first byte that comes, `truncatedBefore` the oldest that is kept. */
export interface TerminalReady {
  readonly offset: number;
  readonly truncatedBefore: number;
  readonly cols: number;
  readonly rows: number;
  readonly canWrite: boolean;
}

/** Why an attachment is over. */
export type TerminalCloseReason = 'exited' | 'replaced' | 'stopped' | 'access-lost' | 'taken-over';

/** What a terminal says to one who is attached. */
export type TerminalEvent =
  | { readonly type: 'output'; readonly offset: number; readonly data: Uint8Array<ArrayBuffer> }
  /** These bytes are not kept any more: reset the screen. The program is told to draw it anew. */
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  | { readonly type: 'resized'; readonly cols: number; readonly rows: number; readonly by: string }
  /** Whether this attachment may write changed. */
  | { readonly type: 'access'; readonly canWrite: boolean }
  | { readonly type: 'warning'; readonly reason: string; readonly at?: string; readonly message?: string }
  /** The program ended, as its workspace confirmed. `closed` follows. */
  | { readonly type: 'exit'; readonly exit: Exit; readonly end: number }
  /** The connection is lost, and is being made anew. */
  | { readonly type: 'disconnected' }
  /** It is there again; what came meanwhile follows. */
  | { readonly type: 'reconnected' }
  /** The last one. `offset` is the one to attach again from. */
  | { readonly type: 'closed'; readonly reason: TerminalCloseReason; readonly offset: number }
  /** The last one: it cannot be reached. Nothing is known of the terminal. */
  | { readonly type: 'failed'; readonly error: ClientError; readonly offset: number };
