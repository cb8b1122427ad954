import type { Caller, SessionId } from '../kernel/index.js';

/** Whose handle of which life of which session's workspace. */
export interface WorkspaceLife {
  readonly caller: Caller;
  readonly sessionId: SessionId;
  readonly incarnation: number;
}
