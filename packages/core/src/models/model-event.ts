import type { ModelError } from './model-errors.js';
import type { ToolCall } from './tool-call.js';

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Why a model stopped: it had said all, it reached `maxTokens`, or it waits for the results of tools. */
export type FinishReason = 'stop' | 'length' | 'tool-calls';

/** What a model says, in order. The last one is `finish` or `failed`, and there is only one of these. */
export type ModelEvent =
  /** The next piece of the text; never empty. */
  | { readonly type: 'text'; readonly text: string }
  /** The next piece of what it thinks before it speaks; never empty. */
  | { readonly type: 'reasoning'; readonly text: string }
  /** One whole call. */
  | ({ readonly type: 'tool-call' } & ToolCall)
  /** What this request used; at most once. */
  | { readonly type: 'usage'; readonly usage: TokenUsage }
  | { readonly type: 'finish'; readonly reason: FinishReason }
  | { readonly type: 'failed'; readonly error: ModelError };
