import type { Caller, SessionId, TerminalId } from '../kernel/index.js';

/** What somebody is about to type. */
export interface TypedInput {
  readonly caller: Caller;
  readonly sessionId: SessionId;
  readonly terminalId: TerminalId;
  /** As it comes: a key, a part of a line, or a paste. */
  readonly data: Uint8Array;
}

/**
 * Whether input is given to a terminal; it is not when this throws. Advice and no protection: it sees keystrokes and no commands, and
 * a script, an alias or an editor gets around it. What keeps workspaces apart is their box.
 */
export type InputPolicy = (input: TypedInput) => boolean;

export function isAllowed(policy: InputPolicy, input: TypedInput): boolean {
  try {
    return policy(input);
  } catch {
    return false;
  }
}
