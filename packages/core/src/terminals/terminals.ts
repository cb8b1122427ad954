import type { Caller, ResultAsync, SessionId, TerminalId } from '../kernel/index.js';
import type { CallInWorkspace } from '../workspaces/index.js';
import type { AttachTerminal, OpenTerminal, Terminal, TerminalAttachment, TerminalFailure } from './terminal.js';

/** Names one terminal of one session. */
export interface TerminalRef {
  readonly sessionId: SessionId;
  readonly id: TerminalId;
}

/**
 * The terminals of sessions: programs under a PTY in a workspace, which many may watch. A terminal and the latest of its output
 * are the workspace's, and outlive every connection and every control plane. In a room everybody sees every terminal,
 * participants and above write to all of them, and admins end those of others.
 */
export interface Terminals {
  /**
   * Runs when ok. `terminal/limit` when the session or the user has as many as may be; `process/not-startable` when there is no
   * such program. It starts a workspace just as a command does: one that died while its session is wanted running.
   */
  open(
    caller: Caller,
    sessionId: SessionId,
    options?: CallInWorkspace & { readonly request?: OpenTerminal },
  ): ResultAsync<Terminal, TerminalFailure>;
  /** The terminals of the session that are on record, the newest first, each as it is now. Wakes nothing. */
  list(caller: Caller, sessionId: SessionId): ResultAsync<readonly Terminal[], TerminalFailure>;
  /** The terminal as it is now. `terminal/not-found` for one whose record went with its age. */
  get(caller: Caller, ref: TerminalRef): ResultAsync<Terminal, TerminalFailure>;
  /** The end of its whole process tree was begun when ok; also ok when it is over. `session/forbidden` for others' ones. */
  close(caller: Caller, ref: TerminalRef): ResultAsync<void, TerminalFailure>;
  /**
   * What was kept from `since` on, then what follows, without a seam. By the id alone: `terminal/not-found` for a terminal of a
   * session that the caller is nothing in, just as for none. `workspace/replaced` for one of an earlier life of its workspace,
   * `workspace/not-running` when that is stopped. `request/invalid` when `since` is behind all that was written.
   */
  attach(caller: Caller, id: TerminalId, options?: AttachTerminal): ResultAsync<TerminalAttachment, TerminalFailure>;
}
