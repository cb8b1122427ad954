import type { Caller, SessionId } from '../kernel/index.js';
import type { ToolCall, ToolDefinition, ToolResult } from '../models/index.js';

export interface ToolContext {
  /** As whom the tool does it: what the caller may not do, the tool may not. */
  readonly caller: Caller;
  readonly sessionId: SessionId;
  /** Ends the tool. */
  readonly signal: AbortSignal;
  /** Tells what comes out while the tool works; resolves when more may come. */
  readonly onOutput: (text: string) => Promise<void>;
}

/** What a model can do in a session. */
export interface ToolBox {
  readonly definitions: readonly ToolDefinition[];
  /** Does it. Never throws: what went wrong is a result that `isError`. */
  call(call: ToolCall, context: ToolContext): Promise<ToolResult>;
}
