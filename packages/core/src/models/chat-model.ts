import type { ModelEvent } from './model-event.js';
import type { ModelMessage } from './model-message.js';
import type { ToolDefinition } from './tool-call.js';

export interface ModelRequest {
  /** What was said so far, the oldest first. */
  readonly messages: readonly ModelMessage[];
  /** What the model may call. @default nothing */
  readonly tools?: readonly ToolDefinition[];
  /** The most tokens of the answer. @default what the model does by itself */
  readonly maxTokens?: number;
  /** 0 for the likeliest words; higher for more varied ones. @default what the model does by itself */
  readonly temperature?: number;
  /** Stops the model. The last event is `failed` with `request/aborted` then, and nothing follows it, however slow the model is. */
  readonly signal?: AbortSignal;
}

/**
 * A language model that answers as it goes.
 *
 * `stream` asks nothing before it is iterated, and never throws: what goes wrong is its last event. What came before it was said.
 * It asks once; whoever wants to try again asks again. Who leaves the iteration lets go of the model. One model answers any
 * number of requests at the same time. No error holds the key or the words of the service.
 */
export interface ChatModel {
  /** For logs and for users: which one it is. */
  readonly name: string;
  stream(request: ModelRequest): AsyncIterable<ModelEvent>;
}
