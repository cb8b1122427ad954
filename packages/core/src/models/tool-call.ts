import type { JsonValue } from './json-value.js';

/** What a model wants a tool to do. */
export interface ToolCall {
  /** Unique among the calls of one answer. */
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: JsonValue;
}

/** What a tool gave. */
export interface ToolResult {
  /** The call that this is the result of. */
  readonly toolCallId: string;
  readonly toolName: string;
  readonly output: JsonValue;
  /** The tool could not do it; the output says why. @default false */
  readonly isError?: boolean;
}

/** A tool as a model is told of it. */
export interface ToolDefinition {
  /** 1 to 64 of `A-Z a-z 0-9 _ -`. */
  readonly name: string;
  /** For the model: what it does, and when to use it. */
  readonly description: string;
  /** The JSON Schema of its input, which is an object. */
  readonly inputSchema: { readonly [name: string]: JsonValue };
}
