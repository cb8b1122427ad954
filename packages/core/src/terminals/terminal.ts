import type { InvalidInput, ResultAsync, SessionId, TenantId, TerminalId, UserId } from '../kernel/index.js';
import type { Exit, TerminalSize } from '../runtime/index.js';
import type { Entity } from '../store/index.js';
import type { ReachError } from '../workspaces/index.js';
import type { TerminalError } from './terminal-errors.js';

/** What to open, and how large. */
export interface OpenTerminal {
  /** @default 80 */
  readonly cols?: number;
  /** @default 24 */
  readonly rows?: number;
  /** The program and its arguments. @default `terminals.shell` */
  readonly argv?: readonly string[];
  /** Relative to the workspace's root. @default the root */
  readonly cwd?: string;
  /** Laid over the environment of the workspace. `TERM` is `xterm-256color` unless it is named. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What is on record of a terminal. */
export interface Terminal extends Entity, Partial<TerminalEnd> {
  readonly id: TerminalId;
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  /** The life of the workspace it runs in. */
  readonly incarnation: number;
  /** At most about 16 kB of it; an ellipsis stands for the rest. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly cols: number;
  readonly rows: number;
  readonly openedBy: UserId;
  readonly state: 'running' | 'exited';
  /** Why it is being ended by this installation or somebody; absent while nobody wants it to end. */
  readonly closing?: TerminalClosing;
  /** When it is ended unless somebody is attached to it by then; absent when never. */
  readonly dueAt?: string;
}

/** Who or what ends a terminal: somebody, the time without anybody attached, or its longest life. */
export type TerminalClosing = 'closed' | 'idle' | 'max-lifetime';

/** How a terminal ended. */
export interface TerminalEnd {
  readonly exit: Exit;
  readonly endedAt: string;
  /** How many bytes it is known to have written. */
  readonly outputEnd: number;
}

/** What is true of an attachment when it begins. */
export interface TerminalReady {
  /** The offset of the first byte that `events` gives: `since`, or the oldest that is kept where that was dropped. */
  readonly offset: number;
  /** The offset of the oldest byte that is kept. Where it is not 0, the screen cannot be drawn from the beginning. */
  readonly truncatedBefore: number;
  readonly cols: number;
  readonly rows: number;
  /** Whether input, resizes and signals of this attachment are taken now. An `access` event tells when that changes. */
  readonly canWrite: boolean;
}

/** Why an attachment is over. */
export type TerminalCloseReason =
  /** The program ended; an `exit` came before. */
  | 'exited'
  /** That life of the workspace is over, and another one has begun or will. */
  | 'replaced'
  /** The workspace is not running any more. */
  | 'stopped'
  /** The caller may not see the session any more, or it was deleted. */
  | 'access-lost'
  /** The same user attached more often than `terminals.maxWatchersPerUser`; this was the oldest. */
  | 'taken-over'
  /** The server is ending. Attach again, elsewhere or later, from `offset`. */
  | 'shutting-down';

/**
 * What an attached reader gets, in order. Offsets count all bytes of the terminal's output from 0; bytes are as the program
 * wrote them, and may begin or end inside a character. The last event is `closed` or `failed`, unless the reader left.
 */
export type TerminalEvent =
  | { readonly type: 'output'; readonly offset: number; readonly data: Uint8Array }
  /**
   * The bytes from `from` up to `to` were dropped before this reader took them: reset the screen. The program is told to draw
   * it anew, at most once a second.
   */
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  /** Somebody gave it another size. */
  | { readonly type: 'resized'; readonly cols: number; readonly rows: number; readonly by: UserId }
  /** Whether this attachment may write changed with the caller's role. */
  | { readonly type: 'access'; readonly canWrite: boolean }
  /** It will be ended at that time. */
  | { readonly type: 'warning'; readonly reason: 'max-lifetime'; readonly at: string }
  /** The program ended, as its workspace confirmed; `end` is how many bytes it wrote. `closed` follows. */
  | { readonly type: 'exit'; readonly exit: Exit; readonly end: number }
  /** `offset` is the one to attach again from. */
  | { readonly type: 'closed'; readonly reason: TerminalCloseReason; readonly offset: number }
  /** The workspace cannot be reached. Nothing is known of the terminal; attach again from `offset`. */
  | { readonly type: 'failed'; readonly error: ReachError; readonly offset: number };

export interface AttachTerminal {
  /** The first byte wanted. @default 0, which replays all that is kept */
  readonly since?: number | undefined;
  /** Never takes input, whatever the caller's role allows: for tokens that may only read. @default false */
  readonly readOnly?: boolean | undefined;
  /** Gives the attaching up, with `request/aborted`; ends the attachment quietly later. */
  readonly signal?: AbortSignal | undefined;
}

export type TerminalFailure = TerminalError | ReachError | InvalidInput;

/** One reader of a terminal, and its keyboard where its role allows. */
export interface TerminalAttachment extends AsyncDisposable {
  readonly sessionId: SessionId;
  readonly terminalId: TerminalId;
  readonly ready: TerminalReady;
  /** To be read once. Who reads slowly holds up nobody, and gets a `gap` for what was dropped meanwhile. */
  readonly events: AsyncIterable<TerminalEvent>;
  /**
   * Taken by the terminal when ok, whole and in the order of the calls; wait for it before you take more from your own source.
   * `terminal/read-only` for who may not write, `terminal/input-limit` when more than `terminals.maxInputBytes` wait,
   * `terminal/not-running` when it is over, `terminal/input-refused` by `terminals.onInput`. After `connection/lost` it is not known how much was taken: it is never sent twice.
   */
  write(data: Uint8Array): ResultAsync<void, TerminalFailure>;
  /** It has that size when ok, and every attachment to it in this process is told. `request/invalid` outside the bounds. */
  resize(size: TerminalSize): ResultAsync<void, TerminalFailure>;
  /** Delivered to everything that runs in the terminal when ok, past input that waits. `name` is `SIGTERM` and the like. */
  signal(name: string): ResultAsync<void, TerminalFailure>;
  /** Ends this attachment and nothing else. Idempotent. */
  detach(): void;
}

/** As it is once it ended. */
export function endedAs<T extends Omit<Terminal, 'version'>>(terminal: T, end: TerminalEnd): T {
  const { dueAt: _dueAt, ...rest } = terminal;
  return { ...(rest as T), ...end, state: 'exited', updatedAt: end.endedAt };
}
