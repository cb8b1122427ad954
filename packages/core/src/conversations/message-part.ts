/** What a tool was given, or gave: a JSON value. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** A piece of a message, in the order in which it was said. */
export type MessagePart =
  | { readonly type: 'text'; readonly text: string }
  /** What a model thought before it spoke. */
  | { readonly type: 'reasoning'; readonly text: string }
  | ToolCallPart
  | ToolResultPart
  /** A file of the session's workspace, by its path there. */
  | { readonly type: 'file'; readonly path: string; readonly mediaType?: string };

export interface ToolCallPart {
  readonly type: 'tool-call';
  /** Unique among the calls of the message. */
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: JsonValue;
}

export interface ToolResultPart {
  readonly type: 'tool-result';
  /** The call that this is the result of. */
  readonly toolCallId: string;
  readonly toolName: string;
  readonly output: JsonValue;
  /** The tool could not do it. @default false */
  readonly isError?: boolean;
}
