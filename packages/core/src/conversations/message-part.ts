import type { ToolCall, ToolResult } from '../models/index.js';

/** A piece of a message, in the order in which it was said. */
export type MessagePart =
  | { readonly type: 'text'; readonly text: string }
  /** What a model thought before it spoke. */
  | { readonly type: 'reasoning'; readonly text: string }
  | ({ readonly type: 'tool-call' } & ToolCall)
  | ({ readonly type: 'tool-result' } & ToolResult)
  /** A file of the session's workspace, by its path there. */
  | { readonly type: 'file'; readonly path: string; readonly mediaType?: string };
