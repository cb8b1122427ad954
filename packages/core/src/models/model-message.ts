import type { ToolCall, ToolResult } from './tool-call.js';

/** What was said so far, as a model is told of it. */
export type ModelMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls?: readonly ToolCall[] }
  /** The results of the calls of the message before, each exactly once. */
  | { readonly role: 'tool'; readonly results: readonly ToolResult[] };
