import type { Caller, CommandId, SessionId, TerminalId } from '../kernel/index.js';
import type { ToolCall, ToolDefinition, ToolResult } from '../models/index.js';

export interface ToolContext {
  /** As whom the tool does it: what the caller may not do, the tool may not. */
  readonly caller: Caller;
  readonly sessionId: SessionId;
  /** Ends the tool. */
  readonly signal: AbortSignal;
  /** Tells what comes out while the tool works; resolves when more may come. */
  readonly onOutput: (text: string) => Promise<void>;
  /** A fresh id for a command that the tool is about to start, for who wants to know it before. @default any */
  readonly commandId?: () => Promise<CommandId>;
  /** Hears which terminal the tool has read. */
  readonly onTerminalRead?: (id: TerminalId) => Promise<void>;
}

/** What a model can do in a session. */
export interface ToolBox {
  readonly definitions: readonly ToolDefinition[];
  /** Does it. Never throws: what went wrong is a result that `isError`. */
  call(call: ToolCall, context: ToolContext): Promise<ToolResult>;
}

/** The same tools, each command of which has the id that `name` gives. */
export function namingCommands(tools: ToolBox, name: () => Promise<CommandId>): ToolBox {
  return {
    definitions: tools.definitions,
    call: (call, context) => tools.call(call, { ...context, commandId: name }),
  };
}
